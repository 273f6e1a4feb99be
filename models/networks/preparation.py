"""From a film to a network's input, by the steps of the manifest; one affine map remembers where each pixel went."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from models.grids.geometry import Geometry
from models.networks.steps import Channels, CropSquare, Normalise, PadSquare, PreparationStep, Resize, Scale

_SAMPLE = 250_000


@dataclass(frozen=True)
class Prepared:
    """A film as a network sees it.

    Attributes:
        tensor: C×H×W float32.
        geometry: Where each pixel came from.
    """

    tensor: Tensor
    geometry: Geometry


def prepare(pixels: NDArray[np.float32], steps: tuple[PreparationStep, ...]) -> Prepared:
    """Prepare one film.

    Args:
        pixels: H×W float32 in [0, 1], bright = dense.
        steps: From the manifest, in order.
    """
    height, width = pixels.shape
    film = Prepared(torch.from_numpy(np.ascontiguousarray(pixels))[None], Geometry.identity(height, width))
    return reduce(_apply, steps, film)


def unit(image: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scale a network's input, H×W, to [0, 1] for those who look at intensities and not at a network's units."""
    low, high = float(image.min()), float(image.max())
    return np.asarray((image - low) / max(high - low, 1e-6))


def _apply(film: Prepared, step: PreparationStep) -> Prepared:
    tensor, geometry = film.tensor, film.geometry
    height, width = tensor.shape[-2:]
    match step:
        case PadSquare(fill):
            side = max(height, width)
            left, top = (side - width) // 2, (side - height) // 2
            padded = F.pad(tensor, (left, side - width - left, top, side - height - top), value=fill)
            return Prepared(padded, geometry.shifted(left, top, (side, side)))
        case CropSquare("center"):
            side = min(height, width)
            left, top = (width - side) // 2, (height - side) // 2
            cropped = tensor[:, top : top + side, left : left + side]
            return Prepared(cropped, geometry.shifted(-left, -top, (side, side)))
        case CropSquare():
            return film
        case Resize(new_height, new_width, method, antialias):
            smooth = antialias and method != "area"
            resized = F.interpolate(tensor[None], size=(new_height, new_width), mode=method, antialias=smooth)[0]
            return Prepared(resized, geometry.scaled(new_width / width, new_height / height, (new_height, new_width)))
        case Scale(source, (low, high)):
            darkest, brightest = _range(tensor, source)
            spread = max(brightest - darkest, 1e-6)
            # In place but for the first step: a film of many pixels takes half the time, and the same bits come out.
            return Prepared((tensor - darkest).div_(spread).clamp_(0, 1).mul_(high - low).add_(low), geometry)
        case Normalise(mean, std):
            return Prepared((tensor - torch.tensor(mean)[:, None, None]) / torch.tensor(std)[:, None, None], geometry)
        case Channels(count):
            return Prepared(tensor.expand(count, -1, -1), geometry)


def _range(tensor: Tensor, source: str) -> tuple[float, float]:
    if source == "stored-bits":
        return 0.0, 1.0
    values = tensor.flatten().numpy()
    if source == "min-max":
        return float(values.min()), float(values.max())
    low, high = np.percentile(values[:: max(1, values.size // _SAMPLE)], (0.5, 99.5))
    return float(low), float(high)
