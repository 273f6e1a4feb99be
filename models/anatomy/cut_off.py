"""Lungs that are cut off by the film's rim: told, since what lies beyond it cannot be looked at."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.anatomy.anatomy import Anatomy
from models.values.cut_off import CutOff, Edge, Lung

_AT_THE_EDGE = 0.01
"""Of the grid's longer side: how near to the edge of the field a lung ends there."""
_LEAST = 0.15
"""Of a lung's breadth; of 60 NIH films to learn from, whose lungs are whole, the most is 0.10."""


def cut_off(anatomy: Anatomy) -> tuple[CutOff, ...]:
    """Return which lungs go on beyond which edges of the exposed field."""
    found = []
    field_begins = {edge: _towards(edge, anatomy.structures.field).argmax(axis=0) for edge in Edge}
    for number, lung in enumerate(Lung, 1):
        own = anatomy.lungs == number
        for edge in Edge:
            share = _share_at(_towards(edge, own), field_begins[edge]) if own.any() else 0.0
            if share >= _LEAST:
                found.append(CutOff(lung, edge, round(share, 3)))
    return tuple(found)


def _towards(edge: Edge, mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return a mask turned so that an edge is its first row."""
    turned = mask if edge.is_level else mask.T
    return turned[::-1] if edge in (Edge.LOWER, Edge.RIGHT) else turned


def _share_at(lung: NDArray[np.bool_], field_begins: NDArray[np.intp]) -> float:
    """Return the share of a lung's columns in which it begins where the field does."""
    columns = np.flatnonzero(lung.any(axis=0))
    depth = lung.argmax(axis=0)[columns] - field_begins[columns]
    return float((depth <= max(2, round(_AT_THE_EDGE * max(lung.shape)))).mean())
