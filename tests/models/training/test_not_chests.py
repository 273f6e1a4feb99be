"""The pictures that are no chest films are pictures, and vary."""

from __future__ import annotations

import numpy as np
import pytest

from models.training.not_chests import KINDS, cut, drawn


@pytest.mark.parametrize("kind", KINDS)
def test_a_drawn_picture_is_grey_repeats_itself_and_differs_from_the_next(kind: str) -> None:
    one, again, other = (drawn(kind, np.random.default_rng(seed), 96) for seed in (1, 1, 2))
    assert one.shape == (96, 96)
    assert one.dtype == np.float32
    assert 0 <= one.min() < one.max() <= 1
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


def test_a_cutting_keeps_the_size_and_is_no_longer_the_film() -> None:
    films = np.random.default_rng(0).random((5, 64, 64), np.float32)
    for seed in range(12):
        found = cut(films, np.random.default_rng(seed))
        assert found.shape == (64, 64)
        assert found.dtype == np.float32
        assert not any(np.array_equal(found, film) for film in films)
