"""The membrane keeps a ramp a ramp, and on large regions is what the exact solution is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import ndimage

from models.challenge.fillers.halving import doubled, halved, spread
from models.challenge.fillers.linear import LinearFiller
from models.challenge.fillers.membrane import membrane

SIDE = 97
Y, X = (np.mgrid[:SIDE, :SIDE] + 0.5) / SIDE
SHAPES = {
    "disk": (X - 0.5) ** 2 + (Y - 0.5) ** 2 < 0.05,
    "corner": (X < 0.37) & (Y < 0.4),
    "strip across the film": Y < 0.35,
    "ring": np.abs(np.hypot(X - 0.5, Y - 0.5) - 0.35) < 0.08,
    "half": X + Y > 1.1,
    "few pixels": (X < 0.1) & (Y < 0.1),
    "two pieces": ((X < 0.3) & (Y < 0.3)) | ((X > 0.65) & (Y > 0.65)),
    "a disk with kept pixels in it": ((X - 0.5) ** 2 + (Y - 0.5) ** 2 < 0.06) & (np.random.default_rng(0).random((SIDE, SIDE)) < 0.98),
}  # fmt: skip


def _image(seed: int) -> NDArray[np.float32]:
    """Two channels: smooth, and smooth with a tenth of noise."""
    rng = np.random.default_rng(seed)
    smooth = ndimage.gaussian_filter(rng.standard_normal((SIDE, SIDE)), 6)
    smooth /= np.ptp(smooth)
    return np.stack([smooth, smooth + 0.1 * rng.standard_normal(smooth.shape)]).astype(np.float32)


def _exact(image: NDArray[np.float32], region: NDArray[np.bool_]) -> NDArray[np.float32]:
    return LinearFiller(region, (True,) * 4).fill(image, 0, 0, noise=0.0, rng=np.random.default_rng(0)).values


@pytest.mark.parametrize("name", SHAPES)
def test_it_is_the_exact_solution_to_a_thousandth_of_the_images_range(name: str) -> None:
    image, region = _image(1), SHAPES[name]
    np.testing.assert_allclose(membrane(image, region), _exact(image, region), rtol=0, atol=1e-3 * float(np.ptp(image)))


@given(st.integers(0, 2**31), st.floats(1, 12), st.floats(0.0, 1.5))
def test_for_any_region(seed: int, scale: float, height: float) -> None:
    """Blobs of any size, in any number, wherever they lie."""
    heat = ndimage.gaussian_filter(np.random.default_rng(seed).standard_normal((SIDE, SIDE)), scale)
    region = heat >= min(height * heat.std(), heat.max())
    image = _image(seed)
    np.testing.assert_allclose(membrane(image, region), _exact(image, region), rtol=0, atol=3e-3 * float(np.ptp(image)))


@pytest.mark.parametrize("name", ["disk", "ring", "few pixels", "a disk with kept pixels in it"])
def test_what_was_there_leaves_no_trace(name: str) -> None:
    region = SHAPES[name]
    image = _image(2)
    other = np.where(region, np.float32(1e6), image)
    np.testing.assert_array_equal(membrane(image, region), membrane(other, region))


def test_a_ramp_stays_a_ramp() -> None:
    ramp = (3 * X - 2 * Y + 1).astype(np.float32)[None]
    region = SHAPES["disk"]
    np.testing.assert_allclose(membrane(ramp, region), ramp[:, region], atol=2e-3)


def test_two_by_two_pixels_are_summed_and_a_plane_is_interpolated_as_it_is() -> None:
    maps = np.arange(30, dtype=np.float32).reshape(1, 5, 6)
    sums = halved(maps)
    assert sums.shape == (1, 3, 3)
    assert sums[0, 0, 0] == 0 + 1 + 6 + 7
    assert sums[0, 2, 2] == 28 + 29
    assert sums.sum() == maps.sum()
    fine = doubled(maps, (9, 12))
    assert fine.shape == (1, 9, 12)
    np.testing.assert_allclose(np.diff(fine[0, 1:-1, 1:-1], axis=1), 0.5)
    np.testing.assert_allclose(fine[0, 0, :2], [0, 0.25])


def test_weights_are_one_two_one_down_and_across() -> None:
    point = np.zeros((1, 5, 5), np.float32)
    point[0, 2, 2] = 1
    np.testing.assert_array_equal(spread(point)[0, 1:4, 1:4], [[1, 2, 1], [2, 4, 2], [1, 2, 1]])
    np.testing.assert_array_equal(spread(np.ones((1, 4, 4), np.float32))[0, 0], [9, 12, 12, 9])
