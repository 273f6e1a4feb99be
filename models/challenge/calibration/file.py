"""The file of a calibration: plain arrays, validated when they are read; nothing is ever unpickled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.attention.reference.made_with import MadeWith, no_hash
from models.attention.reference.plain_arrays import UnreadableArrays, read_arrays, write_arrays
from models.challenge.calibration import donor_arrays
from models.challenge.calibration.controls import ControlTable
from models.challenge.calibration.descriptors import DESCRIPTORS
from models.challenge.calibration.refusal import NotACalibration
from models.challenge.fillers.donors import Donor
from models.values.challenge import Filler
from models.values.reference_review import ReferenceReview

_SCHEMA = 2
_MADE_WITH = tuple(MadeWith.__dataclass_fields__)
_TABLE: dict[str, tuple[str, int]] = {"descriptors": ("f4", 2), "to_allowed": ("f4", 2), "deltas": ("f4", 3), "spread": ("f4", 1)}
_NAMES = (*_TABLE, "fillers", "patients", "described_by", "review", *_MADE_WITH, *donor_arrays.NAMES)
_MOST_PLACES, _MOST_DONORS = 100_000, 1000
_ANEW = "build it anew with 'models reference'."

Parts = tuple[MadeWith, ControlTable, tuple[Donor, ...], NDArray[np.float32], str, ReferenceReview | None]


def write(
    path: Path,
    made_with: MadeWith,
    table: ControlTable,
    donors: Sequence[Donor],
    spread: NDArray[np.float32],
    review: ReferenceReview | None,
) -> None:
    """Write what a calibration is.

    Args:
        path: Of the file.
        made_with: Hashes of what it was made with.
        table: Control places.
        donors: Of one network input.
        spread: K, of each class's logit.
        review: Of the films; None where there was none.
    """
    arrays: dict[str, NDArray[Any]] = {name: getattr(table, name) for name in ("descriptors", "to_allowed", "deltas", "patients")}
    arrays |= {"fillers": np.array(table.fillers, np.str_), "described_by": np.array(DESCRIPTORS), "spread": spread}
    arrays |= {"review": np.array(astuple(review) if review else (), np.int64)}
    arrays |= {name: np.array(value) for name, value in asdict(made_with).items()}
    write_arrays(path, _SCHEMA, arrays | donor_arrays.packed(donors, len(spread)))


def read(path: Path) -> Parts:
    """Read what was written; also the file's SHA-256.

    Raises:
        NotACalibration: It cannot be read, is no calibration, is one of another version, or its entries contradict each other.
    """
    try:
        arrays, sha256 = read_arrays(path, _SCHEMA, _NAMES, "calibration")
    except UnreadableArrays as error:
        raise NotACalibration(f"{error}; {_ANEW}") from None
    made_with = MadeWith(**{name: str(arrays[name]) for name in _MADE_WITH})
    if wrong := no_hash(made_with) or _contradiction(arrays) or donor_arrays.contradiction(arrays, len(arrays["spread"])):
        raise NotACalibration(f"The file of the calibration is damaged: {wrong}; {_ANEW}")
    fillers = tuple(Filler(name) for name in arrays["fillers"].tolist())
    table = ControlTable(fillers, *(arrays[name] for name in ("patients", "descriptors", "to_allowed", "deltas")))
    return made_with, table, donor_arrays.unpacked(arrays), arrays["spread"], sha256, _review(arrays["review"])


def _review(counts: NDArray[np.int64]) -> ReferenceReview | None:
    return ReferenceReview(*counts.tolist()) if counts.size else None


def _contradiction(arrays: Mapping[str, NDArray[Any]]) -> str | None:
    """Say which entry of the table is not of its type or shape; None where all fit each other."""
    for name, (kind, axes) in _TABLE.items():
        if arrays[name].dtype != np.dtype(kind) or arrays[name].ndim != axes:
            return f"{name} is of the type {arrays[name].dtype} or has not the right number of axes"
    fillers, patients = arrays["fillers"], arrays["patients"]
    if fillers.ndim != 1 or len(set(fillers.tolist())) < len(fillers) or not {*fillers.tolist()} <= {*Filler}:
        return "a filler is unknown or named twice"
    if arrays["described_by"].tolist() != [*DESCRIPTORS]:
        return "its places are described by something else"
    if patients.dtype.kind != "U" or patients.ndim != 1:
        return "patients are no names"
    places, classes = len(patients), len(arrays["spread"])
    shapes = {"descriptors": (places, len(DESCRIPTORS)), "to_allowed": (places, classes), "deltas": (places, len(fillers), classes)}
    for name, shape in shapes.items():
        if arrays[name].shape != shape:
            return f"{name} is not of {places} places and {classes} classes"
    if places > _MOST_PLACES or len(arrays["donor_images"]) > _MOST_DONORS:
        return "it holds more places or donors than any classifier has"
    if not _counts(arrays["review"]):
        return "its review counts what cannot be"
    if unknown := [name for name in ("descriptors", "to_allowed", "spread") if not np.isfinite(arrays[name]).all()]:
        return f"{unknown[0]} holds a number that is not finite"
    negative = [name for name in ("to_allowed", "spread") if (arrays[name] < 0).any()]
    if negative:
        return f"{negative[0]} holds a number under 0"
    return "deltas holds a number that is not finite" if np.isinf(arrays["deltas"]).any() else None


def _counts(review: NDArray[Any]) -> bool:
    """Tell whether numbers can be those of a review, or are none."""
    if review.dtype != np.int64 or review.shape not in ((0,), (len(fields(ReferenceReview)),)):
        return False
    if not review.size:
        return True
    films, marked, lined, positive, judged, dependent = (int(count) for count in review)
    return 0 <= dependent <= judged <= positive <= films and min(marked, lined) >= 0 and max(marked, lined) <= films
