"""When a score depends on a region."""

from __future__ import annotations

from dataclasses import replace
from statistics import stdev

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.challenge import Filler, Place
from models.values.verdict import RegionTest, Why
from models.verdict.measured import Grounds, Measured
from models.verdict.pairs import Pairs
from models.verdict.region_tests import region_tests
from tests.models.verdict.made import ACTS, GROUNDS, finding, region

DELTA = st.floats(-6, 6, allow_subnormal=False)
P = st.floats(0.0025, 1)


def _tests(*findings: Measured, grounds: Grounds = GROUNDS) -> list[RegionTest]:
    return [test for of in region_tests(findings, Pairs.of(findings, grounds)) for test in of]


def _supports(one: Measured) -> list[bool]:
    return [filler.supports for filler in _tests(one)[0].fillers]


def test_what_is_told_of_a_region() -> None:
    (test,) = _tests(finding(2.0, region((3.0, 1.0, 2.6), (0.01, 0.04, 0.02), number=3, place=Place.PLAUSIBLE_CONTEXT)))
    assert (test.region, test.place, test.tested) == (3, Place.PLAUSIBLE_CONTEXT, True)
    assert test.delta_logit == pytest.approx(2.2)
    assert test.spread == pytest.approx(stdev((3.0, 1.0, 2.6)))
    assert test.share_of_margin == pytest.approx(1.1)
    assert (test.p, test.p_adjusted) == (0.02, 0.02)
    assert [filler.filler for filler in test.fillers] == list(Filler)
    assert test.passes


def test_a_single_filler_has_no_spread_and_decides_nothing() -> None:
    (test,) = _tests(finding(2.0, region((3.0,))))
    assert (test.spread, test.p, test.p_adjusted, test.fillers_agree, test.passes) == (None, None, None, None, False)
    assert test.fillers[0].supports


def test_a_score_on_the_threshold_has_no_share_of_its_margin() -> None:
    assert _tests(finding(0.0, region(ACTS)))[0].share_of_margin is None


@pytest.mark.parametrize(
    ("margin", "delta", "p", "floor", "supports"),
    [
        (2.0, 1.0, 0.05, 0.6, True),  # Half the margin.
        (2.0, 0.99, 0.05, 0.6, False),
        (2.0, 1.0, 0.051, 0.6, False),
        (2.0, 1.0, 0.05, 1.0, False),  # At the floor is not above it.
        (0.5, 0.7, 0.05, 0.6, True),  # The decision is lost.
        (2.0, -3.0, 0.01, 0.6, False),  # The score rises.
        (-2.0, -3.0, 0.01, 0.6, True),
        (-2.0, -1.0, 0.01, 0.6, True),
        (-2.0, -0.99, 0.01, 0.6, False),
        (-2.0, 3.0, 0.01, 0.6, False),  # The score falls further.
        (2.0, 3.0, None, 0.6, False),
        (2.0, 3.0, 0.01, None, False),
    ],
)
def test_a_filler_supports_by_p_and_effect_in_the_direction_that_is_asked(
    margin: float, delta: float, p: float | None, floor: float | None, supports: bool
) -> None:
    assert _supports(finding(margin, region((delta, 0.0, 0.0), (p, 1.0, 1.0), floor=floor))) == [supports, False, False]


@pytest.mark.parametrize("sign", [1, -1])
def test_a_region_passes_by_two_fillers_and_a_mean_above_the_spread_between_them(sign: int) -> None:
    def agree(*deltas: float) -> bool | None:
        return _tests(finding(sign * 2.0, region([sign * delta for delta in deltas])))[0].fillers_agree

    assert agree(3.0, 2.0, 1.5) is True
    assert agree(3.0, 2.0, 0.1) is True
    assert agree(3.0, 0.1, 0.1) is False
    assert agree(9.0, 1.5, 0.1) is False  # Mean 3.5, spread 4.8.
    assert agree(3.0, 2.0, -5.0) is False


def test_p_of_every_pair_is_corrected_for_the_films_pairs_a_filler_at_a_time() -> None:
    ps = [(0.01, 0.9, 0.02), (0.02, 0.01, 0.02), (0.04, 0.02, 0.02)]
    tests = _tests(*(finding(2.0, region(ACTS, p), label=str(k)) for k, p in enumerate(ps)))
    adjusted = np.array([[filler.p_adjusted for filler in test.fillers] for test in tests], float)
    assert adjusted == pytest.approx(np.array([[0.03, 0.9, 0.06], [0.04, 0.03, 0.06], [0.04, 0.04, 0.06]]))
    assert [test.p_adjusted for test in tests] == pytest.approx([0.06, 0.04, 0.04])


