"""The table of a cohort, against pandas and statistics written plainly."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit
from scipy.stats import false_discovery_control, fisher_exact
from sklearn.metrics import roc_auc_score

from audit.cohort.cohort import Cohort
from audit.cohort.figures import Figures
from audit.cohort.tables.groups import figures, unnamed
from audit.records.verdicts import WORST_FIRST
from audit.wilson import wilson
from tests.cohorts import attribute, cohort, decisions

FILMS = 200


def _films() -> Cohort:
    rng = np.random.default_rng(0)
    truth = np.where(rng.random(FILMS) < 0.1, np.nan, rng.random(FILMS) < 0.4)
    score = rng.normal(-0.3, 1, FILMS) + np.nan_to_num(truth)
    verdict = rng.choice([0, 4, 5, 6], FILMS)
    label = decisions("Mass", FILMS, score, truth, verdict, enrichment=rng.normal(0, 1, FILMS), largest_delta=rng.normal(-1, 1, FILMS))
    site = ["a"] * 100 + ["b"] * 80 + ["c"] * 20
    return cohort(range(FILMS), [attribute("site", site)], [label])


@pytest.fixture(scope="module")
def films() -> Cohort:
    return _films()


@pytest.fixture(scope="module")
def rows(films: Cohort) -> dict[str, Figures]:
    return {row.group: row for row in figures(films, np.random.default_rng(0))}


def test_groups_of_fewer_than_five_patients_are_counted_and_not_named() -> None:
    """Nine films of four patients are such a group, four films of five patients' are none."""
    site = ["lone"] * 9 + ["five"] * 5 + ["rest"] * 86
    patient = [*np.arange(9) % 4, *range(10, 101)]
    small = cohort(patient, [attribute("site", site)], [decisions("Mass", 100, np.zeros(100))])
    assert [row.group for row in figures(small, np.random.default_rng(0))] == ["", "five", "rest"]
    assert unnamed(small) == (("site", 1),)


def test_shares_and_means_are_pandas(films: Cohort, rows: dict[str, Figures]) -> None:
    label = films.decisions[0]
    table = pd.DataFrame(
        {"truth": label.truth, "logit": label.logit, "positive": label.positive, "verdict": label.verdict, "e": label.enrichment}
    )
    for group, chosen in (("", slice(None)), ("a", slice(0, 100)), ("b", slice(100, 180))):
        part, row = table[chosen], rows[group]
        known, tested = part[part.truth.notna()], part[part.positive & part.verdict.isin([0, 4, 6])]
        assert row.prevalence is not None
        assert row.positive is not None
        assert row.dependent is not None
        assert row.enrichment is not None
        assert row.sensitivity is not None
        assert row.specificity is not None
        assert row.calibration is not None
        assert row.auc is not None
        assert (row.films, row.prevalence.of, row.dependent.of) == (len(part), len(known), len(tested))
        assert row.prevalence.value == pytest.approx(known.truth.mean())
        assert row.positive.value == pytest.approx(part.positive.mean())
        assert row.dependent.value == pytest.approx((tested.verdict == WORST_FIRST.index("dependent_on_outside")).mean())
        assert (row.dependent.low, row.dependent.high) == wilson(row.dependent.events, row.dependent.of)
        assert row.enrichment.value == pytest.approx(part[part.positive].e.mean())
        assert row.sensitivity.value == pytest.approx(known[known.truth == 1].positive.mean())
        assert row.specificity.value == pytest.approx(1 - known[known.truth == 0].positive.mean())
        assert row.calibration.value == pytest.approx((expit(known.logit) - known.truth).mean())
        assert row.auc.value == pytest.approx(roc_auc_score(known.truth, known.logit))


def test_exact_tests_compare_a_group_with_the_others(films: Cohort, rows: dict[str, Figures]) -> None:
    truth, site = films.decisions[0].truth, films.attributes[0].code
    ps = []
    for code in (0, 1):
        inside, outside = truth[(site == code) & ~np.isnan(truth)], truth[(site != code) & ~np.isnan(truth)]
        ps.append(fisher_exact([[inside.sum(), (1 - inside).sum()], [outside.sum(), (1 - outside).sum()]]).pvalue)
    assert [rows[group].prevalence_p for group in "ab"] == pytest.approx(ps)
    assert [rows[group].prevalence_q for group in "ab"] == pytest.approx(list(false_discovery_control(ps)))
    assert (rows[""].prevalence_p, rows[""].prevalence_q) == (None, None)


def test_a_small_group_says_how_many_films_it_needs_and_nothing_else(rows: dict[str, Figures]) -> None:
    assert rows["c"] == Figures("Mass", "site", "c", 20, 20, 30)


def test_what_is_thin_is_left_out() -> None:
    """Forty films with eight positives: prevalence and positives have intervals, rates among positives and areas are not told."""
    label = decisions("Mass", 40, np.where(np.arange(40) < 8, 1.0, -1.0), np.arange(40) < 5, np.zeros(40))
    (row,) = figures(cohort(range(40), [], [label]), np.random.default_rng(0))
    assert row.prevalence is not None
    assert row.positive is not None
    assert row.specificity is not None
    assert (row.dependent, row.auc, row.sensitivity, row.calibration, row.enrichment) == (None,) * 5


def test_exact_tests_take_one_film_a_patient() -> None:
    """Copies of films change no exact p."""
    truth, site = np.arange(80) % 3 == 0, ["a", "b"] * 40
    once = cohort(range(80), [attribute("site", site)], [decisions("Mass", 80, truth=truth)])
    thrice = cohort(
        np.repeat(np.arange(80), 3), [attribute("site", list(np.repeat(site, 3)))], [decisions("Mass", 240, truth=np.repeat(truth, 3))]
    )
    ps = [[row.prevalence_p for row in figures(one, np.random.default_rng(0))] for one in (once, thrice)]
    assert ps[0] == ps[1]
