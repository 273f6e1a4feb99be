"""Preparations that published networks were trained with, by name."""

from __future__ import annotations

from collections.abc import Callable

from models.networks.steps import Channels, CropCenter, CropSquare, Normalise, PreparationStep, Resize, ResizeShorter, Scale

IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)

LARGEST_SIDE = 4096
"""Of a network's input, in pixels; larger ones would need more memory than a computer has."""


class NoPreset(ValueError):
    """There is no preset of this name, or not of this size; the sentence says which there are."""


def preset(name: str, side: int = 224) -> tuple[PreparationStep, ...]:
    """Return the steps of a preparation.

    Args:
        name: One of ``PRESETS``.
        side: Height and width of the network's input in pixels: 224 for most networks, 299 for Inception v3, 512 for torchxrayvision's
            ResNet.

    Raises:
        NoPreset: There is none of this name, or the side is no size.
    """
    if name not in PRESETS:
        raise NoPreset(f"There is no preset '{name}'; there are: {', '.join(PRESETS)}. Other preparations are written step by step.")
    if not 1 <= side <= LARGEST_SIDE:
        raise NoPreset(f"A preset has a side of 1 to {LARGEST_SIDE} pixels, not {side}; most networks take 224.")
    return PRESETS[name](side)


def _imagenet(side: int) -> tuple[PreparationStep, ...]:
    """Torchvision's for its weights: the shorter side to 8/7 of the input's, the centre of it, mean and deviation of ImageNet."""
    return (
        Scale("stored-bits", (0.0, 1.0)), ResizeShorter(round(side * 8 / 7), "bilinear"), CropCenter(side, side), Channels(3),
        Normalise(IMAGENET_MEAN, IMAGENET_STD),
    )  # fmt: skip


def _imagenet_whole(side: int) -> tuple[PreparationStep, ...]:
    """The same without a crop: the whole film, its sides to the input's, as many networks of chest radiographs were trained."""
    return Scale("stored-bits", (0.0, 1.0)), Resize(side, side, "bilinear"), Channels(3), Normalise(IMAGENET_MEAN, IMAGENET_STD)


def _torchxrayvision(side: int) -> tuple[PreparationStep, ...]:
    """Torchxrayvision's ``normalize``, ``XRayCenterCrop`` and ``XRayResizer`` with scikit-image, its default."""
    return Scale("stored-bits", (-1024.0, 1024.0)), CropSquare("center"), Resize(side, side, "gaussian")


PRESETS: dict[str, Callable[[int], tuple[PreparationStep, ...]]] = {
    "imagenet": _imagenet,
    "imagenet-whole": _imagenet_whole,
    "torchxrayvision": _torchxrayvision,
}
"""By name, from the input's side in pixels to the steps."""
