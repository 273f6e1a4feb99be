"""The outline of one lung as landmarks that mean the same on every film."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RIB, BASE, MIDDLE = 10, 6, 8
"""Landmarks along the ribs (from the apex on), the diaphragm (from the costophrenic angle on) and the mediastinum (upwards)."""
LANDMARKS = RIB + BASE + MIDDLE


def outline(lung: NDArray[np.bool_], outwards: int) -> NDArray[np.float64] | None:
    """Return LANDMARKS×2 points x, y around a lung, in pixels of the mask; None where it spans fewer than eight rows.

    Three corners follow from the shape itself: the apex is its top, the costophrenic angle its lowest outer and the cardiophrenic
    angle its lowest inner point. Between them the landmarks are evenly spaced.

    Args:
        lung: H×W, in one piece.
        outwards: Which way the ribs lie: -1 for the right lung (left in the image), 1 for the left lung.
    """
    rows = np.flatnonzero(lung.any(axis=1))
    if len(rows) < 8:
        return None
    first, last = row_ends(lung[rows])
    ribs, middle = (first, last) if outwards < 0 else (last, first)
    heights = rows + 0.5
    apex = np.array([[(first[0] + last[0]) / 2, rows[0]]])
    around = np.concatenate([apex, np.stack([ribs, heights], 1), np.stack([middle, heights], 1)[::-1]])
    costophrenic = 1 + int(np.argmax(heights + outwards * ribs))
    below = np.arange(costophrenic, len(around))
    cardiophrenic = int(below[np.argmax(around[below, 1] - outwards * around[below, 0])])
    closed = np.concatenate([around, apex])
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(closed, axis=0).T))])
    at = np.interp(np.arange(LANDMARKS), (0, RIB, RIB + BASE, LANDMARKS), along[[0, costophrenic, cardiophrenic, -1]])
    return np.stack([np.interp(at, along, closed[:, 0]), np.interp(at, along, closed[:, 1])], axis=1)


def row_ends(rows: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where the first pixel of each row of a mask begins and its last one ends; none of the rows is empty."""
    return rows.argmax(axis=1).astype(float), rows.shape[1] - rows[:, ::-1].argmax(axis=1).astype(float)
