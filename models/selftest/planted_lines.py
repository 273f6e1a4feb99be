"""Lines that a film carries beside the body: along one of its borders, or across a shoulder as a cable or a catheter lies."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Film = NDArray[np.float32]
Line = Callable[[np.random.Generator], NDArray[np.float64]]
"""From chance to N points, as shares (x, y) of the film."""

_POINTS = 96


def lined(film: Film, line: Line, rng: np.random.Generator, *, dark: bool) -> tuple[Film, NDArray[np.bool_]]:
    """Draw a line of a width and of a brightness drawn by chance.

    Args:
        film: H×W in [0, 1].
        line: Where it runs.
        rng: Source of chance.
        dark: Whether it is dark where the film below it is bright, so that it can be seen; else it is always bright.

    Returns:
        A new film, and H×W where it was changed.
    """
    points = line(rng) * (film.shape[1] - 1, film.shape[0] - 1)
    ink = _covered(film.shape, points, radius=film.shape[0] * rng.uniform(0.004, 0.009))
    where = ink > 0
    if dark and float(np.median(film[where])) > 0.55:
        return film + ink * (np.float32(rng.uniform(0.0, 0.1)) - film), where
    return np.maximum(film, ink * np.float32(rng.uniform(0.9, 1.0))), where


def along_a_border(rng: np.random.Generator) -> NDArray[np.float64]:
    """Return a straight line near one of the four borders, over half of its length or more."""
    along = np.linspace(0, rng.uniform(0.5, 1.0), _POINTS)
    along += rng.uniform(0, 1 - along[-1])
    away = np.full(_POINTS, rng.uniform(0.02, 0.07))
    away = 1 - away if rng.random() < 0.5 else away
    return np.stack([along, away] if rng.random() < 0.5 else [away, along], axis=1)


def across_the_shoulder(rng: np.random.Generator) -> NDArray[np.float64]:
    """Return a smooth curve (Bézier, of second degree) from a side of the film to its top, above and outside the lung."""
    low = np.array([rng.uniform(0.01, 0.06), rng.uniform(0.14, 0.28)])
    high = np.array([rng.uniform(0.12, 0.26), rng.uniform(0.01, 0.06)])
    bend = (low + high) / 2 + rng.uniform(-0.08, 0.08, 2)
    t = np.linspace(0, 1, _POINTS)[:, None]
    curve = (1 - t) ** 2 * low + 2 * t * (1 - t) * bend + t**2 * high
    if rng.random() < 0.5:
        curve[:, 0] = 1 - curve[:, 0]
    return np.asarray(np.clip(curve, 0.005, 0.995))


def _covered(shape: tuple[int, ...], points: NDArray[np.float64], radius: float) -> Film:
    """Return the share of each pixel that lies within a radius of a line through points."""
    ink = np.zeros(shape, np.float32)
    reach = int(radius) + 2
    steps = np.hypot(*np.diff(points, axis=0).T)
    fine = np.linspace(0, len(points) - 1, int(steps.sum() / max(radius / 2, 0.5)) + 2)
    for x, y in np.stack([np.interp(fine, np.arange(len(points)), points[:, axis]) for axis in (0, 1)], axis=1):
        top, left = max(int(y) - reach, 0), max(int(x) - reach, 0)
        window = ink[top : int(y) + reach + 1, left : int(x) + reach + 1]
        rows, columns = np.ogrid[top : top + window.shape[0], left : left + window.shape[1]]
        np.maximum(window, np.clip(radius + 0.5 - np.hypot(rows - y, columns - x), 0, 1), out=window)
    return ink
