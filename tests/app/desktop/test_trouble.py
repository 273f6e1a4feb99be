"""Trouble is said where it happened, and the window goes on."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.desktop.desk import Desk
from app.desktop.shell.window import ReviewWindow
from app.run.request import RunRequest
from app.site.classifiers import own_classifiers
from app.workers.inline import InlineWorkers
from app.workers.job import Job
from app.workers.messages import Failed, Outcome, Request, Task
from models.values.parameters import CHEAPEST
from tests.own_classifiers import imported_classifier

REQUEST = RunRequest(classifier="teaching", parameters=CHEAPEST)
CRASHED = "The worker process ended unexpectedly, perhaps for lack of memory; it was started anew."
NO_MEMORY = "There is not enough memory on the device for this film."


class TroubledWorkers(InlineWorkers):
    """Workers to whom something happens.

    Args:
        happens: Answers a request in their place, or leaves it by None.
    """

    def __init__(self, happens: Callable[[Task, Any], str | None]) -> None:
        super().__init__()
        self._happens = happens

    def submit(self, kind: Task, payload: Any, *, urgent: bool = False) -> Job:
        sentence = self._happens(kind, payload)
        if sentence is None:
            return super().submit(kind, payload, urgent=urgent)
        job = Job(Request(next(self._ids), kind, payload))
        ending: Outcome = Failed(job.request.id, sentence)
        job.end(ending)
        return job


@pytest.fixture
def window(qtbot: QtBot) -> ReviewWindow:
    shown = ReviewWindow()
    qtbot.addWidget(shown)
    shown.show()
    return shown


def rows(window: ReviewWindow) -> dict[str, str]:
    """State of each film of the worklist."""
    return dict(text.split(", ", 1) for text in window.worklist.texts())


def said(window: ReviewWindow) -> str:
    """What stands in the card."""
    return " ".join(window.review.detail.texts().values())


def test_a_worker_that_dies_costs_the_film_it_died_over_and_the_next_is_seen_to(window: ReviewWindow, qtbot: QtBot, tmp_path: Path) -> None:
    for name in ("a.dcm", "b.dcm"):
        (tmp_path / name).write_text("no film")

    def happens(kind: Task, payload: Any) -> str | None:
        return CRASHED if kind is Task.READ and payload.path.name == "a.dcm" else None

    desk = Desk(window, tmp_path / "audit.db", REQUEST, lambda: TroubledWorkers(happens))
    with qtbot.waitSignal(desk.bridge.stopped, timeout=60_000) as stopped:
        window.opened.emit([tmp_path / "a.dcm", tmp_path / "b.dcm"])
    assert stopped.args == ["", ""]
    assert rows(window)["a.dcm"].startswith("Failed · The worker process ended unexpectedly")
    assert rows(window)["b.dcm"].startswith("Refused · This is neither a DICOM file nor")
    window.worklist.chosen.emit(0)
    qtbot.waitUntil(lambda: window.review.detail.texts()["title"] == "Failed")
    desk.close()
    assert CRASHED in said(window)
    assert window.viewer.film.message == CRASHED


def test_too_little_memory_is_said_with_the_film_which_is_shown_all_the_same(
    window: ReviewWindow, qtbot: QtBot, tmp_path: Path, phantom_folder: Path
) -> None:
    desk = Desk(window, tmp_path / "audit.db", REQUEST, lambda: TroubledWorkers(lambda kind, _: NO_MEMORY if kind is Task.SCREEN else None))
    with qtbot.waitSignal(desk.bridge.loaded, timeout=60_000), qtbot.waitSignal(desk.bridge.stopped, timeout=60_000) as stopped:
        window.opened.emit([phantom_folder / "plain.dcm"])
    assert stopped.args == ["", ""]
    qtbot.waitUntil(lambda: window.review.detail.texts()["title"] == "Failed")
    desk.close()
    assert NO_MEMORY in said(window)
    assert window.viewer.film.message == ""


def test_a_file_that_is_gone_says_so_in_the_films_place_and_the_others_are_seen_to(
    window: ReviewWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "b.dcm").write_text("no film")
    desk = Desk(window, tmp_path / "audit.db", REQUEST, InlineWorkers)
    with qtbot.waitSignal(desk.bridge.stopped, timeout=60_000) as stopped:
        window.opened.emit([tmp_path / "gone.dcm", tmp_path / "b.dcm"])
    assert stopped.args == ["", ""]
    number = list(rows(window)).index("gone.dcm")
    window.worklist.chosen.emit(number)
    qtbot.waitUntil(lambda: "gone.dcm" in rows(window) and "Entry" in window.review.detail.record())
    desk.close()
    assert rows(window)["gone.dcm"].split(" ")[0] in {"Refused", "Failed"}
    assert rows(window)["b.dcm"].startswith("Refused · This is neither a DICOM file nor")
    assert window.viewer.film.message.endswith(".")


def test_a_classifier_that_is_gone_is_said_and_the_window_stays_open(window: ReviewWindow, qtbot: QtBot, tmp_path: Path) -> None:
    """It was there when the window opened."""
    folder = imported_classifier(own_classifiers() / "at-the-desk")
    desk = Desk(window, tmp_path / "audit.db", replace(REQUEST, classifier="at-the-desk"), InlineWorkers)
    shutil.rmtree(folder)
    (tmp_path / "a.dcm").write_text("no film")
    with qtbot.waitSignal(desk.bridge.stopped, timeout=60_000):
        window.opened.emit([tmp_path / "a.dcm"])
    desk.close()
    assert "classifier" in window.status.texts()["problem"]
    assert rows(window) == {"a.dcm": "Not screened"}
    assert window.isVisible()


def test_a_classifier_that_was_gone_before_the_window_opened_is_said_too(window: ReviewWindow, qtbot: QtBot, tmp_path: Path) -> None:
    desk = Desk(window, tmp_path / "audit.db", replace(REQUEST, classifier="never-here"), InlineWorkers)
    (tmp_path / "a.dcm").write_text("no film")
    with qtbot.waitSignal(desk.bridge.stopped, timeout=60_000):
        window.opened.emit([tmp_path / "a.dcm"])
    desk.close()
    assert window.status.texts()["problem"].startswith("There is no classifier of this name")
