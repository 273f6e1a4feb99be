"""The verdicts of a film: every row of the method's table, its precedence, and its false alarms."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.challenge import Place
from models.values.verdict import SCOPE, FindingVerdict, Undetermined, Verdict, Why
from models.verdict.film import verdicts
from models.verdict.measured import Grounds, Measured, Power, RegionReadings
from tests.models.verdict.made import ACTS, GROUNDS, QUIET, SPLIT, finding, region

ACTING = region(ACTS, number=1)
CONTEXT = region(ACTS, number=2, place=Place.PLAUSIBLE_CONTEXT)
HOLDS_DOWN = region([-delta for delta in ACTS], number=1)
CONTEXT_DOWN = replace(HOLDS_DOWN, region=2, place=Place.PLAUSIBLE_CONTEXT)
LARGE_NOT_UNUSUAL = region(ACTS, (0.2, 0.3, 0.4))


def _verdict(one: Measured, grounds: Grounds = GROUNDS) -> FindingVerdict:
    return verdicts([one], grounds).findings[0]


@pytest.mark.parametrize(
    ("one", "verdict", "decided_by"),
    [
        (finding(2.0, ACTING), Verdict.DEPENDENT_ON_OUTSIDE, 1),
        (finding(-2.0, HOLDS_DOWN), Verdict.SUPPRESSED_BY_OUTSIDE, 1),
        (finding(2.0, CONTEXT), Verdict.DEPENDENT_ON_PLAUSIBLE_CONTEXT, 2),
        (finding(-2.0, CONTEXT_DOWN), Verdict.DEPENDENT_ON_PLAUSIBLE_CONTEXT, 2),
        (replace(finding(2.0, QUIET), focal_excess=True), Verdict.ATTENTION_OUTSIDE_NOT_CONFIRMED, None),
        (replace(finding(-2.0, QUIET), focal_excess=True), Verdict.UNDETERMINED, None),
        (replace(finding(2.0), focal_excess=True), Verdict.ATTENTION_OUTSIDE_NOT_CONFIRMED, None),
        (finding(2.0, SPLIT), Verdict.UNDETERMINED, None),
        (finding(2.0, QUIET), Verdict.NO_OUTSIDE_DEPENDENCE_FOUND, None),
        (replace(finding(2.0, ACTING), not_assessable="Not assessable: next to no lung."), Verdict.NOT_ASSESSABLE, None),
        (finding(-2.0, why=Why.NOT_CHALLENGED), Verdict.NOT_CHALLENGED, None),
        (finding(2.0, why=Why.NOT_CHALLENGED), Verdict.NOT_CHALLENGED, None),
    ],
)  # fmt: skip
def test_every_row_of_the_table(one: Measured, verdict: Verdict, decided_by: int | None) -> None:
    film = verdicts([one], GROUNDS)
    (found,) = film.findings
    assert (found.verdict, found.region, film.verdict) == (verdict, decided_by, verdict)
    assert found.scope == film.scope == (SCOPE if verdict is Verdict.NO_OUTSIDE_DEPENDENCE_FOUND else None)


def _first_that_holds(verdict: Verdict) -> Measured:
    """Return a finding for which a verdict holds and every later one would, as far as both can."""
    negative = verdict is Verdict.SUPPRESSED_BY_OUTSIDE
    regions: dict[Verdict, tuple[RegionReadings, ...]] = {
        Verdict.NO_OUTSIDE_DEPENDENCE_FOUND: (QUIET,),
        Verdict.ATTENTION_OUTSIDE_NOT_CONFIRMED: (QUIET,),
        Verdict.UNDETERMINED: (QUIET, replace(SPLIT, region=3)),
        Verdict.DEPENDENT_ON_PLAUSIBLE_CONTEXT: (QUIET, replace(SPLIT, region=3), CONTEXT),
        Verdict.SUPPRESSED_BY_OUTSIDE: (QUIET, replace(SPLIT, region=3), CONTEXT_DOWN, HOLDS_DOWN),
    }
    one = finding(-2.0 if negative else 2.0, *regions.get(verdict, (QUIET, replace(SPLIT, region=3), CONTEXT, ACTING)))
    return replace(
        one,
        focal_excess=verdict is not Verdict.NO_OUTSIDE_DEPENDENCE_FOUND,
        why=Why.NOT_CHALLENGED if verdict in (Verdict.NOT_ASSESSABLE, Verdict.NOT_CHALLENGED) else one.why,
        not_assessable="No." if verdict is Verdict.NOT_ASSESSABLE else None,
    )


@pytest.mark.parametrize("verdict", Verdict)
def test_the_first_verdict_that_holds_is_given(verdict: Verdict) -> None:
    """Each case keeps what the next verdict asks for, but for dependent and suppressed, which no finding can be at once."""
    assert _verdict(_first_that_holds(verdict)).verdict is verdict


def test_each_case_of_the_precedence_holds_what_the_next_one_asks_for() -> None:
    cases = [_first_that_holds(verdict) for verdict in Verdict if verdict is not Verdict.SUPPRESSED_BY_OUTSIDE]
    for now, later in pairwise(cases):
        assert {one.region for one in later.regions} <= {one.region for one in now.regions}
        assert now.focal_excess or not later.focal_excess
        assert later.not_assessable is None


@pytest.mark.parametrize(
    ("one", "grounds", "reason"),
    [
        (finding(2.0, ACTING), replace(GROUNDS, reference_n=0), Undetermined.NO_REFERENCE),
        (finding(2.0, ACTING), replace(GROUNDS, reference_n=59), Undetermined.SMALL_REFERENCE),
        (finding(2.0, ACTING), replace(GROUNDS, calibration_n=59), Undetermined.NO_CALIBRATION),
        (finding(2.0, region(ACTS, floor=None)), GROUNDS, Undetermined.NO_CALIBRATION),
        (finding(2.0, SPLIT), GROUNDS, Undetermined.FILLERS_DISAGREE),
        (finding(2.0, region((9.0, 1.5, 0.1))), GROUNDS, Undetermined.FILLERS_DISAGREE),
        (finding(-2.0, region((-3.0, 0.1, 0.2))), GROUNDS, Undetermined.FILLERS_DISAGREE),
        (finding(2.0, region((0.1,))), GROUNDS, Undetermined.FEW_FILLERS),
        (finding(2.0, region(ACTS, n=19)), GROUNDS, Undetermined.FEW_CONTROLS),
        (finding(2.0, region(ACTS, (0.003, None, None))), GROUNDS, Undetermined.FEW_CONTROLS),
        (replace(finding(2.0, QUIET), global_removal=True), GROUNDS, Undetermined.ONLY_GLOBAL),
        (finding(2.0), GROUNDS, Undetermined.NOTHING_TO_CHALLENGE),
        (replace(finding(2.0), left_out=2), GROUNDS, Undetermined.HOT_SPOTS_LEFT_OUT),
        (finding(2.0, LARGE_NOT_UNUSUAL), GROUNDS, Undetermined.EFFECT_NOT_SMALL),
        (finding(2.0, region([-delta for delta in ACTS], (1.0,) * 3)), GROUNDS, Undetermined.EFFECT_NOT_SMALL),
        (finding(2.0, QUIET), replace(GROUNDS, power=None), Undetermined.POWER_UNKNOWN),
        (finding(2.0, QUIET), replace(GROUNDS, power=Power(0.79, 0.72)), Undetermined.POWER_LOW),
        (finding(2.0, QUIET), replace(GROUNDS, power=Power(0.85, 0.69)), Undetermined.POWER_LOW),
        (finding(-2.0, QUIET), GROUNDS, Undetermined.NOTHING_HOLDS_IT_DOWN),
        (finding(-2.0, LARGE_NOT_UNUSUAL), GROUNDS, Undetermined.NOTHING_HOLDS_IT_DOWN),
        (finding(-2.0), GROUNDS, Undetermined.NOTHING_TO_CHALLENGE),
    ],
)  # fmt: skip
def test_every_reason_to_leave_it_open(one: Measured, grounds: Grounds, reason: Undetermined) -> None:
    found = _verdict(one, grounds)
    assert (found.verdict, found.reasons[0]) == (Verdict.UNDETERMINED, reason)
    flagged = _verdict(replace(one, focal_excess=True), grounds).verdict
    stands_first = one.positive and reason.bars_the_last_alone
    assert flagged is (Verdict.ATTENTION_OUTSIDE_NOT_CONFIRMED if stands_first else Verdict.UNDETERMINED)


def test_pairs_beyond_the_twenty_leave_a_finding_open() -> None:
    quiet = [replace(QUIET, region=number) for number in range(4)]
    found = verdicts([finding(1.0 + k, *quiet, label=str(k)) for k in range(6)], GROUNDS)
    assert [one.verdict for one in found.findings] == [Verdict.NO_OUTSIDE_DEPENDENCE_FOUND] * 2 + [Verdict.UNDETERMINED] * 4
    assert all(one.reasons == (Undetermined.NOT_TESTED,) for one in found.findings[2:])


def test_what_lies_far_from_its_threshold_is_tested_at_its_first_region_before_others_at_their_last() -> None:
    """Of 6 findings with 4 regions each 20 pairs are tested: all first three, and the last of the two that are nearest their threshold."""
    film = [finding(9.0, region((6.0, 5.9, 6.1), (0.0025,) * 3), *(replace(QUIET, region=n) for n in (1, 2, 3)))]
    film += [finding(1.0 + k, *(replace(QUIET, region=n) for n in range(4)), label=str(k)) for k in range(5)]
    found = verdicts(film, GROUNDS)
    assert found.findings[0].verdict is Verdict.DEPENDENT_ON_OUTSIDE
    assert [sum(test.tested for test in tests) for tests in found.tests] == [3, 4, 4, 3, 3, 3]


def test_global_removal_that_does_not_act_or_that_a_region_explains_leaves_nothing_open() -> None:
    assert _verdict(replace(finding(2.0, QUIET), global_removal=False)).verdict is Verdict.NO_OUTSIDE_DEPENDENCE_FOUND
    assert _verdict(replace(finding(2.0, ACTING), global_removal=True)).verdict is Verdict.DEPENDENT_ON_OUTSIDE


@pytest.mark.parametrize("power", [None, Power(0.1, 0.0)])
def test_power_of_the_self_test_bars_no_verdict_but_the_last(power: Power | None) -> None:
    grounds = replace(GROUNDS, power=power)
    for verdict in Verdict:
        found = _verdict(_first_that_holds(verdict), grounds).verdict
        assert found is (Verdict.UNDETERMINED if verdict is Verdict.NO_OUTSIDE_DEPENDENCE_FOUND else verdict)


def test_films_patients_and_power_are_enough_from_their_bounds_on() -> None:
    assert _verdict(finding(2.0, QUIET), Grounds(60, 60, Power(0.8, 0.7))).verdict is Verdict.NO_OUTSIDE_DEPENDENCE_FOUND


@pytest.mark.parametrize(
    ("deltas", "small"), [((0.99, 0.99, 5.0), True), ((-0.99, 0.5, 0.0), True), ((0.99, 1.0, 1.0), False), ((1.0, 0.5), False)]
)
def test_an_effect_is_small_where_two_fillers_stay_under_half_the_margin(deltas: tuple[float, ...], small: bool) -> None:
    found = _verdict(finding(2.0, region(deltas, (0.5,) * 3)))
    assert (found.verdict is Verdict.NO_OUTSIDE_DEPENDENCE_FOUND) is small
    assert (Undetermined.EFFECT_NOT_SMALL in found.reasons) is not small


def test_of_two_regions_the_one_with_the_larger_effect_decides() -> None:
    stronger = region((4.0, 4.1, 3.9), number=2)
    assert _verdict(finding(2.0, ACTING, stronger)).region == 2
    assert _verdict(finding(2.0, stronger, ACTING)).region == 2
    assert _verdict(finding(2.0, ACTING, replace(stronger, place=Place.PLAUSIBLE_CONTEXT))).region == 1


def test_the_film_has_the_worst_verdict_of_its_findings() -> None:
    found = verdicts([finding(2.0, QUIET, label="Mass"), finding(2.0, ACTING), finding(-3.0, why=Why.NOT_CHALLENGED)], GROUNDS)
    assert found.verdict is Verdict.DEPENDENT_ON_OUTSIDE
    assert found.sentence == f"Effusion: {found.findings[1].sentence}"
    assert [len(tests) for tests in found.tests] == [1, 1, 0]


def test_a_film_names_the_finding_of_highest_score_and_counts_the_others_of_its_verdict() -> None:
    found = verdicts([finding(2.0, QUIET, label="Mass"), finding(3.0, QUIET, label="Pleural_Thickening")], GROUNDS)
    assert found.sentence == f"Pleural Thickening: {found.findings[1].sentence} 1 other finding has the same verdict."


@pytest.mark.parametrize("negative", [finding(-2.0, QUIET, label="Mass"), finding(-2.0, label="Mass")])
def test_a_negative_in_which_nothing_is_amiss_does_not_change_its_films_verdict(negative: Measured) -> None:
    quiet = finding(2.0, QUIET)
    for others in ([quiet], [finding(-3.0, why=Why.NOT_CHALLENGED)]):
        assert verdicts([*others, negative], GROUNDS).verdict is verdicts(others, GROUNDS).verdict
    assert verdicts([negative], GROUNDS).verdict is Verdict.UNDETERMINED
    disagreed = finding(-2.0, region((-3.0, 0.1, 0.2)), label="Mass")
    assert verdicts([quiet, disagreed], GROUNDS).verdict is verdicts([quiet], GROUNDS).verdict


def test_a_positive_that_power_alone_leaves_open_does() -> None:
    film = [finding(2.0, QUIET), finding(-3.0, why=Why.NOT_CHALLENGED)]
    assert verdicts(film, replace(GROUNDS, power=None)).verdict is Verdict.UNDETERMINED


def test_a_film_without_findings_has_no_verdict() -> None:
    found = verdicts([], GROUNDS)
    assert (found.findings, found.tests, found.verdict, found.sentence) == ((), (), None, None)


READ = st.lists(st.tuples(st.floats(-6, 6), st.none() | st.floats(0.0025, 1)), min_size=1, max_size=3)
PLACED = st.lists(st.tuples(READ, st.sampled_from(Place), st.floats(0, 3)), max_size=4)
FOUND = {Verdict.DEPENDENT_ON_OUTSIDE, Verdict.SUPPRESSED_BY_OUTSIDE, Verdict.DEPENDENT_ON_PLAUSIBLE_CONTEXT}


@given(st.lists(st.tuples(st.floats(-3, 3), PLACED), max_size=4), st.integers(0, 130), st.integers(0, 130), st.booleans() | st.none())
def test_whatever_is_measured_a_finding_rests_on_two_fillers_and_an_all_clear_on_small_effects(
    film: list[tuple[float, list[tuple[list[tuple[float, float | None]], Place, float]]]],
    reference: int,
    calibration: int,
    flagged: bool | None,
) -> None:
    findings = [
        replace(finding(margin, *(_region(i, *one) for i, one in enumerate(regions)), label=str(k)), focal_excess=flagged)
        for k, (margin, regions) in enumerate(film)
    ]
    found = verdicts(findings, Grounds(reference, calibration, Power(0.9, 0.8)))
    for one, verdict, tests in zip(findings, found.findings, found.tests, strict=True):
        by = next((test for test in tests if test.region == verdict.region), None)
        assert (verdict.verdict in FOUND) is (by is not None)
        if by is not None:
            assert sum(filler.supports for filler in by.fillers) >= 2
            assert (by.delta_logit > 0) is one.positive
            assert min(reference, calibration) >= 60
        if verdict.verdict is Verdict.NO_OUTSIDE_DEPENDENCE_FOUND:
            assert one.positive
            assert tests
            assert all(sum(abs(filler.delta_logit) < one.margin / 2 for filler in test.fillers) >= 2 for test in tests)
        assert verdict.sentence.endswith(".")
    assert (found.verdict is None) is not findings


def _region(number: int, read: list[tuple[float, float | None]], place: Place, floor: float) -> RegionReadings:
    return region([delta for delta, _ in read], [p for _, p in read], number=number, place=place, floor=floor)


@pytest.mark.parametrize("shared", [False, True])
def test_false_alarms_stay_within_one_film_in_twenty_where_every_effect_would_matter(shared: bool) -> None:
    """Uniform p, Δ independent of it and always above the floor and the margin; fillers share their chance or do not."""
    rng, films, alarms = np.random.default_rng(11), 2000, 0
    for _ in range(films):
        ps = np.repeat(rng.uniform(size=(6, 1)), 3, axis=1) if shared else rng.uniform(size=(6, 3))
        deltas = rng.uniform(2.5, 4.0, size=(6, 3))
        film = [finding(2.0, region(deltas[k].tolist(), ps[k].tolist()), label=str(k)) for k in range(6)]
        alarms += verdicts(film, GROUNDS).verdict is Verdict.DEPENDENT_ON_OUTSIDE
    assert alarms / films <= (0.05 + 3 * (0.05 * 0.95 / films) ** 0.5 if shared else 0.01)
    assert alarms > 0
