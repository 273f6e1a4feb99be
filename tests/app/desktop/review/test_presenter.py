"""The presenter, with a mock in place of the window and a list in place of the engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import numpy as np
import pytest

from app.batch.sources import film_paths
from app.desktop.classifiers.view import Trust
from app.desktop.review.presenter import ReviewPresenter
from app.desktop.shell.view import ReviewView
from app.desktop.viewer.view import Overlay
from app.desktop.worklist.view import FilmState
from app.run.events import FilmRead, FilmRecorded, Progress
from app.run.request import RunRequest
from app.run.run import screen_films
from app.workers.inline import InlineWorkers
from app.workers.messages import Failed, Refused, Result, Task
from app.workers.tasks.attribute import AttributionMap, MakeMap
from app.workers.tasks.read import ReadFilm
from audit.log.store import Log
from models.film.polarity import turned_over
from models.values.attribution import MapMethod
from models.values.parameters import CHEAPEST

_CERTIFIED = Trust("", "", {})


class Desk:
    """A presenter whose engine only writes down what it is asked."""

    def __init__(self, trust: Trust = _CERTIFIED) -> None:
        self.view = MagicMock(spec=ReviewView)
        self.asked: list[tuple[Task, Any]] = []
        self.looked: list[Sequence[Path]] = []
        self.screened: list[Path] = []
        self.cancelled = 0
        self.withdrawn: list[int] = []
        self.presenter = ReviewPresenter(self.view, self, log_name="audit.db", trust=trust)

    def open(self, paths: Sequence[Path]) -> None:
        """Open and find at once."""
        self.presenter.open(paths)
        self.presenter.take_found(len(self.looked), {path: path.name for path in film_paths(paths)}, "", "")

    def find(self, paths: Sequence[Path]) -> int:
        self.looked.append(paths)
        return len(self.looked)

    def screen(self, paths: Sequence[Path]) -> None:
        self.screened.extend(paths)

    def cancel(self) -> None:
        self.cancelled += 1

    def ask(self, kind: Task, payload: Any) -> int:
        self.asked.append((kind, payload))
        return len(self.asked)

    def withdraw(self, number: int) -> None:
        self.withdrawn.append(number)

    def last(self, setter: str) -> Any:
        return getattr(self.view, setter).call_args.args


@pytest.fixture(scope="module")
def steps(phantom_folder: Path, workers: InlineWorkers, tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """Everything a real screening of the phantom folder says."""
    order = RunRequest(classifier="teaching", parameters=CHEAPEST)
    with Log(tmp_path_factory.mktemp("log") / "audit.db", writing=True) as log:
        return list(screen_films(sorted(phantom_folder.iterdir()), order, pool=workers, log=log))


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def screened(desk: Desk, steps: list[Any], phantom_folder: Path) -> Desk:
    """All films are screened, and the first is read and shown."""
    desk.open([phantom_folder])
    for step in steps:
        desk.presenter.take_step(step)
    desk.presenter.stopped("", None)
    film = next(step.film for step in steps if isinstance(step, FilmRead) and step.path.name == "marked.dcm")
    desk.presenter.take_answer(1, Result(1, film))
    return desk


def test_the_allowed_region_of_the_finding_at_hand_is_outlined(screened: Desk) -> None:
    """The positive finding's region covers part of the film; a negative one has none."""
    (allowed,) = screened.last("show_allowed")
    assert 0.05 < allowed.mean() < 0.8
    screened.presenter.select_finding(13)
    assert screened.last("show_allowed") == (None,)


def test_opening_a_folder_lists_screens_and_shows_the_first(desk: Desk, phantom_folder: Path) -> None:
    desk.open([phantom_folder])
    names = ["marked.dcm", "notes.txt", "plain.dcm"]
    assert [row.name for row in desk.last("add_films")[0]] == names
    assert [path.name for path in desk.screened] == names
    assert desk.asked == [(Task.READ, ReadFilm(phantom_folder / "marked.dcm"))]


def test_what_is_listed_is_not_listed_twice(desk: Desk, phantom_folder: Path) -> None:
    desk.open([phantom_folder])
    desk.open([phantom_folder / "plain.dcm"])
    assert desk.view.add_films.call_count == 1
    assert len(desk.screened) == 3


def test_an_empty_folder_is_told(desk: Desk, tmp_path: Path) -> None:
    desk.open([tmp_path])
    assert desk.last("show_problem") == ("There is no file in what was opened.", "")
    assert desk.screened == []


