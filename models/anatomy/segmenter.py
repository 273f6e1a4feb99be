"""Right lung, left lung and heart of a film, by the embedded segmenter; the heart may lie over the lungs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.anatomy.anatomy import Anatomy, anatomy_of
from models.anatomy.quality import quality
from models.anatomy.shape import Fit
from models.anatomy.steadiness import seen_again
from models.film.canonical import CanonicalFilm
from models.grids.geometry import Geometry
from models.grids.interpolation import interpolated
from models.grids.masks import largest_piece, without_holes
from models.networks.loaded import LoadedNetwork
from models.networks.preparation import Prepared, prepare_canonical
from models.values.quality import Quality

HEART = 2
"""The heart's channel, after both lungs."""
_OUTSIDE = -10.0
_Labelled = Callable[[NDArray[np.floating]], NDArray[np.uint8]]


@dataclass(frozen=True)
class Organs:
    """Both lungs and the heart of one film, for any grid.

    Attributes:
        logits: 3×h×w, right lung, left lung, heart, above 0 inside; a lung is in one piece, the heart is all that was found.
        geometry: From the film to the segmenter's pixels.
    """

    logits: NDArray[np.float32]
    geometry: Geometry

    def lungs(self, other: Geometry) -> NDArray[np.uint8]:
        """Return h×w on another grid of the film: 0 outside, 1 right lung, 2 left lung; nothing lies beyond the film."""
        return self._sampled(self.logits[:HEART], label_map, other)

    def heart(self, other: Geometry) -> NDArray[np.bool_]:
        """Return all that was taken for heart, h×w on another grid of the film, over the lungs too; nothing lies beyond the film."""
        return self._sampled(self.logits[HEART:], lambda logits: (logits[0] > 0).view(np.uint8), other) > 0

    def _sampled(self, logits: NDArray[np.float32], labelled: _Labelled, other: Geometry) -> NDArray[np.uint8]:
        """Interpolate some of the logits where they are above 0, and label them."""
        height, width = other.network
        x = (np.arange(width) + 0.5 - other.offset[0]) / other.scale[0]
        y = (np.arange(height) + 0.5 - other.offset[1]) / other.scale[1]
        (sx, sy), (dx, dy) = self.geometry.scale, self.geometry.offset
        rows, columns = y * sy + dy, x * sx + dx
        labels = np.zeros((height, width), np.uint8)
        inside = logits.max(axis=0)
        (top, bottom), (left, right) = _span(inside.max(axis=1)), _span(inside.max(axis=0))
        down = slice(*np.searchsorted(rows, (top, bottom)))
        across = slice(*np.searchsorted(columns, (left, right)))
        if rows[down].size and columns[across].size:
            part = logits[:, top:bottom, left:right]
            labels[down, across] = labelled(interpolated(part, rows[down] - top, columns[across] - left))
        labels[:, (x < 0) | (x > other.source[1])] = 0
        labels[(y < 0) | (y > other.source[0]), :] = 0
        return labels


def _span(highest: NDArray[np.float32]) -> tuple[int, int]:
    """Return the range that holds all cells above 0, and two more on either side."""
    found = np.flatnonzero(highest > 0)
    return (max(int(found[0]) - 2, 0), min(int(found[-1]) + 3, len(highest))) if len(found) else (0, 0)


@dataclass(frozen=True)
class Segmentation:
    """Lungs and heart of one film; the lungs are judged.

    Attributes:
        organs: By the segmenter.
        outlines: The shape model's of the lungs, in the segmenter's pixels; None where there is next to no lung.
        quality: Of the lungs' segmentation.
    """

    organs: Organs
    outlines: Fit | None
    quality: Quality

    def anatomy(self, film: CanonicalFilm) -> Anatomy | None:
        """Derive what lies where on the film's canonical grid; None where there is next to no lung."""
        own, grid = self.organs.geometry, film.geometry
        found = self.outlines.moved(own.to(grid)) if self.outlines else None
        return anatomy_of(self.organs.lungs(grid), self.organs.heart(grid), film, found)


@dataclass(frozen=True)
class Segmenter(LoadedNetwork):
    """The segmenter of lungs and heart ready to run."""

    def organs(self, films: Sequence[CanonicalFilm]) -> list[Organs]:
        """Segment films in one batch."""
        prepared, batch = self._prepared(films)
        return [Organs(one_piece_each(found), film.geometry) for found, film in zip(self._logits(batch), prepared, strict=True)]

    def segmented(self, films: Sequence[CanonicalFilm]) -> list[Segmentation]:
        """Segment films, find the outlines and judge each segmentation; takes three passes instead of one."""
        prepared, batch = self._prepared(films)
        found = zip(self._logits(batch), seen_again(self.outputs, batch), prepared, strict=True)
        return [_judged(logits, again, film.geometry) for logits, again, film in found]

    def _prepared(self, films: Sequence[CanonicalFilm]) -> tuple[list[Prepared], Tensor]:
        prepared = [prepare_canonical(film, self.manifest.preparation) for film in films]
        return prepared, torch.stack([film.tensor for film in prepared]).to(self.device)

    def _logits(self, batch: Tensor) -> NDArray[np.float32]:
        return np.asarray(self.outputs(batch).float().cpu())


def _judged(logits: NDArray[np.float32], again: NDArray[np.float32], geometry: Geometry) -> Segmentation:
    worth, outlines = quality(label_map(logits), again)
    return Segmentation(Organs(one_piece_each(logits), geometry), outlines, worth)


def label_map(logits: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Return …×H×W from …×K×H×W logits, whose first two are the lungs': 0 outside, 1 right lung, 2 left lung."""
    right, left = logits[..., 0, :, :], logits[..., 1, :, :]
    return np.asarray((np.maximum(right, left) > 0) * (1 + (left > right).view(np.uint8)))


def one_piece_each(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Keep the largest piece of each lung and fill its holes; the heart is left as it is."""
    cleaned = logits.copy()
    for lung in cleaned[:HEART]:
        inside = lung > 0
        filled = without_holes(largest_piece(inside)[0])
        lung[inside & ~filled] = _OUTSIDE
        lung[filled & (lung <= 0)] = 1.0
    return cleaned
