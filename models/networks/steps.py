"""The steps from a film to a network's input: a closed set, validated as a manifest writes them (contract, section 5)."""

from __future__ import annotations

from dataclasses import KW_ONLY
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from models.values.entries import entry

Pixels = Annotated[int, Field(gt=0)]


@entry
class PadSquare:
    """Pad the shorter side on both ends with a constant."""

    fill: float
    _: KW_ONLY
    step: Literal["pad_square"] = "pad_square"


@entry
class CropSquare:
    """Keep the centre square."""

    how: Literal["center", "none"]
    _: KW_ONLY
    step: Literal["crop_square"] = "crop_square"


@entry
class Resize:
    """Resample to a fixed size."""

    height: Pixels
    width: Pixels
    method: Literal["bilinear", "bicubic", "area"]
    antialias: bool = True
    _: KW_ONLY
    step: Literal["resize"] = "resize"


@entry
class Scale:
    """Map intensities: the stored range, the film's minimum and maximum, or its 0.5th and 99.5th percentile, to a range."""

    source: Annotated[Literal["stored-bits", "min-max", "percentiles"], Field(alias="from")]
    to: tuple[float, float]
    _: KW_ONLY
    step: Literal["scale"] = "scale"


@entry
class Normalise:
    """Subtract the mean and divide by the standard deviation, a channel each or one for all."""

    mean: Annotated[tuple[float, ...], Field(min_length=1)]
    std: Annotated[tuple[float, ...], Field(min_length=1)]
    _: KW_ONLY
    step: Literal["normalise"] = "normalise"

    def __post_init__(self) -> None:
        if len(self.mean) != len(self.std) or not all(self.std):
            raise ValueError("normalise takes as many means as standard deviations, none of which is 0.")


@entry
class Channels:
    """Repeat the one channel."""

    count: Literal[1, 3]
    _: KW_ONLY
    step: Literal["channels"] = "channels"


PreparationStep = PadSquare | CropSquare | Resize | Scale | Normalise | Channels
Step = Annotated[PreparationStep, Field(discriminator="step")]

_ONE: TypeAdapter[PreparationStep] = TypeAdapter(Step)


def written(step: PreparationStep) -> dict[str, Any]:
    """Return a step as a manifest writes it."""
    found: dict[str, Any] = _ONE.dump_python(step, mode="json", by_alias=True)
    return found
