"""The procedural phantom film: a chest radiograph that nobody owns.

It looks enough like a film to show every part of the tool, and its lungs, its heart and its side marker are known exactly.
It is used for the demo, the tests, the pictures of the guide and the teaching classifier; it proves nothing about patients.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Film = NDArray[np.float32]


@dataclass(frozen=True)
class Phantom:
    """One phantom film and the truth about it.

    Attributes:
        pixels: H×W float32 in [0, 1], bright = dense.
        right_lung: H×W bool, the patient's right lung (on the left of the image), the part behind the heart included.
        left_lung: H×W bool, the patient's left lung.
        heart: H×W bool, over the lungs where it lies before them.
        marker_box: x0, y0, x1, y1 of the side marker, half-open; the place is chosen even where no marker is drawn.
        marked: Whether the marker is drawn.
    """

    pixels: NDArray[np.float32]
    right_lung: NDArray[np.bool_]
    left_lung: NDArray[np.bool_]
    heart: NDArray[np.bool_]
    marker_box: tuple[int, int, int, int]
    marked: bool


def phantom(seed: int, *, size: int = 512, marked: bool = True) -> Phantom:
    """Draw one phantom film.

    The same seed gives the same anatomy with and without the marker, to the last grain of noise.

    Args:
        seed: Chooses anatomy, exposure, noise and the marker's place.
        size: Height and width in pixels.
        marked: Draw the side marker.
    """
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:size, 0:size].astype(np.float32) / size
    x = x - np.float32(rng.uniform(-0.02, 0.02))
    y = y - np.float32(rng.uniform(-0.03, 0.03))
    soft = size / 512

    body = _body(x, y, rng)
    right, left = _lungs(x, y, rng)
    lungs = right | left
    film = 0.62 * ndimage.gaussian_filter(body.astype(np.float32), 6 * soft)
    film *= 1 - 0.58 * ndimage.gaussian_filter(lungs.astype(np.float32), 3 * soft)
    film += 0.13 * _vessels(x, y, rng, size) * ndimage.gaussian_filter(lungs.astype(np.float32), 4 * soft)
    heart = _heart(x, y, rng)
    film += _heart_and_spine(x, y, heart, soft) * (0.3 + ndimage.gaussian_filter(lungs.astype(np.float32), 4 * soft))
    film += _bones(x, y, rng, soft) * ndimage.gaussian_filter(body.astype(np.float32), 3 * soft)
    film += 0.03 * ndimage.gaussian_filter(rng.standard_normal((size, size), dtype=np.float32), 24 * soft) * 24 * soft
    film += rng.uniform(0.008, 0.02) * rng.standard_normal((size, size), dtype=np.float32)
    film = np.clip(0.06 + rng.uniform(0.8, 1.0) * film, 0, 0.93)

    letter, box = _marker(rng, size)
    if marked:
        x0, y0, x1, y1 = box
        film[y0:y1, x0:x1] = np.maximum(film[y0:y1, x0:x1], letter)
    return Phantom(film.astype(np.float32), right, left, heart, box, marked)


def _body(x: Film, y: Film, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Trunk, shoulders and neck against air."""
    trunk = np.abs(x - 0.5) < 0.44 + 0.02 * np.sin(3 * y) + rng.uniform(-0.02, 0.03)
    shoulder = y > 0.10 + 0.9 * np.abs(x - 0.5) ** 2.2 + rng.uniform(-0.02, 0.02)
    neck = np.abs(x - 0.5) < 0.13
    return np.asarray((trunk & shoulder) | (neck & (y < 0.3)))


def _lungs(x: Film, y: Film, rng: np.random.Generator) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """The cavity less mediastinum and what lies under the diaphragm, as two lungs."""
    half, top = rng.uniform(0.33, 0.38), rng.uniform(0.10, 0.14)
    middle = rng.uniform(0.56, 0.62)
    power = rng.uniform(2.2, 2.7)
    cavity = (np.abs(x - 0.5) / half) ** power + (np.abs(y - middle) / (middle - top)) ** power < 1
    mediastinum = np.abs(x - 0.505) < 0.055 + 0.02 * np.exp(-(((y - 0.42) / 0.12) ** 2)) + 0.02 * (y > 0.5) * (y - 0.5)
    lungs = []
    for centre, dome in ((0.31, rng.uniform(0.72, 0.78)), (0.70, rng.uniform(0.74, 0.80))):
        above = y < dome + rng.uniform(2.0, 3.6) * (x - centre) ** 2
        side = x < 0.5 if centre < 0.5 else x > 0.5
        lungs.append(cavity & ~mediastinum & above & side)
    return lungs[0], lungs[1]


