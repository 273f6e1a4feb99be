"""The exposed field of a film: what is left without padding and the borders of a collimator; and the air in it beside the body."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from models.grids.masks import touching_rim

_AIR = 0.35
"""Air beside the body is darker than this share of the lungs' median grey."""
_LEVEL = 0.06
"""Greys of a collimator's border differ from the film's edge by at most this share of the film's range."""
_EVEN = 0.02
"""Half of a border's greys lie within this; air is noisier."""
_STRAIGHT = 0.7
"""Least share of an edge's pixels that lie on one straight line."""
_OFF_LINE, _SHALLOW, _DEEP, _TILT = 0.00625, 0.00625, 0.35, 0.2
"""Of that line, as shares of the film's longer side: how near to it pixels lie on it, its least mean depth; its largest depth as a share of
the film, and its largest slope."""
_COARSE = 160
"""Rows on which air is looked for, at least."""


def exposed_field(grey: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Return the exposed field.

    A collimator's border has one grey, begins at the film's edge and ends in a straight line, which may be tilted; air beside the body
    ends in no line and stays in the field.

    Args:
        grey: H×W film, scaled to about [0, 1].
    """
    film, field, side = np.asarray(grey, np.float32), np.ones(grey.shape, bool), max(grey.shape)
    for places, kept in ((film, field), (np.ascontiguousarray(film.T), field.T)):
        _cut_border(kept, places, side)
        _cut_border(kept[:, ::-1], places[:, ::-1], side)
    return field


def background(
    grey: NDArray[np.floating], field: NDArray[np.bool_], lungs: NDArray[np.bool_], body: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Return the air beside the body, with the markers and letters that stand in it; to a few pixels.

    Args:
        grey: H×W, bright is dense.
        field: The exposed field.
        lungs: Aerated lung, whose grey is compared with.
        body: What belongs to the body for certain.
    """
    step = max(1, max(grey.shape) // _COARSE)
    coarse = np.s_[::step, ::step]
    shades, certain, aerated = grey[coarse], body[coarse], lungs[coarse]
    level = float(np.median(shades[aerated])) if aerated.any() else 0.0
    air = touching_rim(~field[coarse] | ((shades < _AIR * level) & ~certain)) & ~certain
    pieces, count = ndimage.label(~air)
    of_body = np.bincount(pieces[certain], minlength=count + 1) > 0
    beside = (~of_body).take(pieces).repeat(step, axis=0).repeat(step, axis=1)
    return np.asarray(field & beside[: grey.shape[0], : grey.shape[1]] & ~body)


def _cut_border(field: NDArray[np.bool_], film: NDArray[np.float32], side: int) -> None:
    """Take the borders at one edge of a film out of its field: padding first, then perhaps a collimator.

    Args:
        field, film: W×D, the place along the edge and the depth below it.
        side: The film's longer one, in pixels.
    """
    width, depth = film.shape
    near = film[:, : int(2 * _DEEP * depth) + 1]
    start = np.zeros(width)
    for _ in range(2):
        found = _edge(near, depth, start, side)
        if found is None:
            return
        field &= np.arange(depth) >= found[:, None]
        start = found


def _edge(near: NDArray[np.float32], deepest: int, start: NDArray[np.float64], side: int) -> NDArray[np.float64] | None:
    """Return the straight end of the border that begins at ``start``, as a depth at each place; None where there is none."""
    width, reached = near.shape
    off_line, shallow = _OFF_LINE * side, _SHALLOW * side
    first = np.ceil(start).astype(int).clip(0, reached - 1)
    level = float(np.median(near[np.arange(width), first]))
    other = np.abs(near - level) > _LEVEL
    if start.any():
        other &= np.arange(reached) >= first[:, None]
    ends = other.argmax(axis=1)
    depth = np.where(other[np.arange(width), ends], ends, reached).astype(float)
    at = np.arange(width) - (width - 1) / 2
    middle, slope = float(np.median(depth)), 0.0
    if middle - float(np.median(start)) < shallow / 2:
        return None
    for reach in (8 * off_line, 4 * off_line, 2 * off_line, off_line, off_line):
        on_line = np.abs(depth - middle - slope * at) <= reach
        if on_line.sum() < 0.5 * width:
            return None
        x, y = at[on_line] - at[on_line].mean(), depth[on_line]
        slope = float(x @ y / max(x @ x, 1e-9))
        middle = float(y.mean() - slope * at[on_line].mean())
    line = middle + slope * at
    deep_enough = float((line - start).mean()) >= shallow and middle <= _DEEP * deepest and abs(slope) <= _TILT
    if not deep_enough or (np.abs(depth - line) <= off_line).mean() < _STRAIGHT:
        return None
    rows = np.arange(reached)
    border = near[(rows >= first[:, None]) & (rows < line[:, None])]
    even = border.size > 0 and np.subtract(*np.percentile(border, (75, 25))) <= _EVEN
    return np.asarray((line + 1).clip(0, deepest)) if even else None
