"""Masks as PNG: what Pillow reads is what was written."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.typing import NDArray
from PIL import Image

from app.export.mask_png import mask_png


@given(arrays(np.bool_, array_shapes(min_dims=2, max_dims=2, max_side=40)))
def test_any_mask_comes_back(mask: NDArray[np.bool_]) -> None:
    with Image.open(io.BytesIO(mask_png(mask))) as picture:
        assert (picture.format, picture.mode) == ("PNG", "1")
        assert np.array_equal(np.asarray(picture), mask)


@given(st.integers(1, 17))
def test_rows_that_do_not_fill_their_last_byte_come_back(width: int) -> None:
    mask = np.ones((3, width), bool)
    assert np.asarray(Image.open(io.BytesIO(mask_png(mask)))).all()


@pytest.mark.parametrize("at", [20, 40])
def test_a_damaged_file_is_noticed_by_its_reader(at: int) -> None:
    damaged = bytearray(mask_png(np.eye(64, dtype=bool)))
    damaged[at] ^= 0xFF
    with pytest.raises((OSError, SyntaxError)), Image.open(io.BytesIO(damaged)) as picture:
        picture.load()
