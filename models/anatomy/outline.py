"""The outline of one lung as landmarks that mean the same on every film."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RIB, BASE, MIDDLE = 10, 6, 8
"""Landmarks along the ribs (from the apex on), the diaphragm (from the costophrenic angle on) and the mediastinum (upwards)."""
LANDMARKS = RIB + BASE + MIDDLE


def outline(lung: NDArray[np.bool_], outwards: int) -> NDArray[np.float64] | None:
    """Return LANDMARKS×2 points x, y around a lung, in pixels of the mask; None where it spans fewer than eight rows.

    Three corners are told by the shape itself: the apex is its top, the costophrenic angle its lowest outer and the cardiophrenic
    angle its lowest inner point. Between them the landmarks are evenly spaced.

    Args:
        lung: H×W, in one piece.
        outwards: Which way the ribs lie: -1 for the right lung (left in the image), 1 for the left lung.
    """
    rows = np.flatnonzero(lung.any(axis=1))
    if len(rows) < 8:
        return None
    first = lung[rows].argmax(axis=1).astype(float)
    last = lung.shape[1] - lung[rows][:, ::-1].argmax(axis=1).astype(float)
    ribs, middle = (first, last) if outwards < 0 else (last, first)
    heights = rows + 0.5
    apex = np.array([[(first[0] + last[0]) / 2, rows[0]]])
    around = np.concatenate([apex, np.stack([ribs, heights], 1), np.stack([middle, heights], 1)[::-1]])
    costophrenic = 1 + int(np.argmax(heights + outwards * ribs))
    below = np.arange(costophrenic, len(around))
    cardiophrenic = int(below[np.argmax(around[below, 1] - outwards * around[below, 0])])
    parts = ((0, costophrenic, RIB), (costophrenic, cardiophrenic, BASE), (cardiophrenic, len(around), MIDDLE))
    closed = np.concatenate([around, apex])
    return np.concatenate([_evenly(closed[start : stop + 1], count) for start, stop, count in parts])


def _evenly(path: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Return ``count`` points along a path, its first among them and its last not."""
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))])
    at = np.arange(count) / count * along[-1]
    return np.stack([np.interp(at, along, path[:, 0]), np.interp(at, along, path[:, 1])], axis=1)
