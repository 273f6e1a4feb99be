"""Convolution within an image is what scipy.signal computes."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import signal

from models.grids.convolution import convolved_within


@pytest.mark.parametrize(
    ("image", "kernel"), [((318, 318), (57, 91)), ((40, 31), (40, 31)), ((17, 90), (1, 5)), ((17, 90), (9, 1)), ((3, 3), (1, 1))]
)
def test_it_is_that_of_scipy_signal(image: tuple[int, int], kernel: tuple[int, int]) -> None:
    rng = np.random.default_rng(5)
    one, other = rng.random(image, np.float32), rng.random(kernel, np.float32)
    found, expected = convolved_within(one, other), signal.fftconvolve(one, other, mode="valid")
    assert found.dtype == np.float32
    assert found.shape == expected.shape
    if 1 in kernel:  # scipy.signal then multiplies along that axis.
        assert found == pytest.approx(expected, rel=1e-5, abs=1e-5)
    else:
        assert np.array_equal(found, expected)
