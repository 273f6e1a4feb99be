"""Findings, their tests and verdicts in the record, as they were computed."""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest
from jsonschema import Draft202012Validator

from app.run.recorded_challenges import NO_CONTROLS, NO_P, NOT_TESTED, TOO_FEW_FILMS
from app.run.recording import screened_record
from audit.records import verdicts
from audit.records.body import body_of, json_of
from audit.records.film import FilmRecord
from audit.records.method import MethodRecord
from models.values.challenge import OwnControls
from models.values.screening import Screening
from models.values.verdict import WORST_FIRST, RegionTest, Verdict
from tests.app.judged import NO_DONOR
from tests.app.run.made import Made, as_json


def test_the_record_tells_each_finding_as_it_was_found(made: Made, judged_screenings: tuple[Screening, ...]) -> None:
    record = made[0]
    assert record.findings is not None
    for found, one in zip(record.findings, judged_screenings[0].findings, strict=True):
        assert (found.label, found.logit, found.probability, found.threshold, found.positive, found.sentence) == (
            one.label, one.logit, one.probability, one.threshold, one.positive, one.sentence,
        )  # fmt: skip
        assert (found.attention is None, found.allowed_region is None) == (one.attention is None, one.region is None)
        if found.attention and one.attention:
            assert found.attention.share_outside == one.attention.share_outside
            assert found.attention.area_outside == one.attention.area_outside
            assert [spot.box for spot in found.attention.hot_spots] == [spot.box for spot in one.attention.hot_spots]
            assert found.attention.reasons == one.attention.reasons
        assert [(test.region, test.delta_logit) for test in found.tests] == [(test.region, test.delta_logit) for test in one.tests]


def test_each_test_names_a_region_of_the_film_and_its_challenges(made: Made, judged_screenings: tuple[Screening, ...]) -> None:
    record = made[0]
    regions = {region.id: region for region in record.regions}
    challenges = {(each.region, each.filler): each for each in record.challenges}
    assert (len(regions), len(challenges), len(record.challenges)) == (2, 5, 5)
    told = [(finding.label, test) for finding in record.findings or () for test in finding.tests]
    assert [(label, test.region) for label, test in told] == [(label, r) for label, r in _pairs(record)]
    for label, test in told:
        assert test.place == str(judged_screenings[0].regions[test.region].places[label])
        for one in test.fillers:
            made_there = challenges[test.region, one.filler]
            assert made_there.delta_logit[label] == one.delta_logit
            assert set(made_there.delta_logit) == set(judged_screenings[0].classifier.labels)
            assert made_there.controls is None


def test_own_controls_are_told_for_the_labels_whose_hot_spot_the_region_is(
    judged_screenings: tuple[Screening, ...], method: MethodRecord, validator: Draft202012Validator
) -> None:
    """Of 0, 1, 2 and 3 the mean is 1.5, the standard deviation the root of 5/3; 2.5 is over three of them."""
    labels, first = judged_screenings[0].classifier.labels, judged_screenings[0].challenges[0]
    controls = OwnControls(tuple((float(n), 0.0, -float(n), *[9.0] * (len(labels) - 3)) for n in range(4)))
    record, _ = screened_record(_controlled(judged_screenings[0], controls), method)
    validator.validate(as_json(record))
    assert body_of("screened", json_of(record)) == record
    told, other = record.challenges[0], record.challenges[1]
    assert told.controls
    assert (told.controls.n, list(told.controls.delta_logit), "controls" in told.reasons) == (4, [labels[0], labels[2]], False)
    spread = told.controls.delta_logit[labels[0]]
    assert (spread.mean, spread.spread, spread.percentile) == (1.5, pytest.approx((5 / 3) ** 0.5), 75.0)
    assert spread.quantiles == {"0.05": pytest.approx(0.15), "0.5": 1.5, "0.95": pytest.approx(2.85)}
    assert first.delta_logit[0] == 2.5
    third = told.controls.delta_logit[labels[2]]
    assert (third.mean, third.percentile, first.delta_logit[2]) == (-1.5, 100.0, 0.625)
    assert (other.controls, other.reasons["controls"]) == (None, NO_CONTROLS)


@pytest.mark.parametrize(("made", "mean"), [((), None), (((0.25,) * 14,), 0.25)])
def test_one_control_has_no_spread_and_none_has_no_numbers(
    judged_screenings: tuple[Screening, ...],
    method: MethodRecord,
    validator: Draft202012Validator,
    made: tuple[tuple[float, ...]],
    mean: float,
) -> None:
    record, _ = screened_record(_controlled(judged_screenings[0], OwnControls(made)), method)
    validator.validate(as_json(record))
    controls = record.challenges[0].controls
    assert controls
    spread = controls.delta_logit[judged_screenings[0].classifier.labels[0]]
    assert (controls.n, spread.mean, spread.spread) == (len(made), mean, None)
    assert (spread.percentile is None) == (spread.quantiles is None) == (not made)


def _controlled(screening: Screening, controls: OwnControls) -> Screening:
    first, *others = screening.challenges
    return replace(screening, challenges=(replace(first, controls=controls), *others))


