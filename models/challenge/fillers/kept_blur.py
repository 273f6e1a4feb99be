"""Blur from kept pixels only: nothing of the region is left in what replaces it (normalised convolution, Knutsson 1993)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from models.challenge.fillers.filler import on_film, patch
from models.challenge.fillers.halving import doubled, halved, spread
from models.challenge.film_input import FilmInput
from models.challenge.patch import Patch
from models.grids.masks import around
from models.values.challenge import Filler

_SURE = 4.0
"""A pixel right beside the border has about 5/16 of the weight on kept pixels: it follows the finest scale alone."""


@dataclass(frozen=True)
class KeptBlur:
    """Fills with the mean of kept pixels, weighted binomially.

    The scale grows with the distance to the border: from a pixel there, so that no seam is left, to that of the region's own size in its
    middle. Where a scale has no kept pixel in reach the next wider one takes its place.
    """

    name: ClassVar[Filler] = Filler.KEPT_BLUR

    def fill(self, film: FilmInput, region: NDArray[np.bool_], rng: np.random.Generator) -> Patch | str:
        """Return what the region becomes, or a sentence where it cannot be filled; nothing is left to chance."""
        part = on_film(film, region)
        if isinstance(part, str):
            return part
        return patch(film, part, _blurred(film.film, part))


def _blurred(image: NDArray[np.float32], region: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return C×N."""
    depth = _depth(region)
    box = around(region, 2 * depth)
    kept = (~region[box]).astype(np.float32)[None]
    # The last channel is the weight; the first ones are sums of kept pixels with it.
    sums = np.concatenate([image[:, *box] * kept, kept])
    return np.asarray(_at_scale(sums, depth)[:, region[box]])


def _depth(region: NDArray[np.bool_]) -> int:
    """Return how far the middle of the region lies from what is kept, in pixels."""
    return int(ndimage.distance_transform_cdt(region[around(region, 1)], "chessboard").max())


def _at_scale(sums: NDArray[np.float32], depth: float) -> NDArray[np.float32]:
    """Return C×h×w means from (C + 1)×h×w sums: those of this scale, and where it reaches nothing those of wider ones."""
    blurred = spread(spread(sums)) / 256
    weight = blurred[-1:]
    own = blurred[:-1] / np.maximum(weight, np.finfo(np.float32).tiny)
    if depth < 1 or min(sums.shape[1:]) <= 1:
        return np.asarray(own)
    wider = doubled(_at_scale(halved(sums) / np.float32(4), depth / 2), (sums.shape[1], sums.shape[2]))
    return np.asarray(wider + np.minimum(_SURE * weight, 1) * (own - wider))
