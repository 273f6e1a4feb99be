"""The evidence budget: where a logit is stored, split over structures (method, section 5).

Where a head is global average pooling and one linear layer, the signed map's cells and the bias sum to the logit (Zhou 2016). It says
where evidence is stored, since receptive fields exceed cells; it is no evidence for a flag. Whether they do is checked on every film.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from models.grids.geometry import GridBox

ELSEWHERE, BIAS = "elsewhere", "bias"
_ROUNDINGS, _MOST = 64, 0.05
"""By how many roundings of the network's number format the terms may miss the logit, and by which share of them at most."""


def sums_to(logit: float, signed: NDArray[np.floating], bias: float, precision: float) -> bool:
    """Return whether a map's cells and the bias sum to the logit, as nearly as the network computes.

    Args:
        logit: Of the class.
        signed: h×w, in logit units.
        bias: What the logit is without any evidence.
        precision: Of the network's number format: the distance from 1 to the next number.
    """
    terms = np.append(np.asarray(signed, np.float64), bias)
    off = abs(float(signed.sum(dtype=np.float64)) + bias - logit)
    return bool(off <= min(_ROUNDINGS * precision, _MOST) * np.abs(terms).sum())


@dataclass(frozen=True)
class Cells:
    """The share of each cell of a grid that each structure covers.

    Attributes:
        names: Of the structures, ``elsewhere`` last.
        shares: S×h×w, sums to 1 over the structures.
    """

    names: tuple[str, ...]
    shares: NDArray[np.float64]

    @classmethod
    def of(cls, structures: Mapping[str, NDArray[np.bool_]], grid: tuple[int, int], box: GridBox) -> Cells:
        """Cut H×W structures into cells; where two overlap, the first has the pixel.

        Args:
            structures: By name.
            grid: Rows and columns of the cells.
            box: Rectangle of the structures' grid in the cells' coordinates.
        """
        taken: NDArray[np.bool_] | None = None
        shares = []
        for mask in structures.values():
            own = mask if taken is None else mask & ~taken
            taken = own if taken is None else taken | own
            shares.append(_covered(own, grid, box))
        shares.append((1 - sum(shares, np.zeros(grid))).clip(min=0))
        return cls((*structures, ELSEWHERE), np.stack(shares))

    def split(self, signed: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return 2×…×S, what of …×h×w signed maps lies in each structure: what speaks for the class, and what against it (≤ 0)."""
        values = np.asarray(signed, np.float64)
        return np.stack([np.einsum("...hw,shw->...s", part, self.shares) for part in (values.clip(min=0), values.clip(max=0))])

    def named(self, parts: Sequence[float] | NDArray[np.float64]) -> dict[str, float]:
        """Return the parts under their structures' names."""
        return {name: float(part) for name, part in zip(self.names, parts, strict=True)}


def _covered(mask: NDArray[np.bool_], grid: tuple[int, int], box: GridBox) -> NDArray[np.float64]:
    x0, y0, x1, y1 = box
    down, across = _overlaps(mask.shape[0], grid[0], y0, y1), _overlaps(mask.shape[1], grid[1], x0, x1)
    return np.asarray(down @ mask.astype(np.float64) @ across.T)


@lru_cache
def _overlaps(side: int, cells: int, low: float, high: float) -> NDArray[np.float64]:
    """Return cells×side, how much of each cell lies in each pixel of a side that spans low to high in cells."""
    edges = low + np.arange(side + 1) * ((high - low) / side)
    first = np.arange(cells)[:, None]
    return np.asarray((np.minimum(edges[1:], first + 1) - np.maximum(edges[:-1], first)).clip(min=0))
