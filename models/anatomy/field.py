"""The exposed field of a film: what is left without padding and the borders of a collimator; and the air in it beside the body."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from models.geometry import Geometry
from models.padding import touching_rim

_AIR = 0.35
"""Air beside the body is darker than this share of the lungs' median grey."""
_LEVEL = 0.06
"""Greys of a collimator's border differ from the film's edge by at most this share of the film's range."""
_EVEN = 0.02
"""Half of a border's greys lie within this; air is noisier."""
_STRAIGHT = 0.7
"""Least share of an edge's pixels that lie on one straight line."""
_OFF_LINE, _SHALLOW, _DEEP, _TILT = 2.0, 2.0, 0.35, 0.2
"""Of that line: pixels that lie on it, its least mean depth in pixels, its largest as a share of the film, and its largest slope."""


def exposed_field(grey: NDArray[np.floating], geometry: Geometry) -> NDArray[np.bool_]:
    """Return the exposed field.

    A collimator's border has one grey, begins at the film's edge and ends in a straight line, which may be tilted; air beside the body
    ends in no line and stays in the field.

    Args:
        grey: H×W, scaled to about [0, 1].
        geometry: From the film to those pixels; beyond the film lies padding.
    """
    field = np.zeros(grey.shape, bool)
    x0, y0, x1, y1 = geometry.film_box()
    film = np.asarray(grey[y0:y1, x0:x1], np.float32)
    inside = np.ones(film.shape, bool)
    for turns in range(4):
        np.rot90(inside, turns)[...] &= _below_border(np.rot90(film, turns))
    field[y0:y1, x0:x1] = inside
    return field


def background(
    grey: NDArray[np.floating], field: NDArray[np.bool_], lungs: NDArray[np.bool_], body: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Return the air beside the body, with the markers and letters that stand in it; to two pixels.

    Args:
        grey: H×W, bright is dense.
        field: The exposed field.
        lungs: Aerated lung, whose grey is compared with.
        body: What belongs to the body for certain.
    """
    half = np.s_[::2, ::2]
    shades, certain, aerated = grey[half], body[half], lungs[half]
    level = float(np.median(shades[aerated])) if aerated.any() else 0.0
    air = touching_rim(~field[half] | ((shades < _AIR * level) & ~certain)) & ~certain
    pieces, count = ndimage.label(~air)
    of_body = np.bincount(pieces[certain], minlength=count + 1) > 0
    beside = (~of_body[pieces]).repeat(2, axis=0).repeat(2, axis=1)
    return np.asarray(field & beside[: grey.shape[0], : grey.shape[1]] & ~body)


def _below_border(film: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Return the pixels below the borders at the top edge: padding first, then perhaps a collimator."""
    height, width = film.shape
    columns, rows = np.arange(width), np.arange(height)[:, None]
    line = np.zeros(width)
    for _ in range(2):
        found = _edge(film, line)
        if found is None:
            break
        line = found
    return np.asarray(rows >= line[columns])


def _edge(film: NDArray[np.float32], start: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Return the straight end of the border that begins at ``start``, as a depth a column; None where there is none."""
    height, width = film.shape
    columns, rows = np.arange(width), np.arange(height)[:, None]
    first = np.ceil(start).astype(int).clip(0, height - 1)
    level = float(np.median(film[first, columns]))
    film, rows = film[: int(2 * _DEEP * height) + 1], rows[: int(2 * _DEEP * height) + 1]
    alike = (np.abs(film - level) <= _LEVEL) | (rows < first)
    depth = np.where(alike.all(axis=0), len(film), alike.argmin(axis=0)).astype(float)
    at = columns - (width - 1) / 2
    middle, slope = float(np.median(depth)), 0.0
    if middle - float(np.median(start)) < _SHALLOW / 2:
        return None
    for reach in (8 * _OFF_LINE, 4 * _OFF_LINE, 2 * _OFF_LINE, _OFF_LINE, _OFF_LINE):
        near = np.abs(depth - middle - slope * at) <= reach
        if near.sum() < 0.5 * width:
            return None
        x, y = at[near] - at[near].mean(), depth[near]
        slope = float((x * y).sum() / (x**2).sum())
        middle = float(y.mean() - slope * at[near].mean())
    line = middle + slope * at
    on_line = np.abs(depth - line) <= _OFF_LINE
    border = film[(rows >= first) & (rows < line)]
    if border.size == 0 or np.subtract(*np.percentile(border, (75, 25))) > _EVEN:
        return None
    deep_enough = float((line - start).mean()) >= _SHALLOW and middle <= _DEEP * height and abs(slope) <= _TILT
    return np.asarray((line + 1).clip(0, height)) if deep_enough and on_line.mean() >= _STRAIGHT else None