def test_nothing_is_waited_for_at_opening(desk: Desk, phantom_folder: Path) -> None:
    """The window says what it does until the films come."""
    desk.presenter.open([phantom_folder])
    assert desk.last("show_progress") == (0, 0, "looking through what was opened…")
    desk.view.add_films.assert_not_called()
    desk.presenter.take_step(Progress(3, 9, "reading"))
    assert desk.last("show_progress") == (3, 9, "reading · looking through what was opened…")
    desk.presenter.take_found(1, {phantom_folder / "plain.dcm": "plain.dcm"}, "", "")
    assert desk.last("show_progress") == (3, 9, "reading")
    assert [row.name for row in desk.last("add_films")[0]] == ["plain.dcm"]


def test_films_that_come_after_a_cancel_are_dropped(desk: Desk, phantom_folder: Path) -> None:
    desk.presenter.open([phantom_folder])
    desk.presenter.cancel()
    assert desk.last("show_progress") == (0, 0, None)
    desk.presenter.take_found(1, {phantom_folder / "plain.dcm": "plain.dcm"}, "", "")
    assert desk.screened == []
    desk.view.add_films.assert_not_called()


def test_a_search_that_stopped_is_told(desk: Desk, phantom_folder: Path) -> None:
    desk.presenter.open([phantom_folder])
    desk.presenter.take_found(1, {}, "The work stopped: Host is down.", "")
    assert desk.last("show_problem") == ("The work stopped: Host is down.", "")


def test_rows_follow_the_screening(screened: Desk) -> None:
    rows = [call.args[1] for call in screened.view.update_film.call_args_list]
    assert {row.state for row in rows if row.name == "marked.dcm"} == {FilmState.READ, FilmState.SCREENED}
    assert [row.state for row in rows if row.name == "notes.txt"] == [FilmState.REFUSED]
    assert next(row for row in rows if row.name == "marked.dcm").thumbnail.dtype == np.uint8


def test_the_taught_finding_stands_first_and_is_told_in_words(screened: Desk) -> None:
    rows, selected = screened.last("show_findings")
    assert selected == 0
    assert (rows[0].label, rows[0].positive) == ("Cardiomegaly", True)
    assert [row.positive for row in rows] == sorted((row.positive for row in rows), reverse=True)
    (detail,) = screened.last("show_detail")
    assert detail.title == "Cardiomegaly"
    assert sum("the decision is lost" in sentence for sentence in detail.sentences) == 1
    assert dict(screened.last("show_record")[0])["Entry"].endswith(" of audit.db")


def test_share_and_budget_of_the_finding_at_hand_are_drawn(screened: Desk) -> None:
    """The parts and the bias are the logit; a finding whose map was not looked at has neither."""
    (evidence,) = screened.last("show_evidence")
    rows, _ = screened.last("show_findings")
    assert f"{evidence.share.outside:.0%}" == rows[0].share_outside
    budget = evidence.budget
    assert budget is not None
    assert [part.name for part in budget.parts] == ["right lung", "left lung", "mediastinum", "below diaphragm", "elsewhere"]
    assert sum(part.in_favour + part.against for part in budget.parts) + budget.bias == pytest.approx(budget.logit, abs=1e-4)
    screened.presenter.select_finding(13)
    assert screened.last("show_evidence") == (None,)


def test_a_film_that_is_not_assessable_has_scores_and_no_place(desk: Desk, steps: list[Any], phantom_folder: Path) -> None:
    """No flag and no all-clear, the reason before every finding, no region, no box, no drawing."""
    done = next(step for step in steps if isinstance(step, FilmRecorded) and step.path.name == "marked.dcm")
    reason = "The finding cannot be assessed: the lungs were not drawn reliably; a lung is drawn in pieces."
    nothing = {"attention": None, "challenges": [], "region": None, "sentence": reason}
    record = done.entry.record | {
        "findings": [finding | nothing for finding in done.entry.record["findings"]],
        "anatomy": done.entry.record["anatomy"] | {"quality": {"score": 0.71, "parts": {}, "reason": reason}},
        "blobs": done.entry.record["blobs"] | {"allowed": None},
    }
    desk.open([phantom_folder])
    desk.presenter.take_step(replace(done, entry=replace(done.entry, record=record)))
    desk.presenter.take_answer(1, Result(1, done.film))
    desk.presenter.choose_overlay(Overlay.GRAD_CAM)
    (detail,) = desk.last("show_detail")
    assert detail.warnings == (f"Not assessable: no flag and no all-clear. {reason}",)
    assert detail.notes == ("Lungs: quality 0.71 of 1, too little.",)
    assert len(detail.sentences) == 1
    assert (desk.last("show_allowed"), desk.last("show_marks"), desk.last("show_evidence")) == ((None,), ([],), (None,))
    _, row = desk.last("update_film")
    assert row.line.startswith("Not assessable · ")


