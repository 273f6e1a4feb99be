"""Where control places lie: shapes of real regions, moved by chance to where nothing is known to matter."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.challenge.film_input import FilmInput
from models.grids.convolution import convolved_within
from models.grids.masks import bounds

CONTROLS = 8
"""Places a film."""

_TRIES = 8
_SCALES = (0.7, 1.4)
_SHRINK = 0.8
_CLIPPED = 0.6
"""Least share of a clipped shape that is left."""
_SMALLEST = 0.003
"""Share of the field under which a shape is no longer shrunk."""

Mask = NDArray[np.bool_]


def drawn_controls(
    rng: np.random.Generator, film: FilmInput, shapes: Sequence[Mask], outside: Sequence[Mask], most: int = CONTROLS
) -> tuple[Mask, ...]:
    """Draw control places of a film, each for a label drawn by chance.

    A shape is mirrored and turned by quarters by chance. It keeps its size where it has room somewhere; where it has none, it is clipped to
    what is free, as regions are, if that is most of it. Else others are tried, at sizes drawn from 0.7 to 1.4, and then the last shrinks.

    Args:
        rng: Source of chance.
        film: Its exposed field is where places lie.
        shapes: H×W each: real regions, those of this film's hot spots or of another's of like size.
        outside: By label, H×W: what lies outside its allowed region and off its hot spots.
        most: Places that are drawn.

    Returns:
        H×W masks; fewer than asked for where the label drawn leaves no room, none without shapes.
    """
    cut = [cropped(shape) for shape in shapes if shape.any()]
    if not cut or not outside:
        return ()
    drawn = (_placed(rng, cut, outside[int(rng.integers(len(outside)))] & film.field, film.field) for _ in range(most))
    return tuple(place for place in drawn if place is not None)


def cropped(shape: Mask) -> Mask:
    """Return a shape within the box that holds it."""
    x0, y0, x1, y1 = bounds(shape)
    return shape[y0:y1, x0:x1]


def _placed(rng: np.random.Generator, shapes: Sequence[Mask], free: Mask, field: Mask) -> Mask | None:
    """Return a shape where there is room for it; None where there is for none."""
    least = _SMALLEST * np.count_nonzero(field)
    for attempt in range(_TRIES):
        shape = turned(rng, shapes[int(rng.integers(len(shapes)))])
        shape = rescaled(shape, float(rng.uniform(*_SCALES))) if attempt else shape
        if (place := _somewhere(rng, shape, free, (1.0, _CLIPPED))) is not None:
            return place
    while np.count_nonzero(shape) > least:
        shape = rescaled(shape, _SHRINK)
        if (place := _somewhere(rng, shape, free)) is not None:
            return place
    return None


def turned(rng: np.random.Generator, shape: Mask) -> Mask:
    """Return a shape turned by quarters and mirrored by chance."""
    quarters, mirrored = int(rng.integers(4)), bool(rng.integers(2))
    return np.rot90(shape[:, ::-1] if mirrored else shape, quarters)


def rescaled(shape: Mask, scale: float) -> Mask:
    """Return a shape at another size, the nearest pixel of the old one for each of the new."""
    height, width = (max(round(side * scale), 1) for side in shape.shape)
    rows, columns = ((np.arange(new) + 0.5) * old // new for new, old in ((height, shape.shape[0]), (width, shape.shape[1])))
    found = shape[rows.astype(int)][:, columns.astype(int)]
    return cropped(found) if found.any() else np.ones((1, 1), bool)


def _somewhere(rng: np.random.Generator, shape: Mask, free: Mask, least_free: Sequence[float] = (1.0,)) -> Mask | None:
    """Return a shape, clipped to what is free, at one of all the places where the first of some shares of it is; None where none is."""
    (height, width), (rows, columns) = shape.shape, free.shape
    if height > rows or width > columns:
        return None
    overlap = convolved_within((~free).astype(np.float32), shape[::-1, ::-1].astype(np.float32))
    area = np.count_nonzero(shape)
    tried = (np.flatnonzero(overlap < (1 - share) * area + 0.5) for share in least_free)
    room = next((places for places in tried if len(places)), None)
    if room is None:
        return None
    top, left = divmod(int(room[rng.integers(len(room))]), overlap.shape[1])
    place = np.zeros(free.shape, bool)
    place[top : top + height, left : left + width] = shape
    return np.asarray(place & free)
