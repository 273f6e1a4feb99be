"""From a grid to one of half its size and back, for what is the smoother the wider it looks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def even(maps: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return …×h×w maps with a row and a column of 0 more where there was an odd number of them."""
    height, width = maps.shape[-2:]
    if height % 2 == width % 2 == 0:
        return maps
    return np.pad(maps, [(0, 0)] * (maps.ndim - 2) + [(0, height % 2), (0, width % 2)])


def halved(maps: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the sums of two by two pixels of …×h×w maps."""
    whole = even(maps)
    rows = whole[..., ::2, :] + whole[..., 1::2, :]
    return np.asarray(rows[..., ::2] + rows[..., 1::2])


def doubled(maps: NDArray[np.float32], shape: tuple[int, int]) -> NDArray[np.float32]:
    """Interpolate maps bilinearly on a grid of twice their size, cut to a shape; at the rim the outer pixels go on."""
    tall = _along(maps, -2)
    return np.asarray(_along(tall, -1)[..., : shape[0], : shape[1]])


def _along(maps: NDArray[np.float32], axis: int) -> NDArray[np.float32]:
    own = np.moveaxis(maps, axis, -1)
    twice = np.empty((*own.shape[:-1], 2 * own.shape[-1]), np.float32)
    twice[..., ::2] = twice[..., 1::2] = 0.75 * own
    twice[..., 2::2] += 0.25 * own[..., :-1]
    twice[..., 1:-1:2] += 0.25 * own[..., 1:]
    twice[..., 0] += 0.25 * own[..., 0]
    twice[..., -1] += 0.25 * own[..., -1]
    return np.moveaxis(twice, -1, axis)


def spread(maps: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return sums of …×h×w maps with the weights 1 2 1 down and across, 16 in all; beyond the rim there is nothing."""
    tall = maps + maps
    tall[..., 1:, :] += maps[..., :-1, :]
    tall[..., :-1, :] += maps[..., 1:, :]
    wide = tall + tall
    wide[..., 1:] += tall[..., :-1]
    wide[..., :-1] += tall[..., 1:]
    return np.asarray(wide)
