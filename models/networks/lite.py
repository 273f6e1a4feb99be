"""EfficientNet-Lite0 (Tan and Le 2019; Liu 2020), cut short so that its maps keep a fine grid, and the two embedded networks built on it.

It has neither squeeze-and-excitation nor Swish. Its ReLU6 are plain ReLUs here: nothing is quantised, and every attribution rule holds.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

STEM = 32
STAGES = ((3, 1, 1, 16), (3, 2, 6, 24), (5, 2, 6, 40), (3, 2, 6, 80), (5, 1, 6, 112), (5, 2, 6, 192))
"""Of each stage: kernel, stride, expansion and channels; strides from the film: 2, 4, 8, 16, 16, 32."""
_EPSILON = 1e-3


class LiteTrunk(nn.Module):
    """The stem and the first blocks of EfficientNet-Lite0; N×1×H×W to the features of each stage, strides 2, 4, 8, 16, 16 and 32.

    Args:
        blocks: Of each stage in turn; stages that are not named are left out.
        dropped: Highest chance that a block is skipped while training (stochastic depth, Huang 2016); it grows from the first block on.
    """

    def __init__(self, blocks: Sequence[int], *, dropped: float = 0.0) -> None:
        super().__init__()
        self.stem = nn.Sequential(*_convolved(1, STEM, size=3, stride=2), nn.ReLU())
        self.stages, before, made = nn.ModuleList(), STEM, 0
        for count, (size, stride, expansion, after) in zip(blocks, STAGES, strict=False):
            stage = nn.Sequential()
            for index in range(count):
                chance = dropped * made / sum(blocks)
                stage.append(_Inverted(before, after, size=size, stride=1 if index else stride, expansion=expansion, dropped=chance))
                before, made = after, made + 1
            self.stages.append(stage)

    def forward(self, batch: Tensor) -> list[Tensor]:
        """N×1×H×W to N×C×h×w, a stage each."""
        found, x = list[Tensor](), self.stem(batch)
        for stage in self.stages:
            x = stage(x)
            found.append(x)
        return found


class LiteGrid(nn.Module):
    """A classifier of stride 16: 320×320 pixels give a 20×20 grid.

    Global average pooling and one linear layer follow the last ReLU, so class activation maps are exact (Zhou 2016).

    Args:
        labels: Number of classes K.
        width: Channels before the pooling.
        blocks: Of the trunk's stages, the last of stride 16.
        dropped: As in ``LiteTrunk``.
    """

    def __init__(self, labels: int, width: int = 320, blocks: tuple[int, ...] = (1, 2, 2, 3, 3), *, dropped: float = 0.0) -> None:
        super().__init__()
        self.trunk = LiteTrunk(blocks, dropped=dropped)
        self.top = nn.Sequential(nn.Conv2d(STAGES[len(blocks) - 1][-1], width, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU())
        self.head = nn.Linear(width, labels)

    def features(self, batch: Tensor) -> Tensor:
        """N×1×H×W to N×C×H/16×W/16, rectified."""
        return self.top(self.trunk(batch)[-1])  # type: ignore[no-any-return]

    def forward(self, batch: Tensor) -> Tensor:
        """N×1×H×W to N×K logits."""
        return self.head(torch.flatten(F.adaptive_avg_pool2d(self.features(batch), 1), 1))  # type: ignore[no-any-return]


class LiteUNet(nn.Module):
    """A U-Net (Ronneberger 2015) on the trunk: N×1×H×W to N×K×H×W logits; H and W are multiples of 32.

    Args:
        parts: Number of parts K; they may overlap.
        blocks: Of the trunk's six stages.
        widths: Channels on the way up, at strides 16, 8, 4 and 2.
    """

    def __init__(self, parts: int = 3, blocks: tuple[int, ...] = (1, 2, 2, 3, 3, 2), widths: tuple[int, ...] = (96, 64, 40, 24)) -> None:
        super().__init__()
        self.trunk = LiteTrunk(blocks)
        *skips, deep = (STAGES[stage][-1] for stage in (0, 1, 2, 4, 5))
        before = (deep, *widths)
        self.up = nn.ModuleList(_double(low + skip, width) for low, skip, width in zip(before, skips[::-1], widths, strict=False))
        self.head = nn.Conv2d(widths[-1], parts, 1)

    def forward(self, batch: Tensor) -> Tensor:
        """N×1×H×W to N×K×H×W logits."""
        half, quarter, eighth, _, sixteenth, x = self.trunk(batch)
        for block, kept in zip(self.up, (sixteenth, eighth, quarter, half), strict=True):
            x = block(torch.cat([F.interpolate(x, scale_factor=2.0, mode="nearest"), kept], dim=1))
        return F.interpolate(self.head(x), scale_factor=2.0, mode="bilinear", align_corners=False)


def _double(before: int, after: int) -> nn.Sequential:
    first, second = _convolved(before, after, size=3), _convolved(after, after, size=3)
    return nn.Sequential(*first, nn.ReLU(), *second, nn.ReLU())


class _Inverted(nn.Module):
    """An inverted residual block (Sandler 2018): expanded, convolved channel by channel, projected."""

    def __init__(self, before: int, after: int, *, size: int, stride: int, expansion: int, dropped: float) -> None:
        super().__init__()
        wide = before * expansion
        expanded = () if expansion == 1 else (*_convolved(before, wide, size=1), nn.ReLU())
        apart = (*_convolved(wide, wide, size=size, stride=stride, groups=wide), nn.ReLU())
        self.layers = nn.Sequential(*expanded, *apart, *_convolved(wide, after, size=1))
        self.residual, self.dropped = stride == 1 and before == after, dropped

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.layers(x)
        if not self.residual:
            return y
        if self.training and self.dropped:
            y = y * (torch.rand(len(y), 1, 1, 1) >= self.dropped) / (1 - self.dropped)
        return x + y


def _convolved(before: int, after: int, *, size: int, stride: int = 1, groups: int = 1) -> tuple[nn.Module, nn.Module]:
    convolution = nn.Conv2d(before, after, size, stride=stride, padding=size // 2, groups=groups, bias=False)
    return convolution, nn.BatchNorm2d(after, eps=_EPSILON)
