"""What a film may look like without being another film: turned a little, cropped, badly exposed, noisy, clouded, partly hidden.

Every function takes N×C×H×W, draws from the given generator for each image on its own, and returns new tensors.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional as F


def spread(count: int, generator: torch.Generator) -> Tensor:
    """Return N×1×1×1 numbers, uniform in [−1, 1]."""
    return (torch.rand(count, generator=generator) * 2 - 1)[:, None, None, None]


def chosen(count: int, share: float, generator: torch.Generator) -> Tensor:
    """Return N×1×1×1 booleans, true with probability ``share``."""
    return (torch.rand(count, generator=generator) < share)[:, None, None, None]


def moved(images: Tensor, generator: torch.Generator, *, size: int, degrees: float, zoom: float, shift: float) -> Tensor:
    """Turn, zoom (each axis a little differently) and shift every image by its own amount; what lies beyond it is 0.

    Args:
        images: Masks may ride along as channels.
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
    """Change gamma, contrast, brightness and noise; N×1×H×W in [0, 1]."""
    count = images.shape[0]
    film = images.clamp(0, 1) ** torch.exp(0.45 * spread(count, generator))
    film = (film - 0.5) * (1 + 0.35 * spread(count, generator)) + 0.5 + 0.12 * spread(count, generator)
    return film + 0.03 * spread(count, generator).abs() * torch.randn(film.shape, generator=generator)


def resampled(images: Tensor, generator: torch.Generator, *, share: float) -> Tensor:
    """Make some of the images smaller and large again, with and without a filter, as those who passed a film on did."""
    size, film = images.shape[-1], images.clone()
    for index in chosen(len(images), share, generator).flatten().nonzero().flatten().tolist():
        small, filtered = (float(value) for value in torch.rand(2, generator=generator))
        less = F.interpolate(images[index, None], size=int(size * (0.55 + 0.4 * small)), mode="bilinear", antialias=filtered < 0.7)
        film[index] = F.interpolate(less, size=size, mode="bilinear")[0]
    return film


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


def clouded(images: Tensor, lungs: Tensor, generator: torch.Generator, *, share: float) -> Tensor:
    """Whiten lungs: smooth clouds, rising fluid or the whole lung, as consolidation, effusion and white-out do.

    Args:
        images: N×1×H×W in [0, 1], bright = dense.
        lungs: N×2×H×W masks in {0, 1}, a lung each.
        generator: Source of chance.
        share: How many of the lungs.
    """
    count, _, height, width = images.shape
    soft = F.avg_pool2d(F.pad(lungs, (4, 4, 4, 4), mode="replicate"), 9, stride=1)
    field = F.interpolate(torch.randn(count, 2, 5, 5, generator=generator), size=(height, width), mode="bicubic", align_corners=False)
    rows = torch.arange(height)[:, None] / height
    level = 0.35 + 0.5 * torch.rand(count, 2, 1, 1, generator=generator)
    fluid = ((rows - level) * 12).sigmoid().expand(-1, -1, -1, width)
    kind = torch.rand(count, 2, 1, 1, generator=generator)
    cloud = torch.where(kind < 0.4, (3 * field).sigmoid(), torch.where(kind < 0.8, fluid, torch.ones_like(fluid)))
    strength = 0.5 + 0.5 * torch.rand(count, 2, 1, 1, generator=generator)
    present = torch.rand(count, 2, 1, 1, generator=generator) < share
    cover = (soft * cloud * strength * present).amax(dim=1, keepdim=True)
    dense = torch.quantile(images.flatten(2), 0.85, dim=2)[..., None, None] * (1 + 0.15 * spread(count, generator))
    return images * (1 - cover) + dense * cover


def wired(images: Tensor, generator: torch.Generator, *, share: float) -> Tensor:
    """Draw up to three bright curves, as tubes, leads and lines do."""
    count, _, height, width = images.shape
    along = torch.linspace(0, 1, 2 * height)
    film = images.clone()
    for index in range(count):
        if torch.rand((), generator=generator) >= share:
            continue
        for _ in range(int(torch.randint(1, 4, (), generator=generator))):
            ends = torch.rand(2, 3, generator=generator) * 1.2 - 0.1
            weights = torch.stack([(1 - along) ** 2, 2 * along * (1 - along), along**2])
            y, x = (ends @ weights * height).long()
            thick, bright = int(torch.randint(1, 3, (), generator=generator)), 0.6 + 0.4 * float(torch.rand((), generator=generator))
            for dy in range(thick):
                for dx in range(thick):
                    inside = (y + dy >= 0) & (y + dy < height) & (x + dx >= 0) & (x + dx < width)
                    film[index, :, (y + dy)[inside], (x + dx)[inside]] = bright
    return film


def framed(images: Tensor, generator: torch.Generator, *, share: float) -> Tensor:
    """Blacken a border on each side, as collimators and padding do."""
    count, _, height, width = images.shape
    cut = 0.12 * torch.rand(count, 4, generator=generator) * (torch.rand(count, 1, generator=generator) < share)
    y, x = torch.arange(height)[None, :, None] / height, torch.arange(width)[None, None, :] / width
    top, bottom, left, right = (cut[:, side, None, None] for side in range(4))
    kept = (y >= top) & (y < 1 - bottom) & (x >= left) & (x < 1 - right)
    return images * kept[:, None]


def inverted(images: Tensor, generator: torch.Generator, *, share: float) -> Tensor:
    """Turn white to black on some of the images, as a wrong photometric tag does."""
    return torch.where(chosen(images.shape[0], share, generator), 1 - images, images)
