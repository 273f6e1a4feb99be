"""Donors that are nobody's film: what is usual of many films in the common lung frame.

A shipped classifier carries no film's pixels, so its donors are composites. A pixel is known where at least half of a composite's films
show it, and is their interquartile mean: what a quarter of them alone show leaves no trace, and no film has more than a quarter of a
pixel. (Of films of unlike exposure the median is one and the same film's over whole areas.) What lies beyond is filled from the nearest
that is known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from models.anatomy.frame import Frame
from models.anatomy.shape import Points, shape_model
from models.challenge.fillers.donors import Donor
from models.grids.geometry import Geometry
from models.grids.interpolation import interpolated, sampled

_STEP = 8
"""Pixels between the points at which the smooth map is computed; between them it is interpolated."""
_ROWS = 64
"""Rows of a composite that are computed at a time."""

Decide = Callable[[NDArray[np.float32]], Sequence[bool]]


def composites(donors: Sequence[Donor], *, least: int = 11, most_a_view: int = 7, decide: Decide) -> tuple[Donor, ...]:
    """Return composites of disjoint groups of films of one view.

    Films that are positive for the fewest classes go first. The lungs of a composite are the mean shape, placed as the films' lungs lie on
    the network's input on average; it has neither padding nor cropping of its own.

    Args:
        donors: Films of one network input, each of another patient.
        least: Films of one composite.
        most_a_view: Composites of one view at most; films of an unknown view are a view of their own.
        decide: Says for a C×H×W input which of the K classes the classifier finds.

    Returns:
        None of a view with fewer films than ``least``.
    """
    if not donors:
        return ()
    landmarks = _placed_mean(donors)
    found = list[Donor]()
    for view in sorted({donor.view for donor in donors}, key=lambda name: name or ""):
        films = sorted((donor for donor in donors if donor.view == view), key=lambda donor: sum(donor.positives))
        groups = [films[i * least : (i + 1) * least] for i in range(min(len(films) // least, most_a_view))]
        found += [_composite(group, landmarks, f"composite {view or 'of no view'} {i}", decide) for i, group in enumerate(groups)]
    return tuple(found)


def _placed_mean(donors: Sequence[Donor]) -> tuple[tuple[float, float], ...]:
    """Return the mean shape's landmarks on the network's pixels, scaled and shifted to the films' lungs by least squares."""
    usual = np.mean([np.array(donor.landmarks) * donor.geometry.scale + donor.geometry.offset for donor in donors], axis=0)
    mean = shape_model().mean
    (sx, dx), (sy, dy) = (np.polyfit(mean[:, axis], usual[:, axis], 1).tolist() for axis in (0, 1))
    return tuple((round(sx * x + dx, 1), round(sy * y + dy, 1)) for x, y in mean.tolist())


def _composite(group: Sequence[Donor], landmarks: tuple[tuple[float, float], ...], name: str, decide: Decide) -> Donor:
    """Return what is usual of some films."""
    height, width = group[0].image.shape[1:]
    y, x = (np.arange(0, side + _STEP, _STEP) + 0.5 for side in (height, width))
    in_frame = Frame(landmarks, (height, width), 0.0, (0.0, 0.0)).to_frame(np.stack(np.meshgrid(x, y), axis=-1))
    ways = [np.moveaxis(donor.places(in_frame), -1, 0)[::-1] for donor in group]
    image = np.empty(group[0].image.shape, np.float32)
    shown = np.empty((height, width), bool)
    for top in range(0, height, _ROWS):
        rows = np.arange(top, min(top + _ROWS, height))
        lent = np.stack([_lent(donor, way, rows, width) for donor, way in zip(group, ways, strict=True)])
        known = np.isfinite(lent[:, 0]).sum(axis=0) >= -(-len(group) // 2)
        shown[rows] = known
        image[:, rows] = _usual(np.where(known, lent, 0))
    image = _filled(image, shown)
    decided = tuple(bool(positive) for positive in decide(image))
    return Donor(image.astype(np.float16), Geometry.identity(height, width), landmarks, decided, group[0].view, name)


def _lent(donor: Donor, way: Points, rows: NDArray[np.int64], width: int) -> NDArray[np.float32]:
    """Return C×rows×W of a film on the composite's pixels; NaN beyond the film and where its padding would be interpolated in.

    Args:
        donor: The film.
        way: 2×…, row and column on it of every _STEP-th pixel of the composite.
        rows: Of the composite.
        width: Of the composite.
    """
    down, across = interpolated(way, rows / _STEP + 0.5, np.arange(width) / _STEP + 0.5).astype(np.float64)
    known = donor.shows(down - 0.5, across - 0.5) & donor.shows(down + 0.5, across + 0.5)
    return np.where(known, sampled(donor.image, down, across), np.float32(np.nan))


def _usual(lent: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the mean, over the first axis, of the middle half of what is not NaN: a quarter, rounded down, is left out at each end."""
    ordered = np.sort(lent, axis=0)
    number = np.isfinite(lent).sum(axis=0)
    rank = np.arange(len(lent)).reshape(-1, *(1,) * (lent.ndim - 1))
    middle = (rank >= number // 4) & (rank < number - number // 4)
    return np.asarray(ordered.mean(axis=0, where=middle))


def _filled(image: NDArray[np.float32], shown: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return an image whose unknown pixels are the nearest that are known."""
    if shown.all() or not shown.any():
        return image
    rows, columns = ndimage.distance_transform_edt(~shown, return_distances=False, return_indices=True)
    return image[:, rows, columns]
