"""The radiograph of a record: identity and origin of one film. Unknown is null."""

from __future__ import annotations

from typing import Annotated

from audit.records.typed import Sha256, chosen, record


@record
class TagsRecord:
    """What a header says of the exposure; recorded, never believed."""

    sex: str | None = None
    age_band: str | None = None
    manufacturer: str | None = None
    model: str | None = None
    station: str | None = None
    institution: str | None = None
    body_part: str | None = None
    laterality: str | None = None
    patient_position: str | None = None
    burned_in: str | None = None
    acquisition_month: str | None = None


@record
class RadiographRecord:
    """One film, or a file that is none: then all but its hash is null.

    Attributes:
        pixel_sha256: Over the pixels as the header spells them, before any inversion.
        pixel_spacing_mm: Width and height of a source pixel, where they are the same.
        spacing_trusted: Whether the spacing is plausible; null where it was not judged. What is not was not used.
        spacing_reason: Why it is not.
        patient_digest: Keyed hash of the patient's identifier.
        polarity: Whether the pixels were inverted because they contradict the header.
        notes: What happened on the way to the pixels, and what the figures of validation are not of.
        tags: Null for a file that was not read.
    """

    file_sha256: Sha256
    pixel_sha256: Sha256 | None = None
    rows: int | None = None
    columns: int | None = None
    sop_instance_uid: str | None = None
    study_instance_uid: str | None = None
    patient_digest: str | None = None
    pixel_spacing_mm: float | None = None
    spacing_from: Annotated[str, chosen("spacing_source")] | None = None
    spacing_trusted: bool | None = None
    spacing_reason: str | None = None
    view: str | None = None
    modality: str | None = None
    photometric: str | None = None
    transfer_syntax: str | None = None
    decoder: str | None = None
    orientation: Annotated[str, chosen("orientation")] | None = None
    polarity: Annotated[str, chosen("polarity")] | None = None
    notes: tuple[Annotated[str, chosen("note")], ...] = ()
    tags: TagsRecord | None = None
