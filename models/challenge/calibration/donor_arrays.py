"""Donors as plain arrays: their pixels in 256 steps from the smallest to the largest value of each channel.

A pixel comes back within half a step, 1/510 of its channel's range on that film, and float16's own rounding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.anatomy.shape import shape_model
from models.challenge.fillers.donors import Donor
from models.grids.geometry import Geometry

STEPS = 255

TYPES: dict[str, tuple[str, int]] = {
    "donor_images": ("u1", 4), "donor_lows": ("f4", 2), "donor_steps": ("f4", 2), "donor_scales": ("f8", 2), "donor_offsets": ("f8", 2),
    "donor_sources": ("i8", 2), "donor_landmarks": ("f8", 3), "donor_positives": ("b1", 2),
}  # fmt: skip
"""Type and number of axes of each array; the first axis is the donors'."""

NAMES = (*TYPES, "donor_views", "donor_patients")


def packed(donors: Sequence[Donor], classes: int) -> dict[str, NDArray[Any]]:
    """Return the arrays of donors of one network input.

    Raises:
        ValueError: Their inputs differ in shape.
    """
    if not donors:
        none = {name: np.zeros((0,) * axes, kind) for name, (kind, axes) in TYPES.items()}
        return none | {name: np.zeros(0, np.str_) for name in ("donor_views", "donor_patients")}
    if len({donor.image.shape for donor in donors}) > 1 or any(len(donor.positives) != classes for donor in donors):
        raise ValueError("Donors of one calibration share the network's input and its classes.")
    images = np.stack([donor.image for donor in donors]).astype(np.float32)
    lows, highs = images.min(axis=(2, 3)), images.max(axis=(2, 3))
    steps = np.maximum((highs - lows) / STEPS, np.finfo(np.float32).tiny)
    return {
        "donor_images": np.rint((images - lows[..., None, None]) / steps[..., None, None]).astype(np.uint8),
        "donor_lows": lows,
        "donor_steps": steps,
        "donor_scales": np.array([donor.geometry.scale for donor in donors], np.float64),
        "donor_offsets": np.array([donor.geometry.offset for donor in donors], np.float64),
        "donor_sources": np.array([donor.geometry.source for donor in donors], np.int64),
        "donor_landmarks": np.array([donor.landmarks for donor in donors], np.float64),
        "donor_positives": np.array([donor.positives for donor in donors], bool),
        "donor_views": np.array([donor.view or "" for donor in donors]),
        "donor_patients": np.array([donor.patient for donor in donors]),
    }


def unpacked(arrays: Mapping[str, NDArray[Any]]) -> tuple[Donor, ...]:
    """Return the donors of arrays that do not contradict each other."""
    return tuple(_donor({name: arrays[name][i] for name in NAMES}) for i in range(len(arrays["donor_images"])))


def _donor(of: Mapping[str, Any]) -> Donor:
    """Return one donor from its part of each array."""
    values = of["donor_images"] * of["donor_steps"][:, None, None] + of["donor_lows"][:, None, None]
    (sx, sy), (dx, dy), (height, width) = (of[name].tolist() for name in ("donor_scales", "donor_offsets", "donor_sources"))
    rows, columns = values.shape[1:]
    return Donor(
        image=values.astype(np.float16),
        geometry=Geometry((sx, sy), (dx, dy), (height, width), (int(rows), int(columns))),
        landmarks=tuple((x, y) for x, y in of["donor_landmarks"].tolist()),
        positives=tuple(of["donor_positives"].tolist()),
        view=str(of["donor_views"]) or None,
        patient=str(of["donor_patients"]),
    )


def contradiction(arrays: Mapping[str, NDArray[Any]], classes: int) -> str | None:
    """Say which array is not of its type or shape, or holds what no donor can; None where all fit each other."""
    for name, (kind, axes) in TYPES.items():
        if arrays[name].dtype != np.dtype(kind) or arrays[name].ndim != axes:
            return f"{name} is of another type or number of axes"
    count, channels = arrays["donor_images"].shape[:2]
    landmarks = shape_model().mean.shape
    wanted = {
        "donor_lows": (channels,), "donor_steps": (channels,), "donor_scales": (2,), "donor_offsets": (2,), "donor_sources": (2,),
        "donor_landmarks": landmarks, "donor_positives": (classes,), "donor_views": (), "donor_patients": (),
    }  # fmt: skip
    for name, shape in wanted.items():
        if len(arrays[name]) != count or (count and arrays[name].shape[1:] != shape):
            return f"{name} does not fit {count} donors"
    if any(arrays[name].dtype.kind != "U" for name in ("donor_views", "donor_patients")):
        return "views or patients of donors are no names"
    numbers = ("donor_lows", "donor_steps", "donor_scales", "donor_offsets", "donor_landmarks")
    if unknown := [name for name in numbers if not np.isfinite(arrays[name]).all()]:
        return f"{unknown[0]} holds a number that is not finite"
    positive = all((arrays[name] > 0).all() for name in ("donor_steps", "donor_scales", "donor_sources"))
    if not positive or (count and not arrays["donor_images"][0].size):
        return "the size of a donor is not positive"
    brightest = np.abs(arrays["donor_lows"].astype(np.float64)) + STEPS * arrays["donor_steps"].astype(np.float64)
    return "a donor is too bright" if (brightest > np.finfo(np.float16).max).any() else None
