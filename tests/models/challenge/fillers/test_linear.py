"""The linear filler satisfies its own equation, keeps a ramp a ramp, and touches nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from models.challenge.fillers.linear import LinearFiller
from models.challenge.patch import Patch

HEIGHT, WIDTH = 24, 30
CHANCE = np.random.default_rng(5)
IMAGE = CHANCE.random((3, HEIGHT, WIDTH)).astype(np.float32)
BLOB = np.array([[0, 1, 1, 0, 0], [1, 1, 1, 1, 0], [1, 1, 0, 1, 1], [0, 1, 1, 1, 1]], bool)
PLACES = {
    "inside": (9, 11), "top": (0, 8), "bottom": (HEIGHT - 4, 8), "left": (7, 0), "right": (7, WIDTH - 5),
    "top left": (0, 0), "top right": (0, WIDTH - 5), "bottom left": (HEIGHT - 4, 0), "bottom right": (HEIGHT - 4, WIDTH - 5),
}  # fmt: skip


def _edges(shape: NDArray[np.bool_], top: int, left: int) -> tuple[bool, bool, bool, bool]:
    height, width = shape.shape
    return top == 0, top + height == HEIGHT, left == 0, left + width == WIDTH


def _filled(image: NDArray[np.float32], shape: NDArray[np.bool_], top: int, left: int, noise: float = 0.0) -> NDArray[np.float32]:
    filler = LinearFiller(shape, _edges(shape, top, left))
    return _with(image, filler.fill(image, top, left, noise=noise, rng=np.random.default_rng(1)))


def _with(image: NDArray[np.float32], patch: Patch) -> NDArray[np.float32]:
    changed = image.copy()
    patch.put_on(changed)
    return changed


def _weighted_mean(image: NDArray[np.float64], row: int, column: int) -> NDArray[np.float64]:
    """Of the neighbours that exist, direct ones counting twice the diagonal ones."""
    total, weights = np.zeros(len(image)), 0.0
    for dy in (-1, 0, 1):
        for dx in (-1, 0, 1):
            if (dy or dx) and 0 <= row + dy < image.shape[1] and 0 <= column + dx < image.shape[2]:
                weight = 1.0 if dy and dx else 2.0
                total, weights = total + weight * image[:, row + dy, column + dx], weights + weight
    return total / weights


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("shape", [BLOB, np.ones((4, 5), bool)], ids=["blob", "box"])
def test_each_filled_pixel_is_the_weighted_mean_of_its_neighbours(place: str, shape: NDArray[np.bool_]) -> None:
    """In the middle, at every edge and in every corner, in every channel; checked pixel by pixel."""
    top, left = PLACES[place]
    filled = _filled(IMAGE, shape, top, left).astype(np.float64)
    for row, column in np.argwhere(shape) + np.array([top, left]):
        np.testing.assert_allclose(filled[:, row, column], _weighted_mean(filled, row, column), atol=1e-6)


@given(st.integers(0, 2**31), st.integers(1, 7), st.integers(1, 7), st.integers(0, 17), st.integers(0, 23))
def test_the_equation_holds_for_any_shape(seed: int, height: int, width: int, top: int, left: int) -> None:
    """Also for shapes in several pieces and with holes, wherever they lie."""
    rng = np.random.default_rng(seed)
    shape = rng.random((height, width)) < 0.6
    shape[0, 0] = shape[-1, -1] = True
    filled = _filled(IMAGE, shape, top, left).astype(np.float64)
    for row, column in np.argwhere(shape) + np.array([top, left]):
        np.testing.assert_allclose(filled[:, row, column], _weighted_mean(filled, row, column), atol=1e-6)


@pytest.mark.parametrize("noise", [0.0, 0.3])
@pytest.mark.parametrize("place", PLACES)
def test_nothing_else_is_touched(place: str, noise: float) -> None:
    top, left = PLACES[place]
    before = IMAGE.copy()
    filled = _filled(IMAGE, BLOB, top, left, noise)
    changed = np.zeros((HEIGHT, WIDTH), bool)
    changed[top : top + 4, left : left + 5] = BLOB
    np.testing.assert_array_equal(filled[:, ~changed], IMAGE[:, ~changed])
    assert (filled[:, changed] != IMAGE[:, changed]).all()
    np.testing.assert_array_equal(IMAGE, before)


def test_what_was_there_leaves_no_trace() -> None:
    """The filled pixels depend on those around the region alone."""
    other = IMAGE.copy()
    other[:, 9:13, 11:16][:, BLOB] = 100
    np.testing.assert_array_equal(_filled(other, BLOB, 9, 11), _filled(IMAGE, BLOB, 9, 11))


@given(st.floats(-3, 3), st.floats(-3, 3), st.floats(-3, 3))
def test_a_linear_ramp_stays_a_ramp(constant: float, down: float, across: float) -> None:
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH] / HEIGHT
    ramp = (constant + down * rows + across * columns).astype(np.float32)[None]
    np.testing.assert_allclose(_filled(ramp, BLOB, 9, 11), ramp, atol=1e-5)


@pytest.mark.parametrize("place", PLACES)
def test_a_filled_region_stays_within_what_surrounds_it(place: str) -> None:
    """The maximum principle: no pixel is brighter or darker than the region's border."""
    top, left = PLACES[place]
    filled = _filled(IMAGE, BLOB, top, left)[:, top : top + 4, left : left + 5][:, BLOB]
    assert filled.min() > IMAGE.min()
    assert filled.max() < IMAGE.max()


def test_one_filler_serves_every_place() -> None:
    """The factorisation is of the shape, not of the place."""
    filler, rng = LinearFiller(BLOB), np.random.default_rng(1)
    for top, left in [(1, 1), (9, 11), (19, 24)]:
        found = _with(IMAGE, filler.fill(IMAGE, top, left, noise=0.0, rng=rng))
        np.testing.assert_allclose(found, _filled(IMAGE, BLOB, top, left), atol=1e-6)


def test_noise_is_the_same_in_every_channel_and_of_the_size_asked_for() -> None:
    image = np.zeros((3, 120, 120), np.float32)
    filled = _with(image, LinearFiller(np.ones((100, 100), bool)).fill(image, 10, 10, noise=0.2, rng=np.random.default_rng(1)))
    np.testing.assert_array_equal(filled[0], filled[2])
    assert filled[0, 10:110, 10:110].std() == pytest.approx(0.2, rel=0.05)
    assert filled.dtype == np.float32
