"""Shortcuts of known kinds, drawn into the pixels of films: what an audit must be able to see, and what it cannot (method, section 9).

Nothing here is shared with the detectors, with the phantom or with the fillers.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from scipy import ndimage

from models.selftest.planted_lines import across_the_shoulder, along_a_border, lined

Film = NDArray[np.float32]


class Plant(StrEnum):
    """What is drawn, or done to the whole film."""

    SIDE_MARKER = "side marker"
    TEXT = "burned-in text"
    DOT = "corner dot"
    NOISE = "patch of noise"
    BORDER = "border line"
    DEVICE = "device-like line"
    LUNG_DOT = "dot in a lung"
    BLUR = "blur"
    BRIGHTNESS = "brightness"


OUTSIDE = (Plant.SIDE_MARKER, Plant.TEXT, Plant.DOT, Plant.NOISE, Plant.BORDER, Plant.DEVICE)
"""Those that lie where no disease can be. The others an audit of places cannot call foreign: they stand in a table apart."""

_SIDES = {
    Plant.SIDE_MARKER: ((0.02, 0.12), (0.03, 0.16)),
    Plant.TEXT: ((0.02, 0.10), (0.90, 0.94)),
    Plant.DOT: ((0.03, 0.10), (0.86, 0.94)),
    Plant.NOISE: ((0.02, 0.12), (0.02, 0.90)),
    Plant.LUNG_DOT: ((0.22, 0.32), (0.34, 0.52)),
}
"""Where a plant's left edge and its top may lie, as shares of the film; markers and dots change sides."""

LINES = {Plant.BORDER: along_a_border, Plant.DEVICE: across_the_shoulder}


def planted(film: Film, kind: Plant, rng: np.random.Generator) -> tuple[Film, NDArray[np.bool_]]:
    """Draw one plant at a place, of a size and of a brightness drawn by chance; or change the whole film by an amount drawn by chance.

    Args:
        film: H×W in [0, 1].
        kind: What to draw.
        rng: Source of chance.

    Returns:
        A new film, and H×W where it was changed.
    """
    if kind in _WHOLE:
        return np.clip(_WHOLE[kind](film, rng), 0, 1).astype(np.float32), np.ones(film.shape, bool)
    if kind in LINES:
        return lined(film, LINES[kind], rng, dark=kind == Plant.BORDER)
    height, width = film.shape
    ink = _ink(kind, height, rng)
    (left, right), (high, low) = _SIDES[kind]
    x = int(width * rng.uniform(left, right))
    if rng.random() < 0.5:
        x = width - x - ink.shape[1]
    y = min(int(height * rng.uniform(high, low)), height - ink.shape[0])
    x = min(max(x, 0), width - ink.shape[1])
    drawn, where = film.copy(), np.zeros(film.shape, bool)
    window = drawn[y : y + ink.shape[0], x : x + ink.shape[1]]
    behind = np.float32(0.05) if kind in {Plant.TEXT, Plant.NOISE} else window  # These come on a black plate.
    window[...] = np.maximum(behind, np.float32(rng.uniform(0.85, 1.0)) * ink)
    where[y : y + ink.shape[0], x : x + ink.shape[1]] = True
    return drawn, where


def _blurred(film: Film, rng: np.random.Generator) -> Film:
    return np.asarray(ndimage.gaussian_filter(film, film.shape[0] * rng.uniform(0.004, 0.008)))


def _brightened(film: Film, rng: np.random.Generator) -> Film:
    return np.asarray(film ** rng.uniform(0.5, 0.75))


_WHOLE = {Plant.BLUR: _blurred, Plant.BRIGHTNESS: _brightened}


def _ink(kind: Plant, height: int, rng: np.random.Generator) -> Film:
    if kind in {Plant.DOT, Plant.LUNG_DOT}:
        radius = height * rng.uniform(0.018, 0.03)
        size = int(2 * radius) + 3
        y, x = np.mgrid[:size, :size] - (size - 1) / 2
        return np.asarray(np.clip(radius - np.hypot(y, x), 0, 1), np.float32)
    if kind == Plant.NOISE:
        side = int(height * rng.uniform(0.06, 0.09))
        return (rng.random((side, side)) < 0.5).astype(np.float32)
    words = f"{rng.choice(['AP', 'PA', 'ERECT', 'SUPINE'])} {rng.integers(10, 99)} KV"
    text = rng.choice(["L", "R"]) if kind == Plant.SIDE_MARKER else words
    points = height * (rng.uniform(0.07, 0.10) if kind == Plant.SIDE_MARKER else rng.uniform(0.035, 0.05))
    font = ImageFont.load_default(points)
    box = font.getbbox(str(text))
    picture = Image.new("L", (int(box[2]) + 2, int(box[3]) + 2))
    ImageDraw.Draw(picture).text((1, 0), str(text), fill=255, font=font)
    ink = np.asarray(picture, np.float32) / np.float32(255)
    return np.asarray(ink[np.ix_(ink.max(axis=1) > 0, ink.max(axis=0) > 0)])
