"""Films and drawings are spoiled by grade, and what tests the gate is not what it learns from."""

from __future__ import annotations

import numpy as np
import pytest

from models.anatomy.quality import dice
from models.film.phantom import phantom
from models.training.spoiled import FILMS, SEEN, UNSEEN, UNSEEN_FILMS, SpoilDrawing, SpoilFilm

SEEDS = range(12)


@pytest.mark.parametrize("spoil", [*FILMS, *UNSEEN_FILMS], ids=lambda spoil: spoil.__name__)
def test_a_film_is_spoiled_more_by_a_higher_grade(spoil: SpoilFilm) -> None:
    film = phantom(5_500_041, size=128).pixels
    changed = []
    for grade in (0.15, 1.0):
        spoiled = [spoil(film, grade, np.random.default_rng(seed)) for seed in SEEDS]
        assert all(one.shape == film.shape and one.dtype == np.float32 and np.isfinite(one).all() for one in spoiled)
        changed.append(np.mean([np.abs(one - film).mean() for one in spoiled]))
    assert 0 < changed[0] < changed[1]


@pytest.mark.parametrize("spoil", [*SEEN, *UNSEEN], ids=lambda spoil: spoil.__name__)
def test_a_drawing_is_worth_little_at_the_highest_grade(spoil: SpoilDrawing) -> None:
    film = phantom(5_500_041, size=256)
    drawn = np.where(film.left_lung, 2, film.right_lung).astype(np.uint8)
    worth = np.mean([dice(spoil(drawn, 1.0, np.random.default_rng(seed)), drawn) for seed in SEEDS])
    assert worth < 0.9


def test_no_kind_both_teaches_and_tests() -> None:
    assert not set(FILMS) & set(UNSEEN_FILMS)
    assert not set(SEEN) & set(UNSEEN)
