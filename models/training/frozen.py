"""What CheXNet would say of a film, guessed from what a network for ImageNet sees of it, the network left as it is.

Some hundred films are too few to teach a network much, but enough for a ridge regression on features that it brings along.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from models.networks.lite import LiteTrunk
from models.training import pretrained

CHECKPOINTS = {pretrained.LITE0: (1, 2, 2, 3, 3, 4), pretrained.LITE1: (1, 3, 3, 4, 4, 5)}
"""The packages of the weights, and the blocks of their networks."""
_STAGES = slice(2, None)
"""Of the trunk, whose features are read: strides 8, 16 and 32."""
_PENALTY = 0.4
"""Of the regression on features of unit variance, whose products are means over the features."""


def guessed(images: NDArray[np.float32], lungs: NDArray[np.bool_], opinion: Tensor, known: Tensor) -> Tensor:
    """Learn N×K opinions where they are known (N, boolean) from N×H×W films with N×2×H×W lungs; N×K guesses, means over checkpoints."""
    guesses = [regressed(features(images, lungs, package), opinion.double(), known) for package in CHECKPOINTS]
    return torch.stack(guesses).mean(dim=0).float()


@torch.inference_mode()
def features(images: NDArray[np.float32], lungs: NDArray[np.bool_], package: str) -> Tensor:
    """N×H×W films and N×2×H×W lungs to N×D: means in each lung and outside, and spreads over the film, of every stage's channels."""
    trunk = LiteTrunk(CHECKPOINTS[package])
    pretrained.into(trunk, package)
    trunk.eval()
    parts = zip(torch.from_numpy(images).split(16), torch.from_numpy(lungs).split(16), strict=True)
    return torch.cat([_pooled(trunk((film[:, None] - 0.5) / 0.5)[_STAGES], lung.float()) for film, lung in parts]).double()


def _pooled(stages: list[Tensor], lungs: Tensor) -> Tensor:
    regions, found = torch.cat([lungs, 1 - lungs.amax(dim=1, keepdim=True)], dim=1), []
    for stage in stages:
        weight = F.adaptive_avg_pool2d(regions, stage.shape[-1]) + 1e-3
        means = torch.einsum("nchw,nrhw->nrc", stage, weight) / weight.sum(dim=(2, 3))[:, :, None]
        found += [means.flatten(1), stage.flatten(2).std(dim=2)]
    return torch.cat(found, dim=1)


def regressed(seen: Tensor, opinion: Tensor, known: Tensor) -> Tensor:
    """Learn N×K opinions from N×D features where they are known (N, boolean), and say them of every film (kernel ridge regression)."""
    scaled = (seen - seen[known].mean(dim=0)) / (seen[known].std(dim=0) + 1e-6)
    alike = scaled @ scaled[known].T / scaled.shape[1]
    penalty = _PENALTY * torch.eye(len(alike[known]), dtype=alike.dtype)
    told: Tensor = alike @ torch.linalg.solve(alike[known] + penalty, opinion[known])
    return told