def test_controls_have_to_be_twenty_times_the_pairs_that_are_tested() -> None:
    few, enough = finding(2.0, region(ACTS, n=39)), finding(2.0, region(ACTS, n=40), label="Mass")
    tests = _tests(few, enough)
    assert [test.fillers_agree for test in tests] == [None, True]
    assert [filler.p for filler in tests[0].fillers] == [None] * 3
    assert tests[1].p_adjusted == pytest.approx(0.006)  # The pair without a p counts among the tests.


@pytest.mark.parametrize("grounds", [Grounds(0, 104), Grounds(59, 104), Grounds(104, 59), Grounds(104, 0)])
def test_without_a_reference_or_calibration_of_sixty_no_region_passes(grounds: Grounds) -> None:
    (test,) = _tests(finding(2.0, region(ACTS)), grounds=grounds)
    assert (test.p, test.p_adjusted, test.fillers_agree, test.passes) == (0.003, None, None, False)
    assert _tests(finding(2.0, region(ACTS)), grounds=Grounds(60, 60))[0].passes


def test_at_most_twenty_pairs_are_tested_positives_first_and_those_near_the_threshold() -> None:
    regions = [region(ACTS, number=number) for number in range(4)]
    margins = [5.0, 1.0, -0.1, 4.0, 3.0, 2.0, -0.2]
    findings = [finding(margin, *regions, label=str(k)) for k, margin in enumerate(margins)]
    tests = region_tests(findings, Pairs.of(findings, GROUNDS))
    assert [all(test.tested for test in of) for of in tests] == [True, True, False, True, True, True, False]
    untested = tests[2][0]
    assert (untested.p, untested.p_adjusted, untested.fillers_agree, untested.passes) == (0.003, None, None, False)
    assert untested.delta_logit == pytest.approx(3.0)
    assert tests[0][0].p_adjusted == pytest.approx(0.06)


def test_the_twentieth_pair_may_part_a_findings_regions_by_their_number() -> None:
    findings = [finding(1.0 + k, *(region(ACTS, number=number) for number in range(3)), label=str(k)) for k in range(7)]
    tests = region_tests(findings, Pairs.of(findings, GROUNDS))
    assert [[test.tested for test in of] for of in tests] == [[True] * 3] * 6 + [[True, True, False]]


def test_findings_that_cannot_be_assessed_or_were_not_chosen_take_up_no_pairs() -> None:
    left = [replace(finding(1.0, region(ACTS)), not_assessable="No."), finding(-1.0, region(ACTS), why=Why.NOT_CHALLENGED)]
    tests = _tests(*left, finding(2.0, region(ACTS)))
    assert [test.tested for test in tests] == [False, False, True]
    assert tests[2].p_adjusted == 0.003


@given(st.sampled_from([2.0, -2.0, 0.3]), st.lists(st.tuples(DELTA, P), min_size=1, max_size=3))
def test_positive_and_negative_are_mirrored(margin: float, read: list[tuple[float, float]]) -> None:
    deltas, ps = [delta for delta, _ in read], [p for _, p in read]
    there = finding(margin, region(deltas, ps))
    mirrored = finding(-margin, region([-delta for delta in deltas], ps))
    on_the_threshold = any(abs(margin - delta) < 1e-9 for delta in deltas)
    assert on_the_threshold or _supports(there) == _supports(mirrored)


@given(st.lists(st.tuples(DELTA, P, P, P), min_size=1, max_size=5), st.integers(0, 4), st.floats(0.1, 1))
def test_a_smaller_p_never_makes_a_region_fail(pairs: list[tuple[float, float, float, float]], which: int, share: float) -> None:
    def passing(share: float) -> list[bool]:
        of = [
            finding(2.0, region((delta, delta + 0.1, delta - 0.1), [p * (share if k == which else 1) for p in ps]), label=str(k))
            for k, (delta, *ps) in enumerate(pairs)
        ]
        return [test.passes for test in _tests(*of)]

    assert all(now >= before for now, before in zip(passing(share), passing(1), strict=True))
