"""The account of a cohort as a whole."""

from __future__ import annotations

import json
from dataclasses import asdict, fields, is_dataclass

import numpy as np

from audit.cohort.account import Account, account
from audit.cohort.cohort import Cohort
from tests.cohorts import attribute, cohort, decisions

PLAIN = (str, int, float, bool, type(None))


def _films(films: int) -> Cohort:
    rng = np.random.default_rng(0)
    truth = rng.random(films) < 0.4
    label = decisions(
        "Mass", films, rng.normal(0, 1, films) + truth, truth, rng.choice([0, 6], films, p=[0.2, 0.8]),
        enrichment=rng.normal(0, 1, films), largest_delta=rng.normal(0, 1, films),
    )  # fmt: skip
    view = np.where(rng.random(films) < 0.3 + 0.4 * truth, "AP", "PA")
    return cohort(np.arange(films) // 2, [attribute("view", list(view)), attribute("sex", [None, "F", "M", "M"] * (films // 4))], [label])


def _plain(value: object) -> bool:
    if is_dataclass(value):
        return all(_plain(getattr(value, one.name)) for one in fields(value))
    return (
        all(map(_plain, value)) if isinstance(value, tuple) else isinstance(value, PLAIN) and not type(value).__module__.startswith("numpy")
    )


def _finite(told: Account) -> str:
    return json.dumps(asdict(told), allow_nan=False)


def test_an_account_is_plain_finite_numbers_and_the_same_each_time() -> None:
    told = account(_films(320))
    assert told.sentences
    assert _plain(told)
    assert _finite(told) == _finite(account(_films(320)))
    assert (told.films, told.patients) == (320, 160)


def test_forty_films_have_no_sentence_but_what_is_needed() -> None:
    told = account(_films(40))
    assert told.sentences == ()
    assert told.comparisons == 0
    assert {one.attribute for one in told.too_few} == {"view", "sex"}
    assert all(one.needed > 40 and "Too few films" in one.text for one in told.too_few)


def test_a_cohort_without_films_attributes_or_labels_has_an_account() -> None:
    for films in (cohort([], [], []), cohort(range(50), [], []), cohort([], [attribute("sex", [])], [decisions("Mass", 0)])):
        told = account(films)
        assert (told.comparisons, told.sentences) == (0, ())
        assert _finite(told)


def test_labels_alone_without_scores_still_show_what_goes_with_them() -> None:
    films = _films(320)
    label = films.decisions[0]
    told = account(
        Cohort(films.seq, films.patient, films.month, films.quality, films.attributes, (decisions("Mass", 320, truth=label.truth),))
    )
    assert [one.attribute for one in told.sentences] == ["view"]
    assert all(row.positive is None and row.auc is None for row in told.figures)
