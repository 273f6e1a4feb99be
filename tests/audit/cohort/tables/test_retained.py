"""What is left of areas when films are filled in, where it is known what should be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from audit.cohort.cohort import Cohort, Removal
from audit.cohort.figures import Retained
from audit.cohort.tables.retained import retained, too_few_removed
from tests.cohorts import cohort, decisions

FILMS = 240
INSIDE, OUTSIDE, ANOTHERS = Removal("inside", "kept_blur"), Removal("outside", "kept_blur"), Removal("inside_anothers", "kept_blur")


def _films(films: int = FILMS) -> Cohort:
    """A score that tells the truth by what lies inside alone: without it chance is left, without the outside all of it.

    By another's region every tenth film is filled in.
    """
    rng = np.random.default_rng(4)
    truth = np.arange(films) % 2 == 0
    inside, outside = truth + rng.normal(0, 0.8, films), rng.normal(0, 0.3, films)
    label = decisions("Mass", films, inside + outside, truth)
    tenth = np.where(np.arange(films) % 10 == 0, inside, np.nan)
    return cohort(np.arange(films) // 2, [], [replace(label, removed={INSIDE: inside, OUTSIDE: outside, ANOTHERS: tenth})])


@pytest.fixture(scope="module")
def rows() -> dict[str, Retained]:
    return {row.removed: row for row in retained(_films(), np.random.default_rng(0))}


def test_without_what_the_score_rests_on_nothing_is_left_and_without_the_rest_all(rows: dict[str, Retained]) -> None:
    inside, outside = rows["inside"], rows["outside"]
    assert inside.share
    assert outside.share
    assert inside.after.low < 0.5 < inside.after.high
    assert inside.share.low < 0 < inside.share.high
    assert outside.after.value == pytest.approx(outside.before.value, abs=0.03)
    assert outside.before.value > 0.7
    assert outside.share.low < 1 < outside.share.high


def test_own_and_anothers_region_are_read_on_the_same_draws(rows: dict[str, Retained]) -> None:
    assert rows["inside"].before == rows["outside"].before


def test_values_are_those_of_plain_areas(rows: dict[str, Retained]) -> None:
    films = _films()
    label, row = films.decisions[0], rows["inside"]
    before, after = (roc_auc_score(label.truth, score) for score in (label.logit, label.logit - label.removed[INSIDE]))
    assert (row.before.value, row.after.value) == pytest.approx((before, after))
    assert row.share
    assert row.share.value == pytest.approx((after - 0.5) / (before - 0.5))
    for one in (row.before, row.after, row.share):
        assert one.low < one.value < one.high
        assert (one.films, one.patients) == (FILMS, FILMS // 2)
        assert all(type(value) is float for value in (one.value, one.low, one.high))


def test_both_areas_are_of_the_films_that_were_filled_in(rows: dict[str, Retained]) -> None:
    """Every tenth film has the label: of the others' truth there are none, and no row."""
    assert "inside_anothers" not in rows


def test_an_area_that_may_be_chance_has_no_share() -> None:
    films = _films()
    label = films.decisions[0]
    score = np.random.default_rng(1).normal(0, 1, FILMS)
    (row, *_) = retained(replace(films, decisions=(replace(label, logit=score),)), np.random.default_rng(0))
    assert row.before.low < 0.5
    assert row.share is None


def test_films_that_are_all_told_apart_have_an_interval() -> None:
    films = _films(40)
    label = films.decisions[0]
    apart = replace(label, logit=label.truth * 9.0, removed={OUTSIDE: np.zeros(40)})
    (row,) = retained(replace(films, decisions=(apart,)), np.random.default_rng(0))
    assert (row.before.value, row.before.high) == (1, 1)
    assert 0.7 < row.before.low < 0.9
    assert row.share
    assert row.share.value == 1


def test_too_few_of_either_truth_say_how_many_films_it_takes() -> None:
    """Of 12 films six have the label: 20 are needed; where none was filled in nothing is said."""
    films = _films(12)
    assert retained(films, np.random.default_rng(0)) == ()
    (told,) = too_few_removed(films)
    assert (told.label, told.films, told.needed) == ("Mass", 12, 20)
    assert told.text == "Too few films that were filled in for areas of Mass: about 20 needed for 10 of either truth, there are 12."
    label = films.decisions[0]
    assert too_few_removed(replace(films, decisions=(replace(label, removed={}),))) == ()
    assert too_few_removed(_films()) == ()
