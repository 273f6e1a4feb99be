"""The lung frame: there and back, on any grid, small enough for the record."""

from __future__ import annotations

import json
from dataclasses import asdict

import numpy as np
import pytest
from numpy.typing import NDArray

from models.anatomy.frame import FRAME_SHAPE, Frame
from models.anatomy.shape import fit, shape_model
from models.film.phantom import phantom
from models.grids.geometry import Geometry
from tests.models.conftest import lungs_of


def _registered(lungs: NDArray[np.uint8], geometry: Geometry | None = None) -> Frame:
    found = fit(lungs)
    assert found is not None
    return Frame.of(found, geometry or Geometry.identity(*lungs.shape))


@pytest.fixture(scope="module")
def frame(lungs: NDArray[np.uint8]) -> Frame:
    return _registered(lungs)


def test_the_inverse_undoes_the_map(frame: Frame) -> None:
    rows, columns = np.mgrid[: FRAME_SHAPE[0], : FRAME_SHAPE[1]] + 0.5
    cells = np.stack([columns, rows], axis=-1)
    np.testing.assert_allclose(frame.to_film(cells), frame.on_film, atol=1e-9)
    np.testing.assert_allclose(frame.to_frame(frame.on_film), cells, atol=1e-2)


def test_the_mean_outline_lies_on_itself() -> None:
    """A film whose outlines are the mean's, scaled and shifted, is mapped by that scale and shift alone."""
    landmarks = shape_model().mean * [500, 400] + [20, 30]
    frame = Frame(tuple((float(x), float(y)) for x, y in landmarks), (460, 540), 0.0, (0.0, 0.0))
    cells = np.array([[0, 0], [10, 50], [64, 64]], float)
    np.testing.assert_allclose(frame.to_film(cells), cells / 64 * [500, 400] + [20, 30], atol=1e-6)


def test_lungs_of_different_films_meet_in_the_frame() -> None:
    warped = []
    for seed in range(5_500_010, 5_500_018):
        lungs = lungs_of(phantom(seed, size=256))
        frame = _registered(lungs)
        warped.append(frame.warp((lungs > 0).astype(np.float32), (0, 0, 256, 256)) > 0.5)
    shared = np.mean(warped, axis=0) > 0.5
    overlaps = [(one & shared).sum() / (one | shared).sum() for one in warped]
    assert np.mean(overlaps) >= 0.85


def test_a_map_on_a_coarse_grid_with_padding_goes_where_it_belongs(frame: Frame) -> None:
    """One hot cell of a 20×20 grid that covers more than the film."""
    heat = np.zeros((20, 20), np.float32)
    heat[8, 6] = 1
    box = (0.0, 2.0, 20.0, 18.0)
    hottest = np.unravel_index(np.argmax(frame.warp(heat, box)), FRAME_SHAPE)
    x, y = frame.on_film[hottest]
    assert (x / 256 * 20, 2 + y / 256 * 16) == pytest.approx((6.5, 8.5), abs=0.4)


def test_several_maps_go_together(frame: Frame) -> None:
    maps = np.random.default_rng(0).random((3, 20, 20)).astype(np.float32)
    together = frame.warp(maps, (0, 0, 20, 20))
    assert together.shape == (3, *FRAME_SHAPE)
    np.testing.assert_array_equal(together[1], frame.warp(maps[1], (0, 0, 20, 20)))


def test_beyond_the_film_there_is_nothing(frame: Frame) -> None:
    warped = frame.warp(np.ones((20, 20), np.float32), (0, 0, 20, 20))
    np.testing.assert_array_equal(warped > 0, frame.covered)


def test_what_was_warped_comes_back(frame: Frame) -> None:
    """A smooth map survives both ways where the frame lies."""
    y, x = np.mgrid[:32, :32] / 32
    heat = np.sin(3 * x) + np.cos(2 * y)
    back = frame.unwarp(frame.warp(heat, (0, 0, 32, 32)), 32, 32)
    np.testing.assert_allclose(back[8:24, 8:24], heat[8:24, 8:24], atol=0.06)


def test_a_frame_is_a_few_numbers(frame: Frame) -> None:
    text = json.dumps(asdict(frame))
    assert len(text) < 2500
    table = json.loads(text)
    again = Frame(tuple(tuple(point) for point in table["landmarks"]), tuple(table["source"]), table["error"], tuple(table["missing"]))
    np.testing.assert_array_equal(again.on_film, frame.on_film)


def test_the_film_s_own_pixels_are_told_whatever_the_grid(lungs: NDArray[np.uint8]) -> None:
    """Registered on a grid of half the film's size with a margin: the same places on the film."""
    padded = np.zeros((300, 300), np.uint8)
    padded[20:276, 30:286] = lungs
    geometry = Geometry((0.5, 0.5), (30.0, 20.0), (512, 512), (300, 300))
    whole = _registered(lungs, Geometry((0.5, 0.5), (0.0, 0.0), (512, 512), (256, 256)))
    shifted = _registered(padded, geometry)
    np.testing.assert_allclose(shifted.on_film, whole.on_film, atol=12)
