"""Max-T over all comparisons, against permutations written plainly."""

from __future__ import annotations

import numpy as np
import pytest

from audit.cohort.cohort import Attribute, Cohort
from audit.cohort.figures import Kind
from audit.cohort.statistics.permutation.family import FEWEST_DRAWS, MOST_DRAWS, draws_for, family
from audit.cohort.statistics.permutation.questions import questions
from tests.cohorts import attribute, cohort, decisions

PATIENTS = 120


def _films(seed: int, effect: float = 0.0, sites: bool = True) -> Cohort:
    rng = np.random.default_rng(seed)
    truth, site = rng.random(PATIENTS) < 0.4, rng.integers(0, 3, PATIENTS)
    score = rng.normal(0, 1, PATIENTS) + truth + effect * (site == 1)
    found = [attribute("site", [f"s{one}" for one in site])] if sites else []
    return cohort(
        range(PATIENTS), [*found, attribute("sex", list(rng.choice(["F", "M"], PATIENTS)))], [decisions("Mass", PATIENTS, score, truth)]
    )


def test_z_and_p_are_those_of_plain_permutations_within_the_truth() -> None:
    films = _films(0, 0.8)
    score = [one for one in questions(films) if one.kind is Kind.SCORE_GIVEN_LABEL]
    found = family(films, score, np.random.default_rng(0), 999)
    label, rng = films.decisions[0], np.random.default_rng(9)
    residual = label.logit - np.where(label.truth == 1, label.logit[label.truth == 1].mean(), label.logit[label.truth == 0].mean())
    members = np.stack([films.attributes[0].code == group for group in range(3)] + [films.attributes[1].code == 0], axis=1)
    draws = [residual @ members]
    for _ in range(999):
        dealt = residual.copy()
        for truth in (0, 1):
            dealt[label.truth == truth] = rng.permutation(dealt[label.truth == truth])
        draws.append(dealt @ members)
    z = (np.array(draws) - np.mean(draws, axis=0)) / np.std(draws, axis=0)
    largest = np.abs(z).max(axis=1)
    assert [one.z for one in found] == pytest.approx(z[0].tolist(), abs=0.25)
    first = max(found, key=lambda one: abs(one.z))
    assert first.p == pytest.approx((largest >= abs(first.z)).mean(), abs=0.03)
    assert first.critical == pytest.approx(np.quantile(largest, 0.95), abs=0.15)
    left, least = list(range(4)), 0.0
    for place in sorted(left, key=lambda k: -abs(z[0, k])):
        least = max(least, float((np.abs(z[:, left]).max(axis=1) >= abs(z[0, place])).mean()))
        assert found[place].p == pytest.approx(least, abs=0.06)
        assert found[place].critical == pytest.approx(np.quantile(np.abs(z[:, left]).max(axis=1), 0.95), abs=0.2)
        left.remove(place)


def test_what_is_planted_has_the_least_p_and_the_rest_none() -> None:
    films = _films(1, 2.0)
    found = family(films, tuple(questions(films)), np.random.default_rng(0), 199)
    small = [(one.question.kind, one.contrast.attribute) for one in found if one.p <= 0.05]
    assert (Kind.SCORE_GIVEN_LABEL, 0) in small
    assert min(one.p for one in found) == 1 / 200
    assert all(kind is Kind.SCORE_GIVEN_LABEL and place == 0 for kind, place in small)


def test_unknown_values_are_neither_the_group_nor_the_others() -> None:
    """Films of unknown site score far higher; sites do not differ, and none is said to."""
    films = _films(2)
    site = films.attributes[0]
    unknown = np.arange(PATIENTS) < 15
    score = films.decisions[0].logit + 20 * unknown
    hidden = attribute("site", [None if gone else site.values[code] for gone, code in zip(unknown, site.code, strict=True)])
    changed = cohort(range(PATIENTS), [hidden], [decisions("Mass", PATIENTS, score, films.decisions[0].truth)])
    asked = [one for one in questions(changed) if one.kind is Kind.SCORE_GIVEN_LABEL]
    found = family(changed, asked, np.random.default_rng(0), 199)
    assert found
    assert all(one.p > 0.05 for one in found)


def test_copies_of_films_change_no_p() -> None:
    """Five copies of a film are one patient, not five."""
    films, times = _films(3, 0.6), 5
    label = films.decisions[0]
    attributes = [Attribute(one.name, one.values, np.repeat(one.code, times)) for one in films.attributes]
    copied = cohort(
        np.repeat(films.patient, times), attributes,
        [decisions("Mass", PATIENTS * times, np.repeat(label.logit, times), np.repeat(label.truth, times))],
    )  # fmt: skip
    once, often = (family(one, tuple(questions(one)), np.random.default_rng(4), 199) for one in (films, copied))
    assert [one.z for one in often] == pytest.approx([one.z for one in once])
    assert [one.p for one in often] == [one.p for one in once]


def test_larger_statistics_have_no_larger_p_and_higher_critical_ones() -> None:
    films = _films(5, 0.5)
    found = sorted(family(films, tuple(questions(films)), np.random.default_rng(0), 199), key=lambda one: -abs(one.z))
    assert len(found) > 4
    assert [one.p for one in found] == sorted(one.p for one in found)
    assert [one.critical for one in found] == sorted((one.critical for one in found), reverse=True)


def test_small_cohorts_are_dealt_more_often_than_large_ones() -> None:
    films = _films(0)
    asked = tuple(questions(films))
    assert draws_for(asked) == MOST_DRAWS
    assert draws_for(asked * 50) == 30_000_000 // (100 * PATIENTS)
    assert draws_for(asked * 5_000) == FEWEST_DRAWS


def test_without_comparisons_there_is_a_family_of_none() -> None:
    films = cohort(range(5), [], [decisions("Mass", 5, truth=[0, 1, 0, 1, 0])])
    assert family(films, tuple(questions(films)), np.random.default_rng(0), 19) == ()
