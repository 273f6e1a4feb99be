"""A changed film prepared anew: what a preparation takes from a film's own values is taken from the changed film (method, section 6).

A change is known on the network's pixels, as what those became by the film's own ranges. These are undone, and the changed pixels laid over
the film as it is before each step that scales; so ranges alone change, and no pixel beside the change is resampled otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from models.grids.geometry import Geometry
from models.networks.preparation import Prepared, prepared_by, range_of, scaled
from models.networks.steps import Channels, Normalise, PreparationStep, Scale


def looks_at_film(steps: Sequence[PreparationStep]) -> bool:
    """Tell whether any step takes its range from the film's own values."""
    return any(isinstance(step, Scale) and step.looks_at_film for step in steps)


@dataclass(frozen=True)
class ChangedPixels:
    """What some pixels of a network's input became, the preparation's ranges being those of the film.

    Attributes:
        rows, columns: N.
        values: C×N, in the units of the network's input.
    """

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    values: NDArray[np.float32]


def prepared_anew(
    pixels: NDArray[np.float32], steps: Sequence[PreparationStep], frozen: Prepared, changed: ChangedPixels
) -> NDArray[np.float32]:
    """Prepare a changed film.

    Args:
        pixels: H×W float32 in [0, 1], the film without the change.
        steps: Of the preparation.
        frozen: The film as they prepared it.
        changed: Of its tensor.

    Returns:
        C×H×W, the same as ``frozen`` with the change where no range moves.
    """
    numbers = np.zeros(frozen.geometry.network, np.int64)
    numbers[changed.rows, changed.columns] = np.arange(1, len(changed.rows) + 1)
    film = Prepared(torch.from_numpy(np.ascontiguousarray(pixels))[None], Geometry.identity(*pixels.shape))
    grey = _undone(changed.values[0], steps, frozen)
    patch = Prepared(torch.from_numpy(grey)[None, None], Geometry.identity(1, len(grey)))
    for step in steps:
        if isinstance(step, Scale):
            found = range_of(_laid_over(film, patch, numbers, frozen.geometry), step.source)
            film, patch = scaled(film, found, step.to), scaled(patch, found, step.to)
        else:
            film = prepared_by(film, step)
            patch = prepared_by(patch, step) if isinstance(step, Normalise | Channels) else patch
    image = np.array(film.tensor.numpy())
    image[:, changed.rows, changed.columns] = patch.tensor.numpy()[:, 0]
    return image


def _undone(values: NDArray[np.float32], steps: Sequence[PreparationStep], frozen: Prepared) -> NDArray[np.float32]:
    """Return N values of the film's first channel as a film in [0, 1] would hold them."""
    grey, ranges = values.astype(np.float64), list(frozen.ranges)
    for step in reversed(steps):
        if isinstance(step, Normalise):
            grey = grey * step.std[0] + step.mean[0]
        elif isinstance(step, Scale):
            (low, high), (bottom, top) = ranges.pop(), step.to
            grey = low + (grey - bottom) / (top - bottom) * (high - low)
    return np.clip(grey, 0, 1).astype(np.float32)


def _laid_over(film: Prepared, patch: Prepared, numbers: NDArray[np.int64], network: Geometry) -> NDArray[np.float32]:
    """Return a film on the way with the changed pixels, each place of it as the network's pixel there."""
    to = film.geometry.to(network)
    (height, width), (rows, columns) = to.source, to.network
    x, y = (np.floor((np.arange(side) + 0.5) * to.scale[axis] + to.offset[axis]).astype(int) for axis, side in enumerate((width, height)))
    there = np.ix_((y >= 0) & (y < rows), (x >= 0) & (x < columns))
    found = np.zeros((height, width), np.int64)
    found[there] = numbers[np.ix_(y[(y >= 0) & (y < rows)], x[(x >= 0) & (x < columns)])]
    whole, is_changed = np.array(film.tensor.numpy()), found > 0
    whole[:, is_changed] = patch.tensor.numpy()[:, 0][:, found[is_changed] - 1]
    return whole
