"""What networks draw on films without masks, and which of these drawings may be taught: those that hold still when the film is moved."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import ndimage
from torch import nn
from torch.nn import functional as F

STEADY_LUNGS, STEADY_HEART = 0.95, 0.93
"""Least Dice between a film's drawing and those of its mirrored and zoomed copies, to become a label."""
_ZOOM = 0.9
Films = NDArray[np.float32]
Parts = NDArray[np.bool_]


@torch.inference_mode()
def drawn(network: nn.Module, images: Films) -> Parts:
    """N×H×W normalised films to N×K×H×W parts."""
    return torch.cat([network(part) > 0 for part in torch.from_numpy(images)[:, None].split(16)]).numpy()


def own_lungs(network: nn.Module, images: Films) -> tuple[Parts, NDArray[np.bool_]]:
    """Draw the lungs of normalised films; returns N×2×H×W and which of the drawings can be believed."""
    lungs, steadiness = _steadiness(network, images, [0, 1], [1, 0])
    return lungs, (steadiness >= STEADY_LUNGS) & np.array([two_lungs(pair) for pair in lungs], bool)


def own_hearts(network: nn.Module, images: Films, channel: int) -> tuple[Parts, NDArray[np.bool_]]:
    """Draw the hearts of normalised films; returns N×1×H×W and which of the drawings can be believed."""
    found, steadiness = _steadiness(network, images, [channel], [channel])
    return found, steadiness >= STEADY_HEART


def overlap(one: Parts, other: Parts) -> NDArray[np.float64]:
    """Dice of several parts together, a film each; N×K×H×W."""
    a, b = one.any(axis=1), other.any(axis=1)
    return np.asarray(2 * (a & b).sum(axis=(1, 2)) / np.maximum(a.sum(axis=(1, 2)) + b.sum(axis=(1, 2)), 1))


def two_lungs(pair: Parts) -> bool:
    """Whether a 2×H×W drawing looks like a right and a left lung: of like size, hardly in pieces, side by side."""
    areas = pair.mean(axis=(1, 2))
    if not (areas.min() > 0.04 and areas.max() < 0.3 and areas.max() < 2.5 * areas.min()):
        return False
    for lung, area in zip(pair, areas, strict=True):
        pieces, _ = ndimage.label(lung)
        if np.bincount(pieces.ravel())[1:].max() < 0.97 * area * lung.size:
            return False
    right, left = (ndimage.center_of_mass(lung) for lung in pair)
    return bool(right[1] < left[1] and abs(right[0] - left[0]) < 0.15 * pair.shape[1])


def _steadiness(network: nn.Module, images: Films, channels: list[int], mirrored: list[int]) -> tuple[Parts, NDArray[np.float64]]:
    """Return some of the parts and the lower of their overlaps with those of the mirrored and of the smaller film."""
    parts = drawn(network, images)[:, channels]
    reflected = drawn(network, images[..., ::-1].copy())[:, mirrored, :, ::-1]
    smaller = drawn(network, np.stack([_zoomed(image, _ZOOM) for image in images]))[:, channels]
    back = np.stack([[_zoomed(part.astype(np.float32), 1 / _ZOOM) > 0.5 for part in each] for each in smaller])
    return parts, np.minimum(overlap(parts, reflected), overlap(parts, back))


def _zoomed(image: NDArray[np.float32], factor: float) -> NDArray[np.float32]:
    theta = torch.tensor([[[1 / factor, 0, 0], [0, 1 / factor, 0]]], dtype=torch.float32)
    grid = F.affine_grid(theta, [1, 1, *image.shape], align_corners=False)
    return F.grid_sample(torch.from_numpy(image)[None, None], grid, padding_mode="border", align_corners=False)[0, 0].numpy()