def _vessels(x: Film, y: Film, rng: np.random.Generator, size: int) -> Film:
    """Branching-like texture, denser near the hila."""
    texture = np.zeros((size, size), np.float32)
    for scale in (2.0, 4.0, 8.0):
        noise = ndimage.gaussian_filter(rng.standard_normal((size, size), dtype=np.float32), scale * size / 512)
        texture += np.maximum(noise / noise.std(), 0)
    hila = sum(np.exp(-(((x - cx) / 0.13) ** 2 + ((y - 0.45) / 0.20) ** 2)) for cx in (0.38, 0.62))
    return np.asarray(texture * (0.25 + 0.75 * hila) / 2, np.float32)


def _heart(x: Film, y: Film, rng: np.random.Generator) -> NDArray[np.bool_]:
    across, down = (x - rng.uniform(0.54, 0.57)) / rng.uniform(0.12, 0.16), (y - 0.63) / rng.uniform(0.11, 0.15)
    return np.asarray(across**2 + down**2 < 1)


def _heart_and_spine(x: Film, y: Film, heart: NDArray[np.bool_], soft: float) -> Film:
    spine = np.abs(x - 0.5) < 0.04 + 0.004 * np.sin(y * 80)
    arch = ((x - 0.555) / 0.045) ** 2 + ((y - 0.36) / 0.05) ** 2 < 1
    bubble = ((x - 0.66) / 0.06) ** 2 + ((y - 0.86) / 0.035) ** 2 < 1
    film = 0.30 * ndimage.gaussian_filter(heart.astype(np.float32), 5 * soft)
    film += 0.14 * ndimage.gaussian_filter(spine.astype(np.float32), 3 * soft)
    film += 0.12 * ndimage.gaussian_filter(arch.astype(np.float32), 4 * soft)
    film -= 0.18 * ndimage.gaussian_filter(bubble.astype(np.float32), 4 * soft)
    return np.asarray(film, np.float32)


def _bones(x: Film, y: Film, rng: np.random.Generator, soft: float) -> Film:
    """Nine pairs of posterior ribs and two clavicles."""
    film = np.zeros_like(x)
    side = np.abs(x - 0.5)
    start, pitch = rng.uniform(0.11, 0.15), rng.uniform(0.068, 0.076)
    for rib in range(9):
        centre = start + pitch * rib - 0.30 * (side - 0.18) ** 2 * (rib < 2) + (0.5 + 0.08 * rib) * np.maximum(side - 0.12, 0) ** 1.7
        band = (np.abs(y - centre) < 0.011) & (side > 0.05) & (side < 0.40)
        film += 0.10 * band
    clavicle = (np.abs(y - (0.235 - 0.28 * (side - 0.05))) < 0.014) & (side > 0.05) & (side < 0.36)
    film += 0.15 * clavicle
    return np.asarray(ndimage.gaussian_filter(film, 1.6 * soft), np.float32)


def _marker(rng: np.random.Generator, size: int) -> tuple[Film, tuple[int, int, int, int]]:
    """The letter of the patient's side, lead-bright, in an upper corner: R on the left of the image, L on its right."""
    patients_right = rng.random() < 0.5
    height = int(size * rng.uniform(0.050, 0.075))
    stroke = max(2, height // 6)
    width = int(height * 0.7)
    glyph = np.zeros((height, width), np.float32)
    glyph[:, :stroke] = 1
    if not patients_right:
        glyph[-stroke:, :] = 1
    else:
        glyph[:stroke, :] = glyph[height // 2 : height // 2 + stroke, :] = 1
        glyph[: height // 2 + stroke, -stroke:] = 1
        legs = np.linspace(0, width - stroke, height - height // 2).astype(int)
        for row, column in zip(range(height // 2, height), legs, strict=True):
            glyph[row, column : column + stroke] = 1
    x0 = int(size * (rng.uniform(0.03, 0.14) if patients_right else rng.uniform(0.80, 0.92)))
    y0 = int(size * rng.uniform(0.03, 0.16))
    return 0.98 * glyph, (x0, y0, x0 + width, y0 + height)
