"""The method: all that a result depends on besides the film."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.values.parameters import Parameters

METHOD: int = 7
"""Moves when any number of a result can change."""


class Role(StrEnum):
    """What a network is there for."""

    CLASSIFIER = "classifier"
    LUNGS = "lungs"
    INPUT_CHECK = "input_check"


@dataclass(frozen=True)
class Method:
    """By what films are screened.

    Attributes:
        parameters: The method's numbers.
        regions_sha256: Of the region table.
        gate_sha256: Of the segmentation's quality check and of the shape model.
        reference_sha256, calibration_sha256: None where there is none.
        networks: The weights' SHA-256 by role.
        manifests: By role, the SHA-256 of what a manifest says of the computation.
        number: ``METHOD`` of this code.
    """

    parameters: Parameters
    regions_sha256: str
    gate_sha256: str
    reference_sha256: str | None
    calibration_sha256: str | None
    networks: Mapping[str, str]
    manifests: Mapping[str, str]
    number: int = METHOD
