"""What lies at a hot spot: drawn text, lines and collimators are named, and bare anatomy is nothing special."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from models.detectors.broad_lines import broad_lines
from models.detectors.contents import Contents
from models.detectors.discs import discs
from models.detectors.lines import lines
from models.detectors.marks import marks
from models.detectors.ridges import standing_out
from models.film.phantom import phantom
from models.selftest.plants import Plant, planted
from models.values.attention import Holds

SIZE = 320
SEEDS = range(7_000_000, 7_000_012)
FIELD = np.ones((SIZE, SIZE), bool)


@cache
def _phantom(seed: int) -> NDArray[np.float32]:
    """Return a bare phantom, drawn once for all tests and not to be written on."""
    pixels = phantom(seed, size=SIZE, marked=False).pixels
    pixels.setflags(write=False)
    return pixels


def _around(mask: NDArray[np.bool_], margin: int = 6) -> tuple[tuple[slice, slice], NDArray[np.float32]]:
    """A spot around what was drawn, as an interpolated map would have it."""
    rows, columns = np.nonzero(mask)
    box = np.s_[max(rows.min() - margin, 0) : rows.max() + margin, max(columns.min() - margin, 0) : columns.max() + margin]
    return box, np.ones(mask[box].shape, np.float32)


def test_the_top_hat_is_that_of_the_definition() -> None:
    """Brute force over windows of five: the opening is the maximum over windows of their minima."""
    shades = np.random.default_rng(0).integers(256, size=(20, 20))
    grey = shades.astype(np.float32) / 255
    padded = np.pad(grey, 2, mode="edge")
    eroded = np.array([[padded[y : y + 5, x : x + 5].min() for x in range(20)] for y in range(20)], np.float32)
    padded = np.pad(eroded, 2, mode="edge")
    opened = np.array([[padded[y : y + 5, x : x + 5].max() for x in range(20)] for y in range(20)], np.float32)
    np.testing.assert_array_equal(standing_out(grey, 5, 0.4), grey - opened >= 0.4 - 1e-6)


@pytest.mark.parametrize("kind", [Plant.SIDE_MARKER, Plant.TEXT, Plant.DOT])
def test_drawn_marks_are_found(kind: Plant) -> None:
    rng = np.random.default_rng(1)
    named = []
    for seed in SEEDS:
        film, where = planted(_phantom(seed), kind, rng)
        named.append(Contents(film, FIELD).at(*_around(where)))
    assert named.count(Holds.TEXT_OR_MARKER) >= 0.75 * len(named)


@pytest.mark.parametrize("seed", [2_000_042, 2_000_046, 2_000_055])
def test_a_marker_that_touches_bone_is_found_without_the_bone(seed: int) -> None:
    """On these phantoms the marker and a clavicle are one shape at the least grey of a mark."""
    with_marker = phantom(seed)
    x0, y0, x1, y1 = with_marker.marker_box
    found = marks(with_marker.pixels)
    letter = with_marker.pixels[y0:y1, x0:x1] >= 0.98
    assert found[y0:y1, x0:x1][letter].all()
    found[y0 - 10 : y1 + 10, x0 - 10 : x1 + 10] = False
    assert not found.any()
    assert not marks(phantom(seed, marked=False).pixels).any()


def test_text_on_a_plate_that_touches_bright_tissue_is_found_without_the_tissue() -> None:
    """A white bone of 14 pixels runs into the plate, and is one shape with the letters at the widest stroke of a mark."""
    film = np.full((SIZE, SIZE), 0.6, np.float32)
    film[100:205, 120:134] = 0.9
    plate = Image.new("L", (64, 18))
    ImageDraw.Draw(plate).text((1, 0), "AP 73", fill=255, font=ImageFont.load_default(15))
    film[200:218, 100:164] = 0.05 + 0.9 * np.asarray(plate, np.float32) / 255
    found = marks(film)
    letters = film[206:218, 100:164] >= 0.85
    assert found[206:218, 100:164][letters].mean() > 0.9
    assert not found[:190].any()


def test_bare_phantoms_hold_no_marks_and_no_lines() -> None:
    films = [_phantom(seed) for seed in SEEDS]
    assert sum(bool(marks(film).any()) for film in films) <= 1
    assert sum(bool(lines(film).any()) for film in films) <= 1
    assert not any(discs(film).any() or broad_lines(film).any() for film in films)


@pytest.mark.parametrize("kind", [Plant.BORDER, Plant.DEVICE])
def test_drawn_lines_are_found_broad_or_narrow_white_or_black(kind: Plant) -> None:
    rng = np.random.default_rng(2)
    found = []
    for seed in SEEDS:
        film, where = planted(_phantom(seed), kind, rng)
        found.append(np.count_nonzero(Contents(film, FIELD).device_lines & where) > 0.3 * np.count_nonzero(where))
    assert sum(found) >= 0.75 * len(found)


def _disc(*, sharp: bool) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Bright tissue with a disc of 7 pixels on it, drawn or as something that fades out into what is around it."""
    away = np.hypot(*(np.mgrid[:SIZE, :SIZE] - np.array([250, 60])[:, None, None]))
    ink = np.clip(7.5 - away, 0, 1) if sharp else np.exp(-((away / 7) ** 2) / 2)
    return (0.8 + 0.15 * ink).astype(np.float32), away < 7


