"""Pictures of maps, looked at by their pixels."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from audit.cohort.atlas.frame import COARSE
from audit.cohort.atlas.picture import map_picture

_ALL = np.ones(COARSE.shape, bool)
_PLACE, _BESIDE = 16, 32


def _pixels(
    values: NDArray[np.floating], shown: NDArray[np.bool_] = _ALL, significant: NDArray[np.bool_] | None = None
) -> NDArray[np.uint8]:
    data = map_picture(values.astype(np.float32), 1.0, shown=shown, significant=significant)
    return np.asarray(Image.open(io.BytesIO(data)))


def test_zero_is_grey_and_grey_rises_with_the_value() -> None:
    """What is printed in grey still tells above from below zero."""
    ramp = np.repeat(np.linspace(-1, 1, COARSE.columns)[None], COARSE.rows, axis=0)
    grey = np.asarray(Image.fromarray(_pixels(ramp)).convert("L"))[5, : COARSE.columns * _PLACE].astype(int)
    assert (np.diff(grey) >= 0).all()
    assert grey[-1] - 140 > 60 < 140 - grey[0]
    zero = _pixels(np.zeros(COARSE.shape))
    assert set(zero[5, : COARSE.columns * _PLACE].ravel().tolist()) == {140}


def test_only_what_is_shown_is_drawn() -> None:
    shown = np.zeros(COARSE.shape, bool)
    shown[3:9, 2:7] = True
    shown[3, 2] = False
    found = _pixels(np.full(COARSE.shape, 0.5), shown)
    assert found.shape == (6 * _PLACE, 5 * _PLACE + _BESIDE, 3)
    assert (found[:_PLACE, :_PLACE] == 255).all()


def test_significant_places_are_outlined() -> None:
    significant = np.zeros(COARSE.shape, bool)
    significant[20, 3] = True
    plain, marked = _pixels(np.zeros(COARSE.shape)), _pixels(np.zeros(COARSE.shape), significant=significant)
    rows, columns = np.nonzero((plain != marked).any(axis=2))
    edges = (20 * _PLACE, 21 * _PLACE, 3 * _PLACE, 4 * _PLACE)
    assert all(abs(found - edge) <= 3 for found, edge in zip((rows.min(), rows.max(), columns.min(), columns.max()), edges, strict=True))
    assert (marked[20 * _PLACE + 8, 3 * _PLACE + 8] == 140).all()


def test_the_same_map_is_the_same_bytes() -> None:
    values = np.linspace(-1, 1, _ALL.size).reshape(COARSE.shape).astype(np.float32)
    assert map_picture(values, 0.5, shown=_ALL) == map_picture(values, 0.5, shown=_ALL)
