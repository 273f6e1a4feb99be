"""The two embedded architectures: small, plain, and with nothing in the way of attribution."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.networks.lite import LiteGrid


class ResidualGrid(nn.Module):
    """A residual classifier of stride 16: 320×320 pixels give a 20×20 grid.

    Global average pooling and one linear layer follow the last ReLU, so class activation maps are exact (Zhou 2016).

    Args:
        labels: Number of classes K.
        widths: Channels of the four stages, strides 2, 4, 8 and 16.
        blocks: Residual blocks in each of the last three stages.
    """

    def __init__(self, labels: int, widths: tuple[int, ...] = (24, 48, 96, 192), blocks: tuple[int, ...] = (1, 1, 2)) -> None:
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(1, widths[0], 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(widths[0]), nn.ReLU())
        stages: list[nn.Module] = []
        for before, after, count in zip(widths[:-1], widths[1:], blocks, strict=True):
            stages.append(_Residual(before, after, stride=2))
            stages.extend(_Residual(after, after, stride=1) for _ in range(count - 1))
        self.stages = nn.Sequential(*stages)
        self.head = nn.Linear(widths[-1], labels)

    def forward(self, batch: Tensor) -> Tensor:
        """N×1×H×W to N×K logits."""
        return self.pooled(self.features(batch))

    def features(self, batch: Tensor) -> Tensor:
        """N×1×H×W to N×C×H/16×W/16, rectified."""
        return self.stages(self.stem(batch))  # type: ignore[no-any-return]

    def pooled(self, features: Tensor) -> Tensor:
        """Features to N×K logits."""
        return self.head(torch.flatten(F.adaptive_avg_pool2d(features, 1), 1))  # type: ignore[no-any-return]


class GridEnsemble(nn.Module):
    """Classifiers of one grid side by side: their features are stacked, and one linear layer gives a weighted mean of their logits.

    So it is one network with one pooling and one head, and class activation maps stay exact.

    Args:
        labels: Number of classes K.
        members: Number of residual classifiers.
        lite: Number of those with an EfficientNet-Lite0 trunk, which come after them.
    """

    def __init__(self, labels: int, members: int = 2, lite: int = 0) -> None:
        super().__init__()
        grids: list[ResidualGrid | LiteGrid] = [*(ResidualGrid(labels) for _ in range(members)), *(LiteGrid(labels) for _ in range(lite))]
        self.head = nn.Linear(sum(grid.head.in_features for grid in grids), labels)
        for grid in grids:
            del grid.head
        self.members = nn.ModuleList(grids)

    @classmethod
    def of(cls, members: Sequence[ResidualGrid | LiteGrid], shares: Sequence[float]) -> GridEnsemble:
        """Put trained classifiers side by side, residual ones first; the logits are their mean, weighted by ``shares``, which sum to 1."""
        residual = sum(isinstance(member, ResidualGrid) for member in members)
        ensemble = cls(members[0].head.out_features, residual, len(members) - residual)
        with torch.no_grad():
            parts = list(zip(members, shares, strict=True))
            ensemble.head.weight.copy_(torch.cat([share * member.head.weight for member, share in parts], dim=1))
            ensemble.head.bias.copy_(torch.stack([share * member.head.bias for member, share in parts]).sum(dim=0))
        for empty, member in zip(ensemble.members, members, strict=True):
            empty.load_state_dict({name: value for name, value in member.state_dict().items() if not name.startswith("head.")})
        return ensemble

    def forward(self, batch: Tensor) -> Tensor:
        """N×1×H×W to N×K logits."""
        features = torch.cat([cast("ResidualGrid | LiteGrid", member).features(batch) for member in self.members], dim=1)
        return self.head(torch.flatten(F.adaptive_avg_pool2d(features, 1), 1))  # type: ignore[no-any-return]


class _Residual(nn.Module):
    def __init__(self, before: int, after: int, *, stride: int) -> None:
        super().__init__()
        self.first = nn.Sequential(nn.Conv2d(before, after, 3, stride=stride, padding=1, bias=False), nn.BatchNorm2d(after), nn.ReLU())
        self.second = nn.Sequential(nn.Conv2d(after, after, 3, padding=1, bias=False), nn.BatchNorm2d(after))
        same = stride == 1 and before == after
        self.skip = nn.Identity() if same else nn.Sequential(nn.Conv2d(before, after, 1, stride=stride, bias=False), nn.BatchNorm2d(after))

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.second(self.first(x)) + self.skip(x))


class LungUNet(nn.Module):
    """A U-Net (Ronneberger 2015) that starts at stride 2: N×1×H×W to N×2×H×W logits, right lung and left lung.

    Args:
        widths: Channels at strides 2, 4, 8, 16 and 32; H and W must be multiples of the last stride.
    """

    def __init__(self, widths: tuple[int, ...] = (24, 40, 72, 104, 128)) -> None:
        super().__init__()
        self.stem = nn.Sequential(*_convolved(1, widths[0], size=5, stride=2), *_convolved(widths[0], widths[0]))
        self.down = nn.ModuleList(_double(before, after) for before, after in pairwise(widths))
        self.up = nn.ModuleList(_double(deep + skip, skip) for deep, skip in zip(widths[:0:-1], widths[-2::-1], strict=True))
        self.head = nn.Conv2d(widths[0], 2, 1)

    def forward(self, batch: Tensor) -> Tensor:
        """N×1×H×W to N×2×H×W logits."""
        kept = [self.stem(batch)]
        for block in self.down:
            kept.append(block(F.max_pool2d(kept[-1], 2)))
        x = kept.pop()
        for block in self.up:
            x = block(torch.cat([F.interpolate(x, scale_factor=2.0, mode="nearest"), kept.pop()], dim=1))
        return F.interpolate(self.head(x), scale_factor=2.0, mode="bilinear", align_corners=False)


def _double(before: int, after: int) -> nn.Sequential:
    return nn.Sequential(*_convolved(before, after), *_convolved(after, after))


def _convolved(before: int, after: int, *, size: int = 3, stride: int = 1) -> tuple[nn.Module, ...]:
    return nn.Conv2d(before, after, size, stride=stride, padding=size // 2, bias=False), nn.BatchNorm2d(after), nn.ReLU()