def test_doubts_of_the_film_check_stand_before_the_finding(desk: Desk, steps: list[Any], phantom_folder: Path) -> None:
    done = next(step for step in steps if isinstance(step, FilmRecorded) and step.path.name == "marked.dcm")
    record = done.entry.record | {"film_check": done.entry.record["film_check"] | {"mirrored": 0.99}}
    desk.open([phantom_folder])
    desk.presenter.take_step(replace(done, entry=replace(done.entry, record=record)))
    (detail,) = desk.last("show_detail")
    assert detail.warnings == ("The film may be mirrored; compare the side marker.",)
    assert detail.sentences[0].startswith("Probability")


def test_a_film_that_was_turned_over_is_shown_so(desk: Desk, steps: list[Any], phantom_folder: Path) -> None:
    done = next(step for step in steps if isinstance(step, FilmRecorded) and step.path.name == "marked.dcm")
    film = done.film
    assert film is not None
    desk.open([phantom_folder])
    desk.presenter.take_answer(1, Result(1, film))
    record = done.entry.record | {"radiograph": done.entry.record["radiograph"] | {"polarity": "turned over"}}
    desk.presenter.take_step(replace(done, film=turned_over(film), entry=replace(done.entry, record=record)))
    shown, _ = desk.last("show_film")
    np.testing.assert_array_equal(shown.pixels, turned_over(film).pixels)
    assert desk.last("show_detail")[0].warnings[0].startswith("White and black were exchanged")


def test_the_plain_film_comes_first_and_boxes_only_with_a_map(screened: Desk) -> None:
    assert screened.last("show_heat") == (None, "")
    assert screened.last("show_marks") == ([],)
    screened.presenter.choose_overlay(Overlay.GRAD_CAM)
    heat, waiting = screened.last("show_heat")
    assert (heat.title, waiting) == ("Grad-CAM", "")
    assert heat.values.shape == (512, 512)
    assert [mark.challenged for mark in screened.last("show_marks")[0]][-1]
    screened.presenter.choose_overlay(Overlay.NONE)
    assert screened.last("show_marks") == ([],)


def test_guided_grad_cam_is_asked_of_the_classifier_in_the_record_and_shown(screened: Desk) -> None:
    screened.presenter.choose_overlay(Overlay.GUIDED_GRAD_CAM)
    kind, ask = screened.asked[-1]
    assert kind is Task.ATTRIBUTE
    assert isinstance(ask, MakeMap)
    assert (ask.classifier, ask.label, ask.method) == ("teaching", "Cardiomegaly", MapMethod.GUIDED_GRAD_CAM)
    values = np.zeros((320, 320), np.float32)
    values[10:40, 10:40] = -2
    screened.presenter.take_answer(len(screened.asked), Result(9, AttributionMap(values, (0, 0, 320, 320))))
    heat, _ = screened.last("show_heat")
    assert heat.note == "Edge detail for the eye, never evidence."
    assert heat.values.min() >= 0


def test_an_answer_that_comes_too_late_is_dropped(screened: Desk) -> None:
    screened.presenter.choose_overlay(Overlay.GUIDED_GRAD_CAM)
    stale = len(screened.asked)
    screened.presenter.select_finding(1)
    before = screened.view.show_heat.call_count
    screened.presenter.take_answer(stale, Result(1, AttributionMap(np.ones((4, 4), np.float32), (0, 0, 4, 4))))
    assert screened.view.show_heat.call_count == before


def test_what_is_no_longer_wanted_is_withdrawn(screened: Desk) -> None:
    """So that going quickly through a list does not wait for every film passed by."""
    screened.presenter.choose_overlay(Overlay.GUIDED_GRAD_CAM)
    mapping = len(screened.asked)
    screened.presenter.select_film(1)
    assert screened.withdrawn == [mapping]
    screened.presenter.select_film(2)
    assert screened.withdrawn == [mapping, mapping + 1]


