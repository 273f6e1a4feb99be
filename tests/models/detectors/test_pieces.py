"""Pieces are those of scipy's labels, whatever is looked at first."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import ndimage

from models.detectors.pieces import pieces

Found = list[tuple[tuple[slice, slice], bytes]]


def _all(ink: NDArray[np.bool_], least: int, structure: NDArray[np.bool_]) -> Found:
    labels, count = ndimage.label(ink, structure)
    boxes = enumerate(ndimage.find_objects(labels, count), 1)
    return [(box, (labels[box] == number).tobytes()) for number, box in boxes if max(part.stop - part.start for part in box) >= least]


@pytest.mark.parametrize("corners", [True, False])
@given(st.integers(0, 10_000), st.integers(1, 40), st.integers(1, 40), st.sampled_from([0.02, 0.1, 0.3, 0.6]), st.integers(1, 12))
def test_they_are_all_that_are_large_enough_and_no_others(
    corners: bool, seed: int, height: int, width: int, dense: float, least: int
) -> None:
    ink = np.random.default_rng(seed).random((height, width)) < dense
    found = [(box, piece.tobytes()) for box, piece in pieces(ink, lambda *sides: max(sides) >= least, corners=corners)]
    assert sorted(map(str, found)) == sorted(map(str, _all(ink, least, ndimage.generate_binary_structure(2, 1 + corners))))


def test_nothing_has_no_pieces() -> None:
    assert list(pieces(np.zeros((9, 5), bool), lambda *_: True)) == []
