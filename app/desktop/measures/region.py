"""What a shape on a film holds: its greys and its area."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.site.measures import Kind, Measure


@dataclass(frozen=True)
class Region:
    """Greys in [0, 1] of the pixels whose middle lies in a shape.

    Attributes:
        pixels: How many; with none, all greys are 0.
        area: Of the shape itself, in square pixels.
        sd: Over all pixels, not an estimate from a sample.
    """

    pixels: int
    area: float
    mean: float
    sd: float
    least: float
    most: float


def length(ruler: Measure) -> float:
    """Return how long a line is, in pixels."""
    return float(np.hypot(ruler.end[0] - ruler.start[0], ruler.end[1] - ruler.start[1]))


def region(film: NDArray[np.float32], shape: Measure) -> Region:
    """Return what a rectangle or an ellipse holds.

    Args:
        film: H×W in [0, 1].
        shape: On it; what lies beside the film does not count, and one without width or height holds what its line passes through.
    """
    (left, right), (top, bottom) = (sorted(pair) for pair in zip(shape.start, shape.end, strict=True))
    rows, columns = film.shape
    x0, x1 = max(int(np.ceil(left - 0.5)), 0), min(int(np.floor(right - 0.5)) + 1, columns)
    y0, y1 = max(int(np.ceil(top - 0.5)), 0), min(int(np.floor(bottom - 0.5)) + 1, rows)
    area = (right - left) * (bottom - top) * (np.pi / 4 if shape.kind == Kind.ELLIPSE else 1)
    held = film[y0 : max(y1, y0), x0 : max(x1, x0)]
    if shape.kind == Kind.ELLIPSE and held.size and area:
        across = (np.arange(x0, x1) + 0.5 - (left + right) / 2) / ((right - left) / 2)
        down = (np.arange(y0, y1) + 0.5 - (top + bottom) / 2) / ((bottom - top) / 2)
        held = held[np.add.outer(down**2, across**2) <= 1]
    if not held.size:
        return Region(0, float(area), 0.0, 0.0, 0.0, 0.0)
    mean, sd = (float(found) for found in (held.mean(dtype=np.float64), held.std(dtype=np.float64)))
    return Region(held.size, float(area), mean, sd, float(held.min()), float(held.max()))
