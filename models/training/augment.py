"""What a film may look like without being another film: turned a little, cropped, badly exposed, noisy, partly hidden."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional as F


def moved(images: Tensor, generator: torch.Generator, *, size: int, degrees: float, zoom: float, shift: float) -> Tensor:
    """Turn, zoom (each axis a little differently) and shift every image by its own amount.

    Args:
        images: N×C×H×W; masks may ride along as channels.
        generator: Source of chance.
        size: Height and width of the result.
        degrees: Largest rotation.
        zoom: Largest change of scale, as a share.
        shift: Largest shift, as a share of the image.
    """
    count = images.shape[0]

    def chance() -> Tensor:
        return torch.rand(count, generator=generator) * 2 - 1

    angle = chance() * math.radians(degrees)
    scale, stretch = 1 + chance() * zoom, 1 + chance() * zoom / 3
    cos, sin = torch.cos(angle), torch.sin(angle)
    theta = torch.stack(
        [
            torch.stack([cos * scale, -sin * scale, chance() * 2 * shift], dim=1),
            torch.stack([sin * scale * stretch, cos * scale * stretch, chance() * 2 * shift], dim=1),
        ],
        dim=1,
    )
    grid = F.affine_grid(theta, [count, images.shape[1], size, size], align_corners=False)
    return F.grid_sample(images, grid, align_corners=False)


def exposed(images: Tensor, generator: torch.Generator) -> Tensor:
    """Change gamma, contrast, brightness and noise of every image; N×1×H×W in [0, 1]."""
    count = images.shape[0]

    def chance() -> Tensor:
        return (torch.rand(count, generator=generator) * 2 - 1)[:, None, None, None]

    film = images.clamp(0, 1) ** torch.exp(0.45 * chance())
    film = (film - 0.5) * (1 + 0.35 * chance()) + 0.5 + 0.12 * chance()
    return film + 0.03 * chance().abs() * torch.randn(film.shape, generator=generator)


def hidden(images: Tensor, generator: torch.Generator, *, share: float) -> Tensor:
    """Cover one rectangle of every second image with grey of its own."""
    count, _, height, width = images.shape
    film = images.clone()
    for index in range(count):
        chance = torch.rand(6, generator=generator)
        if chance[0] < 0.5:
            continue
        tall, wide = int(height * share * (0.3 + chance[1])), int(width * share * (0.3 + chance[2]))
        top, left = int(chance[3] * (height - tall)), int(chance[4] * (width - wide))
        film[index, :, top : top + tall, left : left + wide] = chance[5]
    return film


def smooth_average(average: dict[str, Tensor], state: dict[str, Tensor], keep: float) -> None:
    """Move running averages of weights towards the present ones (Polyak averaging); counters are copied."""
    for name, value in state.items():
        if value.dtype.is_floating_point:
            average[name].mul_(keep).add_(value, alpha=1 - keep)
        else:
            average[name].copy_(value)
