"""What fails, is cancelled or cannot be written costs no more than it must."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.run.events import FilmRead, FilmRecorded
from app.run.request import CannotScreen, RunRequest
from app.run.run import screen_films
from app.workers.inline import InlineWorkers
from app.workers.messages import Failed, Outcome, Progressed, Request, Result, Task
from audit.log.errors import LogUnavailable
from audit.log.store import Log
from audit.log.verify.verify import verify
from audit.records.body import json_of
from models.values.parameters import CHEAPEST
from models.values.progress import Progress
from models.values.screening import Screening

Screen = Callable[..., list[FilmRecorded]]
_BEGUN = "audit.db"


def _engine_fails_on(pixels: str) -> Callable[[Request], Outcome | None]:
    def script(request: Request) -> Outcome | None:
        if request.kind is Task.SCREEN and pixels in {film.header.pixel_sha256 for film in request.payload.films}:
            return Failed(request.id, "There was not enough memory for this film.")
        return None

    return script


def test_an_engine_that_fails_costs_only_the_film_that_makes_it_fail(
    screen: Screen, scripted: Any, films: list[Any], phantom_folder: Path, tmp_path: Path
) -> None:
    scripted.script = _engine_fails_on(films[0].header.pixel_sha256)
    done = screen([phantom_folder / "marked.dcm", phantom_folder / "plain.dcm"], scripted, tmp_path / _BEGUN)
    assert {one.path.name: one.entry.kind for one in done} == {"marked.dcm": "failed", "plain.dcm": "screened"}
    (failed,) = (one.entry.film for one in done if one.entry.kind == "failed")
    assert (failed.code, failed.reason) == ("engine", "There was not enough memory for this film.")
    assert failed.radiograph is not None
    assert failed.radiograph.pixel_sha256 == films[0].header.pixel_sha256


def test_a_failed_film_is_tried_again_the_next_time(
    screen: Screen, scripted: Any, films: list[Any], phantom_folder: Path, tmp_path: Path
) -> None:
    scripted.script = _engine_fails_on(films[0].header.pixel_sha256)
    screen([phantom_folder / "marked.dcm"], scripted, tmp_path / _BEGUN)
    scripted.script = lambda request: None
    (done,) = screen([phantom_folder / "marked.dcm"], scripted, tmp_path / _BEGUN)
    assert (done.entry.kind, done.already_recorded, done.entry.seq) == ("screened", False, 2)


def test_a_defect_of_the_reader_is_a_failed_entry(screen: Screen, scripted: Any, phantom_folder: Path, tmp_path: Path) -> None:
    scripted.script = lambda request: Failed(request.id, "A defect.", "trace") if request.kind is Task.READ else None
    (done,) = screen([phantom_folder / "plain.dcm"], scripted, tmp_path / _BEGUN)
    assert (done.entry.kind, done.entry.film.code, done.entry.film.reason) == ("failed", "defect", "A defect.")
    assert done.details == "trace"
    assert b"trace" not in json_of(done.entry.record)


def test_a_network_that_gives_no_number_costs_only_that_film(
    screen: Screen, scripted: Any, screenings: tuple[Screening, ...], films: list[Any], phantom_folder: Path, tmp_path: Path
) -> None:
    """NaN is no JSON and never gets into the log; the film fails, the others are screened."""

    def script(request: Request) -> Outcome | None:
        if request.kind is not Task.SCREEN:
            return None
        made = []
        for film in request.payload.films:
            one = replace(screenings[1], header=film.header)
            if film.header.pixel_sha256 == films[0].header.pixel_sha256:
                one = replace(one, findings=(replace(one.findings[0], logit=float("nan")), *one.findings[1:]))
            made.append(one)
        return Result(request.id, tuple(made))

    scripted.script = script
    done = screen([phantom_folder / "marked.dcm", phantom_folder / "plain.dcm"], scripted, tmp_path / _BEGUN)
    assert {one.path.name: one.entry.kind for one in done} == {"marked.dcm": "failed", "plain.dcm": "screened"}


@pytest.mark.parametrize("name", ["nobody", "lungs", "film-check"])
def test_what_is_no_classifier_is_said_and_nothing_is_written(
    screen: Screen, workers: InlineWorkers, phantom_folder: Path, tmp_path: Path, name: str
) -> None:
    with pytest.raises(CannotScreen, match=r"no classifier of this name.*embedded, teaching"):
        screen([phantom_folder / "plain.dcm"], workers, tmp_path / _BEGUN, classifier=name)
    assert verify(tmp_path / _BEGUN).entries == 0


def test_closing_cancels_what_is_under_way(scripted: Any, phantom_folder: Path, tmp_path: Path) -> None:
    paths = [phantom_folder / "plain.dcm"] * 6
    with Log(tmp_path / _BEGUN, writing=True) as log:
        steps = screen_films(paths, RunRequest(parameters=CHEAPEST, batch_size=2), pool=scripted, log=log)
        for step in steps:
            if isinstance(step, FilmRead):
                break
        steps.close()
    reads = [request.id for request in scripted.asked if request.kind is Task.READ]
    assert scripted.cancelled == reads[1:]
    assert len(reads) > 2


def test_progress_counts_what_stands_in_the_log(scripted: Any, phantom_folder: Path, tmp_path: Path) -> None:
    submit = scripted.submit

    def submit_with_progress(kind: Task, payload: Any, *, urgent: bool = False) -> Any:
        job = submit(kind, payload, urgent=urgent)
        if kind is Task.SCREEN:
            ending = job._heard.get()
            job.hear(Progressed(job.request.id, Progress(0, 1, "finding the lungs")))
            job._heard.put(ending)
        return job

    scripted.submit = submit_with_progress
    paths = sorted(phantom_folder.iterdir())
    done = 0
    labels = []
    with Log(tmp_path / _BEGUN, writing=True) as log:
        for step in screen_films(paths, RunRequest(parameters=CHEAPEST), pool=scripted, log=log):
            if isinstance(step, Progress):
                assert (step.done, step.of) == (done, 3)
                labels.append(step.label)
            elif isinstance(step, FilmRecorded):
                done += 1
                assert log.entry(step.entry.seq) == step.entry
    assert done == 3
    assert labels[0] == "starting the networks"
    assert {"reading", "finding the lungs"} <= set(labels)


def test_a_log_that_cannot_be_written_stops_the_work(
    scripted: Any, phantom_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is yielded as done that does not stand in the log."""
    append = Log.append_new

    def once(log: Log, *arguments: Any, **named: Any) -> Any:
        if log.count() == 1:
            raise LogUnavailable("The disk is full.")
        return append(log, *arguments, **named)

    monkeypatch.setattr(Log, "append_new", once)
    done: list[FilmRecorded] = []
    paths = [phantom_folder / name for name in ("marked.dcm", "plain.dcm", "notes.dcm")]
    with Log(tmp_path / _BEGUN, writing=True) as log:
        steps = screen_films(paths, RunRequest(parameters=CHEAPEST, batch_size=1), pool=scripted, log=log)
        with pytest.raises(LogUnavailable):
            done.extend(step for step in steps if isinstance(step, FilmRecorded))
        assert list(steps) == []
        assert log.count() == 1
        assert log.entry(1).film.radiograph is not None
    assert scripted.cancelled
    assert len([request for request in scripted.asked if request.kind is Task.SCREEN]) == 2
