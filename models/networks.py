"""The two embedded architectures: small, plain, and with nothing in the way of attribution."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class ResidualGrid(nn.Module):
    """A residual classifier of stride 16: 320×320 pixels give a 20×20 grid.

    Global average pooling and one linear layer follow the last rectifier, so class activation maps are exact (Zhou 2016).

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
        features = self.stages(self.stem(batch))
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
    """A U-Net (Ronneberger 2015) with separable depth: N×1×H×W to N×2×H×W logits, right lung then left lung.

    Args:
        widths: Channels at strides 1, 2, 4, 8 and 16; H and W must be multiples of the last stride.
    """

    def __init__(self, widths: tuple[int, ...] = (12, 24, 48, 72, 96)) -> None:
        super().__init__()
        self.down = nn.ModuleList(_double(before, after) for before, after in zip((1, *widths[:-1]), widths, strict=True))
        self.up = nn.ModuleList(_double(deep + skip, skip) for deep, skip in zip(widths[:0:-1], widths[-2::-1], strict=True))
        self.head = nn.Conv2d(widths[0], 2, 1)

    def forward(self, batch: Tensor) -> Tensor:
        """N×1×H×W to N×2×H×W logits."""
        kept: list[Tensor] = []
        x = batch
        for level, block in enumerate(self.down):
            x = block(x if level == 0 else F.max_pool2d(x, 2))
            kept.append(x)
        for block, skip in zip(self.up, reversed(kept[:-1]), strict=True):
            x = block(torch.cat([F.interpolate(x, scale_factor=2.0, mode="nearest"), skip], dim=1))
        return self.head(x)  # type: ignore[no-any-return]


def _double(before: int, after: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(before, after, 3, padding=1, bias=False), nn.BatchNorm2d(after), nn.ReLU(),
        nn.Conv2d(after, after, 3, padding=1, bias=False), nn.BatchNorm2d(after), nn.ReLU(),
    )  # fmt: skip
