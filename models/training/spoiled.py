"""Spoils films and drawings in named, graded ways, to learn and to test what a drawing's quality is worth."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Film = NDArray[np.float32]
Drawing = NDArray[np.uint8]
Chance = np.random.Generator
SpoilFilm = Callable[[Film, float, Chance], Film]
SpoilDrawing = Callable[[Drawing, float, Chance], Drawing]


def blurred(film: Film, grade: float, chance: Chance) -> Film:
    """Out of focus, or moved."""
    return np.asarray(ndimage.gaussian_filter(film, 6 * grade))


def noisy(film: Film, grade: float, chance: Chance) -> Film:
    """Too few photons."""
    return np.asarray((film + chance.normal(0, 0.35 * grade, film.shape)).clip(0, 1), np.float32)


def covered(film: Film, grade: float, chance: Chance) -> Film:
    """Three boxes, black, white or grey."""
    film, (height, width) = film.copy(), film.shape
    for _ in range(3):
        rows, columns = int(height * 0.35 * grade) + 2, int(width * 0.41 * grade) + 2
        y, x = chance.integers(0, height - rows), chance.integers(0, width - columns)
        film[y : y + rows, x : x + columns] = chance.choice([0.0, 1.0, film.mean()])
    return film


def flat(film: Film, grade: float, chance: Chance) -> Film:
    """Hardly any contrast."""
    return np.asarray(film.mean() + (film - film.mean()) * (1 - 0.93 * grade), np.float32)


def uneven(film: Film, grade: float, chance: Chance) -> Film:
    """Brighter towards one side."""
    turn = chance.uniform(0, 2 * np.pi)
    y, x = (np.mgrid[: film.shape[0], : film.shape[1]] / max(film.shape)) - 0.5
    return np.asarray((film + 1.2 * grade * (x * np.cos(turn) + y * np.sin(turn))).clip(0, 1), np.float32)


def whitened(film: Film, grade: float, chance: Chance) -> Film:
    """The lower part of one side is white."""
    height, width = film.shape
    white = np.zeros(film.shape)
    first = int(chance.integers(2)) * (width // 2)
    white[int(height * (0.9 - 0.62 * grade)) :, first : first + width // 2] = 1
    white = ndimage.gaussian_filter(white, 0.023 * height)
    return np.asarray(film * (1 - white) + 0.85 * white, np.float32)


def dark_or_bright(film: Film, grade: float, chance: Chance) -> Film:
    """Greys bent one way or the other."""
    power = 1 + 3 * grade
    return np.asarray(film.clip(0, 1) ** (power if chance.random() < 0.5 else 1 / power), np.float32)


FILMS: tuple[SpoilFilm, ...] = (blurred, noisy, covered, flat, uneven, whitened, dark_or_bright)
"""Those that the gate learns from."""


def smeared(film: Film, grade: float, chance: Chance) -> Film:
    """Moved along a line while it was taken."""
    turn, reach = chance.uniform(0, np.pi), 0.16 * grade * film.shape[0]
    places = np.linspace(-reach, reach, 2 * _pixels(film, 0.16 * grade) + 1)
    moved = [ndimage.shift(film, (place * np.sin(turn), place * np.cos(turn)), order=1, mode="nearest") for place in places]
    return np.asarray(np.mean(moved, axis=0), np.float32)


def doubled(film: Film, grade: float, chance: Chance) -> Film:
    """Exposed twice, the second time beside the first."""
    reach = chance.choice([-1, 1], 2) * chance.uniform(0.5, 1, 2) * 0.3 * grade * film.shape[0]
    return np.asarray((film + ndimage.shift(film, reach, order=1)) / 2, np.float32)


def striped(film: Film, grade: float, chance: Chance) -> Film:
    """Bands across it are brighter or darker."""
    bands = ndimage.gaussian_filter1d(chance.normal(size=film.shape[0]), 0.012 * film.shape[0])
    return np.asarray((film + 0.6 * grade * (bands / bands.std())[:, None]).clip(0, 1), np.float32)


def saturated(film: Film, grade: float, chance: Chance) -> Film:
    """Shown in a window so narrow that most is black or white."""
    middle, width = np.quantile(film, chance.uniform(0.15, 0.85)), 1 - 0.95 * grade
    return np.asarray(((film - middle) / width + 0.5).clip(0, 1), np.float32)


def coarse(film: Film, grade: float, chance: Chance) -> Film:
    """Made of large squares."""
    step = 1 + int(23 * grade)
    return np.asarray(np.repeat(np.repeat(film[::step, ::step], step, axis=0), step, axis=1)[: film.shape[0], : film.shape[1]], np.float32)


def fogged(film: Film, grade: float, chance: Chance) -> Film:
    """White clouds of any place and size."""
    cloud = ndimage.gaussian_filter(chance.normal(size=film.shape), chance.uniform(0.05, 0.15) * film.shape[0])
    white = (1.2 * grade * cloud / cloud.std() + 1.4 * grade - 0.6).clip(0, 1)
    return np.asarray(film * (1 - white) + 0.8 * white, np.float32)


def collimated(film: Film, grade: float, chance: Chance) -> Film:
    """Black beyond a border that cuts into the lungs."""
    (height, width), open_field = film.shape, np.zeros(film.shape, bool)
    top, bottom, left, right = chance.uniform(0.2, 1, 4) * 0.5 * grade
    open_field[int(top * height) : int((1 - bottom) * height), int(left * width) : int((1 - right) * width)] = True
    return np.where(open_field, film, 0).astype(np.float32)


UNSEEN_FILMS: tuple[SpoilFilm, ...] = (smeared, doubled, striped, saturated, coarse, fogged, collimated)
"""Those that only test it."""


def eroded(drawing: Drawing, grade: float, chance: Chance) -> Drawing:
    """Both lungs too small."""
    return _each(drawing, lambda lung: ndimage.binary_erosion(lung, iterations=_pixels(drawing, 0.055 * grade)))


def leaked(drawing: Drawing, grade: float, chance: Chance) -> Drawing:
    """One lung with a blob beyond its base, apex or ribs."""
    side = 1 + int(chance.integers(2))
    rows, columns = np.nonzero(drawing == side)
    if not len(rows):
        return drawing
    ribs = columns.min() if side == 1 else columns.max()
    places = ((rows.max(), columns[rows.argmax()]), (rows.min(), columns[rows.argmin()]), (int(rows.mean()), ribs))
    spoiled = drawing.copy()
    spoiled[_disc(drawing, places[int(chance.integers(3))], 0.06 + 0.18 * grade) & (drawing == 0)] = side
    return spoiled


def one_lost(drawing: Drawing, grade: float, chance: Chance) -> Drawing:
    """One lung is not drawn at all."""
    return np.where(drawing == 1 + chance.integers(2), 0, drawing).astype(np.uint8)


def shifted(drawing: Drawing, grade: float, chance: Chance) -> Drawing:
    """Both lungs beside their place."""
    reach = 0.14 * grade * drawing.shape[0]
    return np.asarray(ndimage.shift(drawing, chance.choice([-reach, reach], 2), order=0))


def swapped(drawing: Drawing, grade: float, chance: Chance) -> Drawing:
    """Right and left exchanged."""
    return np.where(drawing > 0, 3 - drawing, 0).astype(np.uint8)


SEEN: tuple[SpoilDrawing, ...] = (eroded, leaked, one_lost, shifted, swapped)
"""Those that the gate learns from."""


def dilated(drawing: Drawing, grade: float, chance: Chance) -> Drawing:
    """Both lungs too large."""
    return _each(drawing, lambda lung: ndimage.binary_dilation(lung, iterations=_pixels(drawing, 0.055 * grade)))


def rotated(drawing: Drawing, grade: float, chance: Chance) -> Drawing:
    """Turned about the middle of the film."""
    return np.asarray(ndimage.rotate(drawing, float(chance.choice([-35, 35])) * grade, order=0, reshape=False))


def cut(drawing: Drawing, grade: float, chance: Chance) -> Drawing:
    """The upper or the lower part of one lung is not drawn."""
    side = 1 + int(chance.integers(2))
    rows = np.flatnonzero((drawing == side).any(axis=1))
    if not len(rows):
        return drawing
    spoiled, gone = drawing.copy(), int(0.8 * grade * len(rows))
    where = slice(rows[-1] + 1 - gone, None) if chance.random() < 0.5 else slice(0, rows[0] + gone)
    spoiled[where][drawing[where] == side] = 0
    return spoiled


def ragged(drawing: Drawing, grade: float, chance: Chance) -> Drawing:
    """A border that wavers by some pixels."""
    waves = ndimage.gaussian_filter(chance.normal(size=drawing.shape), 0.016 * drawing.shape[0])
    waves *= 0.06 * grade * drawing.shape[0] / waves.std()
    return _each(drawing, lambda lung: ndimage.distance_transform_edt(lung) - ndimage.distance_transform_edt(~lung) + waves > 0)


def waved(drawing: Drawing, grade: float, chance: Chance) -> Drawing:
    """Bent smoothly."""
    reach = 0.1 * grade * drawing.shape[0]
    bends = [ndimage.gaussian_filter(chance.normal(size=drawing.shape), 0.09 * drawing.shape[0]) for _ in range(2)]
    moved = [place + reach * bend / bend.std() for place, bend in zip(np.mgrid[: drawing.shape[0], : drawing.shape[1]], bends, strict=True)]
    return np.asarray(ndimage.map_coordinates(drawing, moved, order=0))


def scaled(drawing: Drawing, grade: float, chance: Chance) -> Drawing:
    """Larger or smaller about their middle."""
    factor, middle = 1 + float(chance.choice([-0.4, 0.4])) * grade, ndimage.center_of_mass(drawing > 0)
    places = np.mgrid[: drawing.shape[0], : drawing.shape[1]]
    moved = [(place - centre) / factor + centre for place, centre in zip(places, middle, strict=True)]
    return np.asarray(ndimage.map_coordinates(drawing, moved, order=0))


def bitten(drawing: Drawing, grade: float, chance: Chance) -> Drawing:
    """Four discs are missing, in the lungs or at their border."""
    spoiled = drawing.copy()
    rows, columns = np.nonzero(drawing)
    for place in chance.integers(0, len(rows), 4):
        spoiled[_disc(drawing, (rows[place], columns[place]), 0.023 + 0.13 * grade)] = 0
    return spoiled


UNSEEN: tuple[SpoilDrawing, ...] = (dilated, rotated, cut, ragged, waved, scaled, bitten)
"""Those that only test it."""


def _each(drawing: Drawing, change: Callable[[NDArray[np.bool_]], NDArray[np.bool_]]) -> Drawing:
    right, left = (change(drawing == side) for side in (1, 2))
    return np.where(left, 2, right).astype(np.uint8)


def _pixels(drawing: Drawing | Film, share: float) -> int:
    return max(1, int(share * drawing.shape[0] + 0.5))


def _disc(drawing: Drawing, middle: tuple[int, int], share: float) -> NDArray[np.bool_]:
    y, x = np.mgrid[: drawing.shape[0], : drawing.shape[1]]
    return np.asarray(np.hypot(y - middle[0], x - middle[1]) < share * drawing.shape[0])
