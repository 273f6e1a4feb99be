"""From a film to a network's input, by the steps of the manifest; one affine map remembers where each pixel went."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from models.film.canonical import CanonicalFilm, scaled_to_unit
from models.film.intensity import IntensityRange, percentile_range
from models.grids.geometry import Geometry
from models.networks.resampling import by_area, by_gaussian
from models.networks.steps import Channels, CropCenter, CropSquare, Normalise, PadSquare, PreparationStep, Resize, ResizeShorter, Scale

_SQUARE = 0.01
"""Share by which the sides of a pixel may differ."""


@dataclass(frozen=True)
class Prepared:
    """A film as a network sees it.

    Attributes:
        tensor: C×H×W float32.
        geometry: Where each pixel came from.
        ranges: What each step that scales took for the film's range, in their order.
        mm: Side of its pixels in millimetres; None where it is unknown, not believed, or where they are not square.
    """

    tensor: Tensor
    geometry: Geometry
    ranges: tuple[IntensityRange, ...] = ()
    mm: float | None = None

    def spaced(self, source_mm: float | None) -> Prepared:
        """Return the same film with its pixels' side, of that of a source pixel in millimetres."""
        across, down = self.geometry.scale
        square = math.isclose(across, down, rel_tol=_SQUARE)
        return replace(self, mm=source_mm / across if source_mm and square else None)


def prepare(pixels: NDArray[np.float32], steps: tuple[PreparationStep, ...], intensities: IntensityRange | None = None) -> Prepared:
    """Prepare one film.

    Args:
        pixels: H×W float32 in [0, 1], bright = dense.
        steps: From the manifest, in order.
        intensities: Percentiles of the film, where they are known; a first step that scales by them need not find them again.
    """
    height, width = pixels.shape
    film = Prepared(torch.from_numpy(np.ascontiguousarray(pixels))[None], Geometry.identity(height, width))
    if steps and intensities and isinstance(steps[0], Scale) and steps[0].source == "percentiles":
        film, steps = scaled(film, intensities, steps[0].to), steps[1:]
    return reduce(prepared_by, steps, film)


def prepare_canonical(film: CanonicalFilm, steps: tuple[PreparationStep, ...]) -> Prepared:
    """Prepare a film for a network that looks at the canonical grid, at its exposure, where intensities are scaled already.

    Args:
        film: On its canonical grid.
        steps: From the manifest, which scale by percentiles to [0, 1] first.
    """
    assert steps[0] == CANONICAL_SCALE, "what looks at the canonical grid scales as it does"
    part, geometry = film.exposed
    return reduce(prepared_by, steps[1:], Prepared(torch.from_numpy(part)[None], geometry))


CANONICAL_SCALE = Scale("percentiles", (0.0, 1.0))
"""The first step of networks that look at the canonical grid."""


def scaled(film: Prepared, intensities: IntensityRange, to: tuple[float, float]) -> Prepared:
    """Scale a film's intensities from a range of its own to another; what lies beyond becomes the nearest of it."""
    low, high = to
    return replace(film, tensor=scaled_to_unit(film.tensor, intensities).mul_(high - low).add_(low), ranges=(*film.ranges, intensities))


def prepared_by(film: Prepared, step: PreparationStep) -> Prepared:
    """Return a film after one more step."""
    tensor, geometry = film.tensor, film.geometry
    height, width = tensor.shape[-2:]
    match step:
        case PadSquare(fill):
            side = max(height, width)
            left, top = (side - width) // 2, (side - height) // 2
            padded = F.pad(tensor, (left, side - width - left, top, side - height - top), value=fill)
            return replace(film, tensor=padded, geometry=geometry.shifted(left, top, (side, side)))
        case CropSquare("center"):
            side = min(height, width)
            return _cut(film, height // 2 - side // 2, width // 2 - side // 2, (side, side))
        case CropSquare():
            return film
        case CropCenter(new_height, new_width):
            return _cut(film, _nearest_middle(height - new_height), _nearest_middle(width - new_width), (new_height, new_width))
        case Resize(new_height, new_width, method, antialias):
            return _resized(film, (new_height, new_width), method, antialias)
        case ResizeShorter(_, method, antialias):
            return _resized(film, step.size(height, width), method, antialias)
        case Scale(source, to):
            return scaled(film, range_of(tensor.numpy(), source), to)
        case Normalise(mean, std):
            return replace(film, tensor=(tensor - torch.tensor(mean)[:, None, None]) / torch.tensor(std)[:, None, None])
        case Channels(count):
            return replace(film, tensor=tensor.expand(count, -1, -1))


def _cut(film: Prepared, top: int, left: int, size: tuple[int, int]) -> Prepared:
    """Cut a rectangle out of a film, with zeros where it leaves the film."""
    height, width = film.tensor.shape[-2:]
    cut = F.pad(film.tensor, (-left, left + size[1] - width, -top, top + size[0] - height))
    return replace(film, tensor=cut, geometry=film.geometry.shifted(-left, -top, size))


def _nearest_middle(spare: int) -> int:
    """Return how much of what is left over lies before a rectangle in the middle, as torchvision rounds it."""
    return round(spare / 2) if spare >= 0 else -(-spare // 2)


def _resized(film: Prepared, size: tuple[int, int], method: str, antialias: bool) -> Prepared:
    height, width = film.tensor.shape[-2:]
    if method == "area":
        resized = by_area(film.tensor, size)
    elif method == "gaussian":
        resized = by_gaussian(film.tensor, size)
    else:
        resized = F.interpolate(film.tensor[None], size=size, mode=method, antialias=antialias)[0]
    return replace(film, tensor=resized, geometry=film.geometry.scaled(size[1] / width, size[0] / height, size))


def range_of(pixels: NDArray[np.float32], source: str) -> IntensityRange:
    """Return the range that a step takes for a film's: that of the stored bits, or one of the film's own values."""
    if source == "stored-bits":
        return 0.0, 1.0
    if source == "min-max":
        return float(pixels.min()), float(pixels.max())
    return percentile_range(pixels)
