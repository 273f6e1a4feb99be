"""Replay of a film that was challenged: verdicts as they were, numbers within the tolerance, regions by their pixels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.export.mask_png import mask_png
from app.replay.comparison import Replay
from app.replay.method import load_of
from app.replay.replay import replay
from app.run.recording import screened_record
from app.workers.inline import InlineWorkers
from audit.log.store import Stored
from audit.records.method import MethodRecord
from models.values.method import METHOD
from models.values.screening import Screening
from models.values.verdict import Verdict
from tests.app.conftest import ScriptedWorkers
from tests.app.judged import judged
from tests.app.transplanted import transplanted, with_total

Again = Callable[..., Replay]
_OTHER = "cd" * 32


@pytest.fixture
def entry(screened: Any) -> Stored:
    """The entry of the marked phantom."""
    (found,) = (done.entry for done in screened.done if done.path.name == "marked.dcm")
    return found  # type: ignore[no-any-return]


@pytest.fixture
def told(entry: Stored, workers: InlineWorkers, screenings: tuple[Screening, ...], method: MethodRecord, phantom_folder: Path) -> Again:
    """Replays one screening where an engine finds another."""

    def replayed(recorded: Screening, recomputed: Screening) -> Replay:
        record, blobs = screened_record(recorded, method)
        pool = ScriptedWorkers(workers, recomputed)
        return replay(replace(entry, record=record), phantom_folder / "marked.dcm", pool=pool, blob=blobs.get)

    return replayed


@pytest.fixture
def again(entry: Stored, workers: InlineWorkers, screenings: tuple[Screening, ...], method: MethodRecord, phantom_folder: Path) -> Again:
    """Replays the judged film where an engine finds something else."""
    record, blobs = screened_record(judged(screenings[0]), method)

    def replayed(**found: Any) -> Replay:
        pool = ScriptedWorkers(workers, replace(judged(screenings[0]), **found))
        return replay(replace(entry, record=record), phantom_folder / "marked.dcm", pool=pool, blob=blobs.get)

    return replayed


def test_a_film_with_verdicts_gives_its_record_again(again: Again) -> None:
    found = again()
    assert (found.passed, found.differences, found.maps_compared) == (True, (), True)


def test_another_verdict_is_named(again: Again, screenings: tuple[Screening, ...]) -> None:
    first, *others = judged(screenings[0]).findings
    assert first.verdict is not None
    milder = replace(first, verdict=replace(first.verdict, verdict=Verdict.DEPENDENT_ON_PLAUSIBLE_CONTEXT))
    found = again(findings=(milder, *others), verdict=Verdict.DEPENDENT_ON_PLAUSIBLE_CONTEXT)
    assert [each.field for each in found.differences] == ["findings[0].verdict", "verdict"]
    assert not found.passed


def test_other_words_of_a_verdict_are_no_difference(again: Again, screenings: tuple[Screening, ...]) -> None:
    findings = tuple(
        replace(finding, verdict=replace(finding.verdict, sentence="Otherwise said.")) if finding.verdict else finding
        for finding in judged(screenings[0]).findings
    )
    assert again(findings=findings).differences == ()


def test_another_delta_of_a_filler_is_named_beyond_the_tolerance_alone(again: Again, screenings: tuple[Screening, ...]) -> None:
    for more, wanted in ((5e-5, []), (0.5, ["challenges[0].delta_logit.", "findings[0].tests[0].fillers[0].delta_logit"])):
        whole = judged(screenings[0])
        first, *others = whole.findings
        (test,) = first.tests
        fillers = (replace(test.fillers[0], delta_logit=test.fillers[0].delta_logit + more), *test.fillers[1:])
        delta = (whole.challenges[0].delta_logit[0] + more, *whole.challenges[0].delta_logit[1:])
        challenges = (replace(whole.challenges[0], delta_logit=delta), *whole.challenges[1:])
        found = again(findings=(replace(first, tests=(replace(test, fillers=fillers),)), *others), challenges=challenges)
        assert [each.field.replace(first.label, "") for each in found.differences] == wanted


def test_an_entry_from_before_total_effects_and_transplants_is_confirmed(told: Again, screenings: tuple[Screening, ...]) -> None:
    """By the same method they were not computed yet, so there is nothing to compare."""
    whole = transplanted(with_total(judged(screenings[0]), times=1.25))
    found = told(replace(with_total(whole, times=1.25), transplants=None), whole)
    assert (found.passed, found.differences) == (True, ())
    before = replace(whole, transplants=None, challenges=judged(screenings[0]).challenges)
    found = told(before, whole)
    assert (found.passed, found.differences) == (True, ())


def test_what_an_entry_holds_of_them_is_compared(told: Again, screenings: tuple[Screening, ...]) -> None:
    whole = transplanted(with_total(judged(screenings[0]), times=1.25))
    assert told(whole, whole).passed
    other = transplanted(with_total(judged(screenings[0]), times=1.5))
    assert {each.field.split(".")[1] for each in told(whole, other).differences} == {"total_delta_logit"}
    assert [each.field for each in told(whole, replace(whole, transplants=None)).differences] == ["transplants"]
    assert whole.transplants is not None
    fewer = replace(whole, transplants=(replace(whole.transplants[0], recipients=6), whole.transplants[1]))
    found = told(whole, fewer)
    assert [each.field for each in found.differences] == ["transplants[0].recipients"]
    assert not found.passed


def test_regions_are_compared_by_their_pixels(again: Again, screenings: tuple[Screening, ...]) -> None:
    """One pixel of a canonical grid is nothing; a box of twenty by twenty is."""
    first, *others = judged(screenings[0]).regions
    one_more = first.mask.copy()
    one_more[-1, -1] = True
    assert mask_png(one_more) != mask_png(first.mask)
    assert again(regions=(replace(first, mask=one_more), *others)).differences == ()
    found = again(regions=(replace(first, mask=np.zeros_like(first.mask)), *others))
    assert [(each.field, each.recorded, each.recomputed) for each in found.differences] == [("blobs.outlines[0].pixels", 399, 0)]
    assert not found.passed


def test_a_calibration_is_loaded_by_the_hash_that_an_entry_names(entry: Stored) -> None:
    own = replace(entry.film, method=replace(entry.film.method, calibration_sha256=_OTHER, reference_sha256="ab" * 32))
    of_record = load_of(own, None).record
    assert of_record is not None
    assert (of_record.reference_sha256, of_record.calibration_sha256) == ("ab" * 32, _OTHER)


def test_of_an_earlier_method_no_calibration_is_loaded(entry: Stored) -> None:
    """Its scores do not rest on one."""
    earlier = replace(entry.film, method=replace(entry.film.method, number=METHOD - 1, calibration_sha256=_OTHER))
    of_record = load_of(earlier, None).record
    assert of_record is not None
    assert of_record.calibration_sha256 is None