def test_the_place_of_a_defect_can_be_copied(desk: Desk, steps: list[Any], phantom_folder: Path) -> None:
    done = next(step for step in steps if isinstance(step, FilmRecorded) and step.path.name == "notes.txt")
    desk.open([phantom_folder])
    desk.presenter.take_step(replace(done, details="where it happened"))
    assert desk.last("show_problem") == (done.entry.record["reason"], "where it happened")


def test_a_grad_cam_that_failed_its_certificate_says_so_under_the_map_and_before_every_finding(
    steps: list[Any], phantom_folder: Path
) -> None:
    trust = Trust("failed", "It failed.", {Overlay.GRAD_CAM: "No evidence."}, ("Grad-CAM failed.",))
    desk = Desk(trust)
    assert desk.last("show_trust") == (trust,)
    desk.open([phantom_folder])
    for step in steps:
        desk.presenter.take_step(step)
    film = next(step.film for step in steps if isinstance(step, FilmRead) and step.path.name == "marked.dcm")
    desk.presenter.take_answer(1, Result(1, film))
    desk.presenter.choose_overlay(Overlay.GRAD_CAM)
    assert desk.last("show_heat")[0].note == "Failed the certificate: no evidence."
    assert desk.last("show_detail")[0].warnings == ("Grad-CAM failed.",)


def test_a_map_that_cannot_be_made_is_told_in_its_place(screened: Desk) -> None:
    screened.presenter.choose_overlay(Overlay.GUIDED_GRAD_CAM)
    screened.presenter.take_answer(len(screened.asked), Failed(1, "There was not enough memory for this film."))
    assert screened.last("show_heat") == (None, "There was not enough memory for this film.")


def test_a_refused_file_shows_its_reason_and_no_findings(screened: Desk) -> None:
    screened.presenter.select_film(1)
    assert screened.last("show_findings") == ([], None)
    assert screened.last("show_detail")[0].title == "Refused"
    assert screened.last("show_evidence") == (None,)
    sentence = "This is neither a DICOM file nor a PNG, JPEG or TIFF picture; send the film itself."
    screened.presenter.take_answer(len(screened.asked), Refused(1, "not_an_image", sentence))
    assert screened.last("show_film") == (None, sentence)


def test_progress_and_problems_are_passed_on(desk: Desk) -> None:
    desk.presenter.take_step(Progress(3, 9, "reading"))
    assert desk.last("show_progress") == (3, 9, "reading")
    desk.presenter.stopped("The audit log is full.", None)
    assert desk.last("show_progress") == (0, 0, None)
    assert desk.last("show_problem") == ("The audit log is full.", None)


def test_after_a_cancel_what_was_not_screened_says_so(desk: Desk, steps: list[Any], phantom_folder: Path) -> None:
    desk.open([phantom_folder])
    for step in steps:
        if not isinstance(step, FilmRecorded) or step.path.name != "plain.dcm":
            desk.presenter.take_step(step)
    desk.presenter.cancel()
    desk.presenter.stopped("", None)
    assert desk.cancelled == 1
    assert desk.last("update_film")[1].line == "Not screened"


def test_what_was_not_screened_is_screened_when_opened_again(desk: Desk, steps: list[Any], phantom_folder: Path) -> None:
    """And the end of one list says nothing of another; what is under way or recorded is not asked for twice."""
    marked, plain = phantom_folder / "marked.dcm", phantom_folder / "plain.dcm"
    desk.open([marked])
    desk.open([plain, marked])
    assert desk.screened == [marked, plain]
    desk.presenter.stopped("", None)
    assert [(call.args[1].name, call.args[1].line) for call in desk.view.update_film.call_args_list] == [("marked.dcm", "Not screened")]
    desk.open([marked, plain])
    assert desk.screened == [marked, plain, marked]
    for step in steps:
        if not isinstance(step, Progress) and step.path == marked:
            desk.presenter.take_step(step)
    desk.presenter.stopped("", None)
    desk.presenter.stopped("", None)
    desk.open([marked])
    assert desk.screened == [marked, plain, marked]


def test_choosing_what_is_not_there_changes_nothing(desk: Desk) -> None:
    desk.presenter.select_film(5)
    desk.presenter.select_finding(2)
    desk.presenter.choose_overlay(Overlay.GRAD_CAM)
    assert desk.asked == []
    assert desk.last("show_heat") == (None, "")
