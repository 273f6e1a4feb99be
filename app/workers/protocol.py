"""What a worker is asked and what it answers (contract, section 2): frozen values, nothing else crosses.

A Request is followed by any number of Progress and then by exactly one of Result, Refused, Failed and Cancelled.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.attribution.method import Method
from models.findings import Quality
from models.parameters import Parameters
from models.radiograph import Radiograph

if TYPE_CHECKING:  # It draws too, with scipy, which the window does not wait for.
    from models.anatomy.regions import RegionTable


class Kind(StrEnum):
    """What can be asked: of a reader (read, draw_phantom) or of an engine (the others)."""

    READ = "read"
    DRAW_PHANTOM = "draw_phantom"
    SCREEN = "screen"
    ATTRIBUTE = "attribute"
    ANATOMY = "anatomy"
    DESCRIBE = "describe"
    CERTIFY = "certify"
    POINTS = "points"
    REFER = "refer"


@dataclass(frozen=True)
class Request:
    """One thing asked of a worker; ``payload`` is the ask of its kind."""

    id: int
    kind: Kind
    payload: Any


@dataclass(frozen=True)
class Cancel:
    """Stop a request between two of its steps."""

    id: int


@dataclass(frozen=True)
class Ready:
    """A worker has imported what it needs; a worker that dies before it said so cannot start at all."""


@dataclass(frozen=True)
class Progress:
    """How far a request is."""

    id: int
    done: int
    of: int
    label: str


@dataclass(frozen=True)
class Result:
    """A request that succeeded."""

    id: int
    payload: Any


@dataclass(frozen=True)
class Refused:
    """A request that an expected reason stands against; the sentence is for a radiologist."""

    id: int
    code: str
    sentence: str
    file_sha256: str | None = None


@dataclass(frozen=True)
class Failed:
    """A request that met a defect, a crash or a lack of memory; the traceback is for its author."""

    id: int
    sentence: str
    traceback: str | None = None


@dataclass(frozen=True)
class Cancelled:
    """A request that was stopped as asked."""

    id: int


Ending = Result | Refused | Failed | Cancelled


def why_not(ending: Refused | Failed | Cancelled) -> str:
    """Return why a request has no result, as a sentence."""
    return "It was cancelled." if isinstance(ending, Cancelled) else ending.sentence


@dataclass(frozen=True)
class ReadAsk:
    """Read one file; the answer is a Radiograph. With a key its header names the patient by a keyed hash, for the log."""

    path: Path
    patient_key: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class DrawPhantomAsk:
    """Write a phantom film as DICOM; the answer is its path."""

    path: Path
    seed: int
    marked: bool


@dataclass(frozen=True)
class ScreenAsk:
    """Screen a batch, by a table of allowed places, None is the shipped one; the answer is a tuple of Screening or NotScreened."""

    films: tuple[Radiograph, ...]
    classifier: str
    parameters: Parameters
    regions: RegionTable | None = None


@dataclass(frozen=True)
class AttributeAsk:
    """Make one map of one film; the answer is an AttributionMap."""

    film: Radiograph
    classifier: str
    label: str
    method: Method


@dataclass(frozen=True)
class AttributionMap:
    """One map: raw h×w values and the film's rectangle in the map's coordinates, x0, y0, x1, y1."""

    values: NDArray[np.float32]
    box: tuple[float, float, float, float]


@dataclass(frozen=True)
class AnatomyAsk:
    """Find what lies where on one film; the answer is an AnatomyDrawn."""

    film: Radiograph


@dataclass(frozen=True)
class AnatomyDrawn:
    """The anatomy of one film.

    Attributes:
        lungs: H×W uint8 on the film's own pixels: 0 outside, 1 right lung, 2 left lung.
        structures: H×W uint8, numbers of structures; None where next to no lung was found.
        quality: Whether the lungs' drawing can be relied on.
        frame: The numbers of the registration; None where structures are.
    """

    lungs: NDArray[np.uint8]
    structures: NDArray[np.uint8] | None
    quality: Quality
    frame: dict[str, Any] | None


@dataclass(frozen=True)
class DescribeAsk:
    """Load a classifier; the answer is what it will screen with, under a table of allowed places, as a Setting."""

    classifier: str
    regions: RegionTable | None = None


@dataclass(frozen=True)
class Setting:
    """What identifies a way of screening besides the parameters."""

    classifier_sha256: str
    lungs_sha256: str
    film_check_sha256: str
    regions_sha256: str
    reference_sha256: str | None = None


@dataclass(frozen=True)
class CertifyAsk:
    """Examine a classifier on films, or on phantoms where there are none; the answer is Certified."""

    classifier: str
    films: tuple[Radiograph, ...] = ()


@dataclass(frozen=True)
class PointsAsk:
    """List the places of a classifier that can be attributed to; the answer is a tuple of Point."""

    classifier: str


@dataclass(frozen=True)
class ReferAsk:
    """Gather what a classifier's reference keeps of films; the answer is a Films, those that cannot serve left out."""

    films: tuple[Radiograph, ...]
    classifier: str
    regions: RegionTable | None = None