def _pairs(record: FilmRecord) -> list[tuple[str, int]]:
    return [(finding.label, region.id) for finding in record.findings or () for region in record.regions if finding.label in region.of]


def test_a_test_tells_what_its_fillers_did(made: Made, judged_screenings: tuple[Screening, ...]) -> None:
    tests = 0
    for found, one in zip(made[0].findings or (), judged_screenings[0].findings, strict=True):
        for test, was in zip(found.tests, one.tests, strict=True):
            tests += 1
            assert (test.tested, test.spread, test.share_of_margin, test.fillers_agree, test.p, test.p_adjusted) == (
                was.tested, was.spread, was.share_of_margin, was.fillers_agree, was.p, was.p_adjusted,
            )  # fmt: skip
            for filler, made_by in zip(test.fillers, was.fillers, strict=True):
                assert {name: getattr(made_by, name) for name in asdict(filler)} == asdict(filler)
            after = [filler.probability for filler in was.fillers]
            assert test.delta_probability == pytest.approx(one.probability - sum(after) / len(after))
            assert test.controls_n == min(filler.controls_n for filler in was.fillers)
    assert tests == 4


@pytest.mark.parametrize(
    ("changed", "wanted"), [([True], True), ([False], False), ([True, False], False), ([True, True, False], True), ([True, True], True)]
)
def test_a_decision_changes_where_more_than_half_of_the_fillers_change_it(
    judged_screenings: tuple[Screening, ...], method: MethodRecord, changed: list[bool], wanted: bool
) -> None:
    first, *others = judged_screenings[0].findings
    (test,) = first.tests
    fillers = tuple(replace(filler, decision_changed=one) for filler, one in zip(test.fillers, changed, strict=False))
    alone: RegionTest = replace(test, fillers=fillers, spread=None if len(fillers) == 1 else test.spread)
    record, _ = screened_record(replace(judged_screenings[0], findings=(replace(first, tests=(alone,)), *others)), method)
    assert record.findings
    assert record.findings[0].tests[0].decision_changed is wanted
    assert ("spread" in record.findings[0].tests[0].reasons) is (len(fillers) == 1)


@pytest.mark.parametrize(("tested", "p", "reason"), [(True, 0.01, TOO_FEW_FILMS), (False, 0.01, NOT_TESTED), (True, None, NO_P)])
def test_a_p_that_was_not_corrected_says_why(
    judged_screenings: tuple[Screening, ...], method: MethodRecord, tested: bool, p: float | None, reason: str
) -> None:
    first, *others = judged_screenings[0].findings
    alone = replace(first.tests[0], tested=tested, p=p, p_adjusted=None)
    record, _ = screened_record(replace(judged_screenings[0], findings=(replace(first, tests=(alone,)), *others)), method)
    assert record.findings
    assert record.findings[0].tests[0].reasons["p_adjusted"] == reason


def test_where_no_region_decides_the_largest_effect_is_told(made: Made) -> None:
    """Of either sign; a region that decides is told whatever its effect, and old tests, without fillers, as they were."""
    assert made[0].findings
    finding = made[0].findings[0]
    tests = tuple(replace(finding.tests[0], region=number, delta_logit=delta) for number, delta in enumerate((0.3, -0.9, 0.5)))
    undecided = replace(finding, tests=tests, deciding_region=None)
    assert undecided.told_test == tests[1]
    assert replace(undecided, deciding_region=2).told_test == tests[2]
    old = tuple(replace(test, fillers=()) for test in tests)
    assert replace(undecided, tests=old).told_test == old[0]


def test_verdicts_are_recorded_with_what_decides_them_and_what_was_not_tested(made: Made, judged_screenings: tuple[Screening, ...]) -> None:
    record = made[0]
    assert record.verdict == str(judged_screenings[0].verdict) == "dependent_on_outside"
    for found, one in zip(record.findings or (), judged_screenings[0].findings, strict=True):
        assert one.verdict
        assert (found.verdict, found.verdict_sentence, found.deciding_region, found.scope, found.challenged) == (
            str(one.verdict.verdict), one.verdict.sentence, one.verdict.region, one.verdict.scope, str(one.challenged),
        )  # fmt: skip
    assert len({finding.verdict for finding in record.findings or ()}) == 4
    assert [finding.label for finding in record.findings or () if finding.scope] == [judged_screenings[0].classifier.labels[2]]
    assert record.findings
    assert record.findings[0].told_test == record.findings[0].tests[0]


def test_a_filler_that_could_not_be_run_is_told(made: Made) -> None:
    (one,) = made[0].not_run
    assert (one.filler, one.region, one.sentence) == ("registered_donor", 1, NO_DONOR)


def test_the_words_of_verdicts_and_their_order_are_those_of_models() -> None:
    """``audit`` does not know the enum, and has to know which is the worst."""
    assert tuple(map(str, WORST_FIRST)) == verdicts.WORST_FIRST
    assert set(verdicts.WORST_FIRST) == set(map(str, Verdict))
    assert str(Verdict.NO_OUTSIDE_DEPENDENCE_FOUND) == verdicts.NO_OUTSIDE_DEPENDENCE_FOUND
