"""From models' values to the record of a film: the one translator."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import Literal

import numpy as np

from app.export.mask_png import mask_png
from app.run.recorded_challenges import challenge_records, not_run_records, region_records
from app.run.recorded_findings import finding_records
from app.run.recorded_global_removals import global_challenge_records, global_region_records
from app.run.recorded_transplants import transplant_records
from app.site.recorded import recorded_classifier
from audit.records.film import (
    AnatomyRecord,
    BlobsRecord,
    CutOffRecord,
    FilmRecord,
    FrameRecord,
    InputCheckRecord,
    MapsBlob,
    PictureBlob,
    QualityRecord,
    RegionsBlob,
    SecondsRecord,
)
from audit.records.method import MethodRecord
from audit.records.radiograph import RadiographRecord, TagsRecord
from models.values.input_check import InputCheck
from models.values.quality import AnatomyFound
from models.values.radiograph import Header
from models.values.screening import Screening
from models.values.spacing import JudgedSpacing
from models.values.validated import outside_validation

NO_FRAME = "Next to no lung was found, so there is no lung frame."
_PNG = "image/png"


def screened_record(screening: Screening, method: MethodRecord, *, reading: float | None = None) -> tuple[FilmRecord, dict[str, bytes]]:
    """Return the record of a screened film, and the blobs that it names by hash.

    Args:
        screening: What was found.
        method: By what it was screened.
        reading: Seconds that the reader took.
    """
    blobs, kept = _blobs(screening)
    removals = screening.global_removals
    seconds = SecondsRecord(reading=_rounded(reading), engine=_rounded(screening.seconds))
    record = FilmRecord(
        status="screened", seconds=seconds, radiograph=radiograph_record(screening.header, screening.spacing), method=method,
        input_check=_input_check(screening.check), classifier=recorded_classifier(screening.classifier),
        anatomy=_anatomy(screening.anatomy),
        regions=(*region_records(screening.regions, [outline.sha256 for outline in blobs.outlines]), *global_region_records(removals)),
        challenges=(
            *challenge_records(screening.challenges, screening.regions, screening.classifier.labels),
            *global_challenge_records(removals, screening.classifier.labels),
        ),
        not_run=not_run_records((*screening.not_run, *(removals.not_run if removals else ()))),
        transplants=transplant_records(screening.transplants),
        verdict=_text(screening.verdict), findings=finding_records(screening.findings), blobs=blobs,
    )  # fmt: skip
    return record, kept


def ended_record(
    status: Literal["refused", "failed"],
    method: MethodRecord,
    *,
    code: str,
    reason: str,
    reading: float | None = None,
    engine: float | None = None,
    film: Header | str | None = None,
    check: InputCheck | None = None,
) -> FilmRecord:
    """Return the record of a film that was refused or that failed.

    Args:
        status: Which of the two.
        method: It would have been screened by.
        code: The kind of reason.
        reason: The sentence.
        reading, engine: Seconds that each took.
        film: What is known of it; the SHA-256 of a file that could not be read as a film.
        check: What the input check saw, where the film got so far.
    """
    known = RadiographRecord(file_sha256=film) if isinstance(film, str) else radiograph_record(film) if film else None
    return FilmRecord(
        status=status, code=str(code), reason=reason, seconds=SecondsRecord(reading=_rounded(reading), engine=_rounded(engine)),
        radiograph=known, method=method, input_check=_input_check(check) if check else None,
    )  # fmt: skip


def radiograph_record(header: Header, spacing: JudgedSpacing | None = None) -> RadiographRecord:
    """Return identity and origin of a film as the record keeps them; its spacing is judged where it was screened."""
    spacing = spacing or JudgedSpacing()
    return RadiographRecord(
        file_sha256=header.file_sha256, pixel_sha256=header.pixel_sha256, rows=header.rows, columns=header.columns,
        sop_instance_uid=header.sop_instance_uid, study_instance_uid=header.study_instance_uid, patient_digest=header.patient_digest,
        pixel_spacing_mm=header.pixel_spacing_mm, spacing_from=_text(header.spacing_from),
        spacing_trusted=spacing.trusted, spacing_reason=spacing.reason, view=header.view, modality=header.modality,
        photometric=header.photometric, transfer_syntax=header.transfer_syntax, decoder=header.decoder,
        orientation=_text(header.orientation), polarity=str(header.polarity),
        notes=tuple(map(str, (*header.notes, *outside_validation(header)))), tags=TagsRecord(**asdict(header.tags)),
    )  # fmt: skip


def _input_check(check: InputCheck) -> InputCheckRecord:
    return InputCheckRecord(
        rotate_clockwise=check.rotate_clockwise, upright=check.upright, mirrored=check.mirrored, inverted=check.inverted, chest=check.chest
    )


def _anatomy(found: AnatomyFound) -> AnatomyRecord:
    quality = QualityRecord(score=found.quality.score, parts=found.quality.parts, reason=found.quality.reason)
    frame = FrameRecord(**found.frame) if found.frame else None
    why = {"cardiothoracic_ratio": found.ratio.reason, "frame": None if frame else NO_FRAME, "heart_area_share": found.without_heart}
    reasons = {name: reason for name, reason in why.items() if reason}
    cuts = tuple(CutOffRecord(lung=str(cut.lung), edge=str(cut.edge), share=cut.share) for cut in found.cut_off)
    return AnatomyRecord(
        quality=quality, lung_area_share=found.lung_area_share, heart_area_share=found.heart_area_share,
        cardiothoracic_ratio=found.ratio.value, cut_off=cuts, frame=frame, reasons=reasons,
    )  # fmt: skip


def _blobs(screening: Screening) -> tuple[BlobsRecord, dict[str, bytes]]:
    maps, allowed = np.ascontiguousarray(screening.signed_maps), screening.allowed
    kept: dict[str, bytes] = {}

    def keep(data: bytes) -> str:
        name = hashlib.sha256(data).hexdigest()
        kept[name] = data
        return name

    classes, rows, columns = maps.shape
    record = BlobsRecord(
        signed_maps=MapsBlob(sha256=keep(maps.tobytes()), dtype="float16", shape=(classes, rows, columns), film=screening.map_box),
        lungs=PictureBlob(sha256=keep(mask_png(screening.lungs > 0)), type=_PNG),
        heart=None if screening.heart is None else PictureBlob(sha256=keep(mask_png(screening.heart)), type=_PNG),
        allowed=RegionsBlob(sha256=keep(mask_png(np.concatenate(list(allowed.values())))), type=_PNG, regions=tuple(allowed))
        if allowed
        else None,
        outlines=tuple(PictureBlob(sha256=keep(mask_png(region.mask)), type=_PNG) for region in screening.regions),
    )
    return record, kept


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)


def _text(value: str | None) -> str | None:
    return None if value is None else str(value)
