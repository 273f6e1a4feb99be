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
    def of(cls, structures: Mapping[str, NDArray[np.bool_]], grid: tuple[int, int]) -> Cells:
        """Cut H×W structures into cells; where two overlap, the first has the pixel."""
        taken: NDArray[np.bool_] | None = None
        shares = []
        for mask in structures.values():
            own = mask if taken is None else mask & ~taken
            taken = own if taken is None else taken | own
            shares.append(_covered(own, grid))
        shares.append(1 - sum(shares, np.zeros(grid)))
        return cls((*structures, ELSEWHERE), np.stack(shares))

    def split(self, signed: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return 2×…×S, what of …×h×w signed maps lies in each structure: what speaks for the class, and what against it (≤ 0)."""
        values = np.asarray(signed, np.float64)
        return np.stack([np.einsum("...hw,shw->...s", part, self.shares) for part in (values.clip(min=0), values.clip(max=0))])

    def named(self, parts: Sequence[float] | NDArray[np.float64]) -> dict[str, float]:
        """Return the parts under their structures' names."""
        return {name: float(part) for name, part in zip(self.names, parts, strict=True)}


def _covered(mask: NDArray[np.bool_], grid: tuple[int, int]) -> NDArray[np.float64]:
    down, across = (_overlaps(side, cells) for side, cells in zip(mask.shape, grid, strict=True))
    return np.asarray(down @ mask.astype(np.float32) @ across.T, np.float64) / mask.size


@lru_cache
def _overlaps(side: int, cells: int) -> NDArray[np.float32]:
    """Return cells×side, how long each pixel lies in each cell, where a pixel is as long as there are cells: whole numbers."""
    edges, pixels = np.arange(cells + 1) * side, np.arange(side) * cells
    overlap = np.minimum(edges[1:, None], pixels + cells) - np.maximum(edges[:-1, None], pixels)
    return np.asarray(overlap.clip(min=0), np.float32)