def test_a_disc_is_told_from_what_fades_out_on_bright_tissue() -> None:
    film, where = _disc(sharp=True)
    assert discs(film)[where].all()
    assert np.count_nonzero(discs(film)) <= 1.2 * np.count_nonzero(where)
    assert not discs(_disc(sharp=False)[0]).any()
    contents = Contents(film, FIELD)
    assert contents.marks[where].all()
    assert not contents.writing.any()


def _band(half: float, *, soft: float) -> NDArray[np.float32]:
    """Bright tissue with a black band across, so many pixels wide on either side, whose edge takes so many pixels."""
    away = np.abs(np.arange(SIZE) - 160)[:, None]
    return np.repeat(0.7 - 0.65 * np.clip((half - away) / soft + 0.5, 0, 1), SIZE, axis=1).astype(np.float32)


def test_a_black_line_is_told_from_a_broader_band_and_from_one_with_soft_edges() -> None:
    assert broad_lines(_band(2.5, soft=1))[160].all()
    assert not broad_lines(_band(8, soft=1)).any()
    assert not broad_lines(_band(3.5, soft=12)).any()


def test_a_drawn_catheter_is_a_device_like_line() -> None:
    named = []
    for seed in SEEDS:
        ink = Image.new("L", (SIZE, SIZE))
        ImageDraw.Draw(ink).line([(230, 40), (215, 90), (180, 130), (175, 190)], fill=255, width=2)
        drawn = np.asarray(ink) > 0
        film = np.where(drawn, np.minimum(_phantom(seed) + 0.25, 1), _phantom(seed)).astype(np.float32)
        named.append(Contents(film, FIELD).at(*_around(drawn)))
    assert named.count(Holds.DEVICE_LIKE_LINE) >= 0.75 * len(named)


def test_a_collimators_edge_is_named_and_the_films_own_is_not() -> None:
    film = _phantom(SEEDS[0])
    field = FIELD.copy()
    field[:, :40] = False
    box = np.s_[100:140, 40:46]
    mass = np.ones((40, 6), np.float32)
    assert Contents(film, field).at(box, mass) == Holds.COLLIMATOR_EDGE
    assert Contents(film, FIELD).at(box, mass) == Holds.NOTHING_SPECIAL


def test_a_mark_lies_at_the_same_place_on_a_finer_grid() -> None:
    """Sizes are shares of the film: twice as many pixels show the same marks."""
    film, where = planted(_phantom(SEEDS[1]), Plant.TEXT, np.random.default_rng(1))
    once, twice = marks(film), marks(np.kron(film, np.ones((2, 2), np.float32)))
    assert (once & where).any()
    assert (twice[::2, ::2] != once).mean() < 0.005


def test_what_lies_where_the_spot_is_cool_does_not_count() -> None:
    film = _phantom(SEEDS[0])
    text = Image.new("L", (SIZE, SIZE))
    ImageDraw.Draw(text).text((20, 20), "PORTABLE", fill=255, font=ImageFont.load_default(14))
    film = np.maximum(film, np.asarray(text, np.float32) / 255)
    box, mass = np.s_[0:200, 0:120], np.full((200, 120), 0.2, np.float32)
    mass[150:180, 40:80] = 1
    assert Contents(film, FIELD).at(box, mass) == Holds.NOTHING_SPECIAL
    assert Contents(film, FIELD).at(box, np.ones_like(mass)) == Holds.TEXT_OR_MARKER
