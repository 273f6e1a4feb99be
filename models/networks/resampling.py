"""Resizes of other libraries to the last digit: each is one matrix a side, new pixels by old ones."""

from __future__ import annotations

import torch
from torch import Tensor

_TRUNCATED = 4.0
"""Standard deviations from which on SciPy's Gaussian filter is 0."""


def by_area(film: Tensor, size: tuple[int, int]) -> Tensor:
    """Give each new pixel the mean of the old ones that it covers, parts of pixels included, as OpenCV's INTER_AREA does.

    Args:
        film: C×H×W.
        size: New height and width.
    """
    rows, columns = (_areas(old, new).to(film) for old, new in zip(film.shape[-2:], size, strict=True))
    return rows @ film @ columns.T


def by_gaussian(film: Tensor, size: tuple[int, int]) -> Tensor:
    """Filter by a Gaussian where pixels get larger and interpolate, with zeros around the film, as scikit-image's ``resize`` does.

    Args:
        film: C×H×W.
        size: New height and width.
    """
    rows, columns = (_gaussian(old, new).to(film) for old, new in zip(film.shape[-2:], size, strict=True))
    resized = rows @ film @ columns.T
    low, high = film.min(), film.max()
    # What it holds of the zeros around the film is clipped to the film's range as well, unless the zeros are reached.
    if (low > 0 or high < 0) and resized.min() <= 0 <= resized.max():
        low, high = low.clamp(max=0), high.clamp(min=0)
    return resized.clamp_(low, high)


def _areas(old: int, new: int) -> Tensor:
    """Return new×old shares: how much of a new pixel each old one covers."""
    edges = torch.arange(new + 1, dtype=torch.float64) * (old / new)
    pixels = torch.arange(old, dtype=torch.float64)
    covered = torch.minimum(edges[1:, None], pixels + 1) - torch.maximum(edges[:-1, None], pixels)
    return covered.clamp_min_(0) * (new / old)


def _gaussian(old: int, new: int) -> Tensor:
    """Return new×old weights of filtering and interpolation in one."""
    centres = (torch.arange(new, dtype=torch.float64) + 0.5) * (old / new) - 0.5
    before, share = centres.floor(), centres - centres.floor()
    sigma = max(0.0, (old / new - 1) / 2)
    away = torch.arange(old, dtype=torch.float64) - before[:, None]
    return (1 - share)[:, None] * _bell(away, sigma) + share[:, None] * _bell(away - 1, sigma)


def _bell(away: Tensor, sigma: float) -> Tensor:
    """Return SciPy's Gaussian filter at whole distances."""
    radius = int(_TRUNCATED * sigma + 0.5)
    if radius == 0:
        return (away == 0).to(away)
    reached = torch.arange(-radius, radius + 1, dtype=torch.float64)
    total = torch.exp(-0.5 * (reached / sigma) ** 2).sum()
    return torch.where(away.abs() <= radius, torch.exp(-0.5 * (away / sigma) ** 2) / total, 0.0)
