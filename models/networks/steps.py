"""The steps from a film to a network's input: a closed set (contract, section 5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class PadSquare:
    """Pad the shorter side on both ends with a constant."""

    fill: float


@dataclass(frozen=True)
class CropSquare:
    """Keep the centre square."""

    how: Literal["center", "none"]


@dataclass(frozen=True)
class Resize:
    """Resample to a fixed size."""

    height: int
    width: int
    method: Literal["bilinear", "bicubic", "area"]
    antialias: bool


@dataclass(frozen=True)
class Scale:
    """Map grey values: the stored range, the film's minimum and maximum, or its 0.5th and 99.5th percentile, to a range."""

    source: Literal["stored-bits", "min-max", "percentiles"]
    low: float
    high: float


@dataclass(frozen=True)
class Normalise:
    """Subtract the mean and divide by the standard deviation, a channel each or one for all."""

    mean: tuple[float, ...]
    std: tuple[float, ...]


@dataclass(frozen=True)
class Channels:
    """Repeat the grey channel."""

    count: Literal[1, 3]


PreparationStep = PadSquare | CropSquare | Resize | Scale | Normalise | Channels


def _step(entry: dict[str, Any]) -> PreparationStep:
    match entry:
        case {"step": "pad_square", "fill": fill}:
            return PadSquare(float(fill))
        case {"step": "crop_square", "how": "center" | "none" as how}:
            return CropSquare(how)
        case {"step": "resize", "height": int(height), "width": int(width), "method": "bilinear" | "bicubic" | "area" as method} if (
            height > 0 and width > 0
        ):
            return Resize(height, width, method, bool(entry.get("antialias", True)))
        case {"step": "scale", "from": "stored-bits" | "min-max" | "percentiles" as source, "to": [low, high]}:
            return Scale(source, float(low), float(high))
        case {"step": "normalise", "mean": [*mean], "std": [*std]} if mean and len(mean) == len(std) and all(std):
            return Normalise(tuple(map(float, mean)), tuple(map(float, std)))
        case {"step": "channels", "count": 1 | 3 as count}:
            return Channels(count)
    raise ValueError(f"the preparation step {entry!r} is not one of the known ones.")
