"""Pictures of a film: windowed grey, a map over it in colour, the outlines of lungs and heart. Numpy in, PNG out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.export.colours import heat_layer
from app.export.marks import is_png_of, png_mark
from app.export.writing import beside
from models.values.radiograph import Radiograph, Window

OUTLINE = (88, 196, 221)
ALLOWED = (240, 240, 240)
_THUMBNAIL, _HEAT = 96, 512


def windowed(pixels: NDArray[np.float32], window: Window) -> NDArray[np.uint8]:
    """Map a film's grey to 0…255 by a linear window."""
    low = window.centre - window.width / 2
    return np.asarray(np.clip((pixels - low) / window.width, 0, 1) * 255, np.uint8)


def thumbnail(film: Radiograph) -> NDArray[np.uint8]:
    """Return a film small, windowed."""
    step = max(1, max(film.pixels.shape) // _THUMBNAIL)
    return windowed(film.pixels[::step, ::step], film.window)


def heat_size(film: Radiograph) -> tuple[int, int]:
    """Return rows and columns of a map's picture: the film's shape, at most 512 pixels long."""
    shrink = min(1.0, _HEAT / max(film.pixels.shape))
    return max(1, round(film.pixels.shape[0] * shrink)), max(1, round(film.pixels.shape[1] * shrink))


def outline(mask: NDArray[np.bool_], thickness: int) -> NDArray[np.bool_]:
    """Return the rim of a mask, H×W bool."""
    from scipy import ndimage

    return np.asarray(mask & ~ndimage.binary_erosion(mask, iterations=thickness))


def overlay(pixels: NDArray[np.float32], window: Window, heat: NDArray[np.floating], organs: Sequence[NDArray[np.bool_]]) -> Image.Image:
    """Return the film with a map over it and organs outlined; their masks cover the whole film, at any size."""
    grey = Image.fromarray(windowed(pixels, window)).convert("RGBA")
    picture = Image.alpha_composite(grey, Image.fromarray(heat_layer(heat, 0.65), "RGBA"))
    drawn = np.array(picture.convert("RGB"))
    for organ in organs:
        drawn[outline(on_film(organ, pixels.shape), max(1, max(pixels.shape) // 400))] = OUTLINE
    return Image.fromarray(drawn)


def on_film(mask: NDArray[np.bool_], film: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return a mask on a film's pixels, the nearest of its own."""
    rows, columns = (np.arange(pixels) * cells // pixels for pixels, cells in zip(film, mask.shape, strict=True))
    return mask[np.ix_(rows, columns)]


def save_picture(picture: Image.Image, path: Path, *, of: str) -> None:
    """Write a picture as PNG with its mark, over nothing but an earlier one of the same mark.

    Raises:
        OSError: It cannot be written.
    """
    with beside(path, lambda file: is_png_of(file, of)) as partial:
        picture.save(partial, "PNG", pnginfo=png_mark(of))


def save_labels(labels: NDArray[np.uint8], path: Path, *, of: str) -> None:
    """Write a label map as 8-bit PNG, over nothing but an earlier one of the same film; the greys are the labels' numbers.

    Args:
        labels: H×W.
        path: The file.
        of: What it is marked to be of.

    Raises:
        OSError: It cannot be written.
    """
    save_picture(Image.fromarray(labels), path, of=of)
