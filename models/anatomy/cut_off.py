"""Lungs, and a heart, that are cut off by the film's rim: told, since what lies beyond it cannot be looked at."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.anatomy.anatomy import Anatomy
from models.values.cut_off import CutOff, Edge, Lung

_AT_THE_EDGE = 0.01
"""Of the grid's longer side: how near to the edge of the field what ends there comes."""
_LEAST = 0.15
"""Of the breadth of what is cut off; of 60 NIH films to learn from, whose lungs are whole, a lung's most is 0.10."""


def cut_off(anatomy: Anatomy) -> tuple[CutOff, ...]:
    """Return which lungs go on beyond which edges of the exposed field."""
    found = (cuts(anatomy.lungs == number, anatomy.structures.field) for number, _ in enumerate(Lung, 1))
    return tuple(CutOff(lung, edge, share) for lung, edges in zip(Lung, found, strict=True) for edge, share in edges.items())


def cuts(mask: NDArray[np.bool_], field: NDArray[np.bool_]) -> dict[Edge, float]:
    """Return the edges of the exposed field that cut a mask off, each with the share of its breadth that ends there."""
    if not mask.any():
        return {}
    shares = {edge: _share_at(_towards(edge, mask), _towards(edge, field)) for edge in Edge}
    return {edge: round(share, 3) for edge, share in shares.items() if share >= _LEAST}


def _towards(edge: Edge, mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return a mask turned so that an edge is its first row."""
    turned = mask if edge.is_level else mask.T
    return turned[::-1] if edge in (Edge.LOWER, Edge.RIGHT) else turned


def _share_at(mask: NDArray[np.bool_], field: NDArray[np.bool_]) -> float:
    """Return the share of a mask's columns in which it begins where the field does."""
    near = max(2, round(_AT_THE_EDGE * max(mask.shape)))
    field_begins = np.zeros(mask.shape[1], np.intp) if field[0].all() else field.argmax(axis=0)
    if np.flatnonzero(mask.any(axis=1))[0] > field_begins.max() + near:
        return 0.0
    columns = np.flatnonzero(mask.any(axis=0))
    depth = mask.argmax(axis=0)[columns] - field_begins[columns]
    return float((depth <= near).mean())
