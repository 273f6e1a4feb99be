"""Ranking within strata: what source or view alone tell is worth nothing there."""

from __future__ import annotations

import numpy as np
import pytest

from models.training.facts import LABELS, FilmFacts
from models.training.strata import MEAN, STRATA, TEACHER, difference, pooled, ranked, strata
from tests.models.training.told_films import FIRST, told_films

EACH = 30
SOURCES = ["nih"] * EACH + ["nih_more"] * 2 * EACH
VIEWS = ["PA", "AP"] * (EACH // 2) + ["PA"] * EACH + ["AP"] * EACH


def _films(positives: dict[str, int]) -> FilmFacts:
    """Films of three strata, 30 each, of which so many are positive on every finding."""
    labels = np.zeros((3 * EACH, len(LABELS)), np.float32)
    for start, count in zip(range(0, 3 * EACH, EACH), positives.values(), strict=True):
        labels[start : start + count] = 1
    return told_films(SOURCES, VIEWS, labels)


def test_a_film_is_in_its_source_and_view_and_a_first_patients_further_film_in_no_stratum() -> None:
    facts = told_films(["nih", "nih", "nih_more", "nih_more", "nih_more"], ["PA", "AP", "PA", "AP", "PA"])
    facts.patients[4] = FIRST[0]
    assert {name: np.flatnonzero(inside).tolist() for name, inside in strata(facts).items()} == {
        "first set": [0, 1], "second set, PA": [2], "second set, AP": [3],
    }  # fmt: skip


def test_what_tells_the_stratum_alone_is_worth_a_half_within_strata_and_more_when_pooled() -> None:
    facts = _films({"first set": 10, "second set, PA": 20, "second set, AP": 25})
    scores = np.repeat([0.0, 1.0, 2.0], EACH)[:, None] * np.ones(len(LABELS))
    figures = ranked(scores, facts, draws=20)["figures"]
    assert all(figures[name] == [0.5, 0.5, 0.5] for name in (*STRATA, MEAN))
    assert pooled(scores, facts, draws=20)[0] > 0.6


def test_the_mean_over_strata_weighs_each_alike_whatever_its_films() -> None:
    facts = _films({"first set": 10, "second set, PA": 10, "second set, AP": 10})
    scores = facts.labels.astype(float).copy()
    scores[EACH : 2 * EACH] = 0
    scores[2 * EACH :] *= -1
    figures = ranked(scores, facts, draws=20)["figures"]
    assert [figures[name][0] for name in (*STRATA, MEAN)] == [1, 0.5, 0, 0.5]


def test_a_finding_needs_ten_positives_in_the_first_set_and_four_in_the_others() -> None:
    facts = _films({"first set": 9, "second set, PA": 4, "second set, AP": 3})
    told = ranked(facts.labels.astype(float), facts, draws=20)
    assert {name: len(one["classes"]) for name, one in told["strata"].items()} == dict(zip(STRATA, (0, len(LABELS), 0), strict=True))
    assert told["strata"]["second set, PA"]["classes"]["Mass"] == {"positives": 4, "auc": 1.0}
    assert told["figures"]["first set"] == [None, None, None]
    assert told["figures"][MEAN][0] == 1, "over the strata that can be measured"


def test_the_teachers_agreement_is_of_the_first_set_alone() -> None:
    facts = _films({"first set": 10, "second set, PA": 4, "second set, AP": 4})
    figures = ranked(np.nan_to_num(facts.teacher.astype(float), nan=-9.0), facts, draws=20)["figures"]
    assert figures[TEACHER] == [1, 1, 1]
    nobody = facts.subset(facts.sources != "nih")
    assert ranked(nobody.labels.astype(float), nobody, draws=20)["figures"][TEACHER] == [None, None, None]


def test_the_paired_difference_is_surer_than_either_figure() -> None:
    rng = np.random.default_rng(1)
    facts = _films({"first set": 15, "second set, PA": 15, "second set, AP": 15})
    before = facts.labels + rng.normal(0, 1.5, facts.labels.shape)
    after = before + 0.3 * facts.labels
    gained, low, high = difference(after, before, facts, draws=100)[MEAN]
    value, least, most = ranked(after, facts, draws=100)["figures"][MEAN]
    assert None not in (gained, low, high, value, least, most)
    assert gained == pytest.approx(value - ranked(before, facts, draws=20)["figures"][MEAN][0], abs=2e-4)
    assert 0 < low < gained < high
    assert high - low < most - least
    assert difference(before, before, facts, draws=20)[MEAN] == [0, 0, 0]
