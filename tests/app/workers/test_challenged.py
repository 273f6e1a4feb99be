"""The pictures behind a perturbation test: the film is examined again, and pixels and scores are those of the screening.

So it is where a finding is tested that the screening did not challenge.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.replay.method import load_of
from app.run.events import FilmRecorded
from app.run.request import RunRequest
from app.run.run import screen_films
from app.workers.inline import InlineWorkers
from app.workers.messages import Outcome, Refused, Result, Task
from app.workers.tasks.challenged import NO_PICTURES, OTHER_METHOD, ChallengedPictures
from app.workers.tasks.on_demand import TestFinding
from app.workers.tasks.screen import METHOD_CHANGED
from audit.log.store import Log
from audit.records.film import FilmRecord
from models.values.challenged_pictures import OnDemand, RegionPictures
from models.values.radiograph import Radiograph


@pytest.fixture(scope="module")
def screened(workers: InlineWorkers, phantom_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[FilmRecord, Radiograph]:
    """A phantom with a marker, screened by the teaching classifier, which was taught to rely on it."""
    with Log(tmp_path_factory.mktemp("log") / "audit.db", writing=True) as log:
        steps = list(screen_films([phantom_folder / "marked.dcm"], RunRequest(classifier="teaching"), pool=workers, log=log))
    (recorded,) = (step for step in steps if isinstance(step, FilmRecorded))
    assert recorded.film is not None
    return recorded.entry.film, recorded.film


def asked(workers: InlineWorkers, screened: tuple[FilmRecord, Radiograph], **changes: Any) -> Outcome:
    record, film = screened
    wanted = ChallengedPictures(film, 0, record.method.fingerprint or "", load_of(record, None))
    return workers.submit(Task.CHALLENGED, replace(wanted, **changes)).result()


@pytest.fixture(scope="module")
def pictures(workers: InlineWorkers, screened: tuple[FilmRecord, Radiograph]) -> RegionPictures:
    ending = asked(workers, screened)
    assert isinstance(ending, Result), ending
    assert isinstance(ending.payload, RegionPictures)
    return ending.payload


def test_scores_are_those_of_the_record(screened: tuple[FilmRecord, Radiograph], pictures: RegionPictures) -> None:
    """Of the film, and of each filler, for every label."""
    record, _ = screened
    findings = record.findings or ()
    assert pictures.logits == pytest.approx([finding.logit for finding in findings], abs=1e-4, rel=1e-4)
    told = {challenge.filler: challenge.delta_logit for challenge in record.challenges if challenge.region == 0}
    assert {str(one.filler) for one in pictures.filled} == told.keys()
    assert len(told) >= 2
    for one in pictures.filled:
        deltas = [before - after for before, after in zip(pictures.logits, one.logits, strict=True)]
        assert deltas == pytest.approx([told[one.filler][finding.label] for finding in findings], abs=1e-4, rel=1e-4)
    assert pictures.box == record.regions[0].box
    assert {one.filler for one in pictures.not_run} == {one.filler for one in record.not_run}


def test_pixels_are_changed_in_the_region_alone(pictures: RegionPictures) -> None:
    assert 0 < pictures.mask.mean() < 0.2
    assert (pictures.grey.min(), pictures.grey.max()) == (0, 255)
    for one in pictures.filled:
        assert one.grey.shape == pictures.grey.shape == pictures.mask.shape
        assert (one.grey == pictures.grey)[~pictures.mask].all()
        assert (one.grey != pictures.grey)[pictures.mask].mean() > 0.3


def test_the_marker_that_the_score_relies_on_is_gone(screened: tuple[FilmRecord, Radiograph], pictures: RegionPictures) -> None:
    """The taught finding's score falls with each filler; the marker is the brightest that lay there."""
    record, _ = screened
    taught = next(k for k, finding in enumerate(record.findings or ()) if finding.label == "Cardiomegaly")
    brightest = pictures.grey[pictures.mask].max()
    for one in pictures.filled:
        assert one.logits[taught] < pictures.logits[taught] - 1
        assert one.grey[pictures.mask].max() < brightest


def test_chance_does_not_change_between_two_looks(
    workers: InlineWorkers, screened: tuple[FilmRecord, Radiograph], pictures: RegionPictures
) -> None:
    again = asked(workers, screened)
    assert isinstance(again, Result)
    for one, other in zip(again.payload.filled, pictures.filled, strict=True):
        np.testing.assert_array_equal(one.grey, other.grey)


def test_a_region_that_the_film_does_not_have_is_said(workers: InlineWorkers, screened: tuple[FilmRecord, Radiograph]) -> None:
    ending = asked(workers, screened, region=9)
    assert isinstance(ending, Refused)
    assert ending.code == NO_PICTURES
    assert ending.sentence.startswith("The film has no such region")


def test_a_film_that_is_refused_says_why(workers: InlineWorkers, screened: tuple[FilmRecord, Radiograph]) -> None:
    _, film = screened
    upside_down = replace(film, pixels=np.ascontiguousarray(film.pixels[::-1, ::-1]))
    ending = asked(workers, screened, film=upside_down)
    assert isinstance(ending, Refused)
    assert ending.sentence.startswith("The film is upside down.")


def test_another_method_than_the_records_is_said(workers: InlineWorkers, screened: tuple[FilmRecord, Radiograph]) -> None:
    ending = asked(workers, screened, fingerprint="0" * 64)
    assert isinstance(ending, Refused)
    assert (ending.code, ending.sentence) == (METHOD_CHANGED, OTHER_METHOD)


def on_demand(workers: InlineWorkers, screened: tuple[FilmRecord, Radiograph], label: str) -> OnDemand:
    record, film = screened
    wanted = TestFinding(film, label, record.method.fingerprint or "", load_of(record, None))
    ending = workers.submit(Task.ON_DEMAND, wanted).result()
    assert isinstance(ending, Result), ending
    assert isinstance(ending.payload, OnDemand)
    return ending.payload


def test_on_demand_a_finding_that_was_challenged_gets_the_verdict_of_its_record(
    workers: InlineWorkers, screened: tuple[FilmRecord, Radiograph], pictures: RegionPictures
) -> None:
    """Nothing is added to what the screening challenged, so all is the same."""
    taught = next(finding for finding in screened[0].findings or () if finding.label == "Cardiomegaly")
    found = on_demand(workers, screened, "Cardiomegaly")
    assert (str(found.verdict.verdict), found.verdict.sentence) == (taught.verdict, taught.verdict_sentence)
    assert found.pictures is not None
    assert found.pictures.region in {test.region for test in taught.tests}
    assert found.pictures.logits == pictures.logits


def test_on_demand_a_finding_that_was_not_challenged_is_challenged_and_judged(
    workers: InlineWorkers, screened: tuple[FilmRecord, Radiograph]
) -> None:
    findings = screened[0].findings or ()
    k, unasked = next((k, finding) for k, finding in enumerate(findings) if finding.challenged == "not_challenged")
    found = on_demand(workers, screened, unasked.label)
    assert str(found.verdict.verdict) not in {"not_challenged", "not_assessable"}
    assert found.pictures is not None
    assert found.pictures.filled
    assert found.pictures.logits[k] == pytest.approx(unasked.logit, abs=1e-4)
    assert found.pictures.mask.any()
