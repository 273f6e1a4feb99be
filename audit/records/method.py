"""The method of a record: all that a result depends on besides the film, and the one fingerprint of it."""

from __future__ import annotations

from audit.records.typed import Sha256, Whole, record


@record
class MethodRecord:
    """By what a film was screened.

    Attributes:
        fingerprint: Of all that follows but the version of the code; null where an entry of an earlier schema does not tell all of it.
        number: Moves when any number of a result can change (``models.values.method.METHOD``).
        parameters: The method's numbers.
        parameters_sha256: Of their canonical JSON.
        regions_sha256: Of the region table.
        gate_sha256: Of the segmentation's quality check and of the shape model.
        reference_sha256, calibration_sha256: Null where there is none.
        networks: The weights' SHA-256 by role.
        manifests: By role, the SHA-256 of what a manifest says of the computation: preparation, labels, thresholds, target layer.
        code_version: Of the program; no part of the fingerprint, nor are device and number format.
    """

    fingerprint: Sha256 | None
    number: int
    parameters: dict[str, Whole | float | bool | str]
    parameters_sha256: Sha256
    regions_sha256: Sha256 | None
    gate_sha256: Sha256 | None
    reference_sha256: Sha256 | None
    calibration_sha256: Sha256 | None
    networks: dict[str, Sha256]
    manifests: dict[str, Sha256]
    code_version: str
