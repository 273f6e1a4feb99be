"""The steps from a film to a network's input: a closed set, validated as a manifest writes them (contract, section 5)."""

from __future__ import annotations

from dataclasses import KW_ONLY
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from models.values.entries import entry

Pixels = Annotated[int, Field(gt=0, le=8192)]


@entry
class PadSquare:
    """Pad the shorter side on both ends with a constant."""

    fill: float
    _: KW_ONLY
    step: Literal["pad_square"] = "pad_square"


@entry
class CropSquare:
    """Keep the centre square, from W//2 - side//2 on, as torchxrayvision's XRayCenterCrop does."""

    how: Literal["center", "none"]
    _: KW_ONLY
    step: Literal["crop_square"] = "crop_square"


@entry
class CropCenter:
    """Keep a centre rectangle, from the even number nearest to the middle on where two are as near, as torchvision's CenterCrop does.

    Where the film is smaller, zeros are around it.
    """

    height: Pixels
    width: Pixels
    _: KW_ONLY
    step: Literal["crop_center"] = "crop_center"


@entry
class Resize:
    """Resample to a fixed size.

    "area" is the mean of what a new pixel covers, as OpenCV's INTER_AREA; "gaussian" a Gaussian filter and bilinear interpolation with
    zeros around the film, as scikit-image's resize and so torchxrayvision's XRayResizer. Neither heeds antialias.
    """

    height: Pixels
    width: Pixels
    method: Literal["bilinear", "bicubic", "area", "gaussian"]
    antialias: bool = True
    _: KW_ONLY
    step: Literal["resize"] = "resize"


@entry
class ResizeShorter:
    """Resample so that the shorter side has a fixed length and the sides keep their ratio, as torchvision's Resize of one number does."""

    side: Pixels
    method: Literal["bilinear", "bicubic"]
    antialias: bool = True
    _: KW_ONLY
    step: Literal["resize_shorter"] = "resize_shorter"

    def size(self, height: int, width: int) -> tuple[int, int]:
        """Return the new height and width; the longer side is rounded down."""
        longer = self.side * max(height, width) // min(height, width)
        return (longer, self.side) if height > width else (self.side, longer)


@entry
class Scale:
    """Map intensities: the stored range, the film's minimum and maximum, or its 0.5th and 99.5th percentile, to a range."""

    source: Annotated[Literal["stored-bits", "min-max", "percentiles"], Field(alias="from")]
    to: tuple[float, float]
    _: KW_ONLY
    step: Literal["scale"] = "scale"

    @property
    def looks_at_film(self) -> bool:
        """Whether the range is that of the film's own values, so that changing some of them changes all."""
        return self.source != "stored-bits"


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


PreparationStep = PadSquare | CropSquare | CropCenter | Resize | ResizeShorter | Scale | Normalise | Channels
Step = Annotated[PreparationStep, Field(discriminator="step")]

_ONE: TypeAdapter[PreparationStep] = TypeAdapter(Step)


def written(step: PreparationStep) -> dict[str, Any]:
    """Return a step as a manifest writes it, its name first."""
    found: dict[str, Any] = _ONE.dump_python(step, mode="json", by_alias=True)
    return {"step": found.pop("step")} | found
