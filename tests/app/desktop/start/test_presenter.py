"""What a person begins with, with a mock in place of the start page."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest

from app.desktop.start.presenter import DRAWING, NOT_DRAWN, StartPresenter
from app.desktop.start.view import LogRow, Sitting, StartView
from app.site.phantoms import PHANTOMS, phantom_folder
from app.site.recent_logs import RecentLog, recent_logs
from app.workers.messages import Failed, Result, Task
from tests.app.desktop.asked import Asked

KEPT = RecentLog(Path("/logs/ward 3.db"), "teaching", (Path("/films/march"),))
GONE = RecentLog(Path("/stick/audit.db"), "embedded", ())


class Start:
    """A presenter, its page, and the sittings that were wanted."""

    def __init__(self, *recent: RecentLog) -> None:
        self.view, self.engine = MagicMock(spec=StartView), Asked()
        self.wanted: list[Sitting] = []
        at = Sitting(Path("/logs/audit.db"), "embedded", ())
        self.presenter = StartPresenter(self.view, self.engine, at=at, recent=recent, sit_at=self.wanted.append)

    def last(self, setter: str) -> Any:
        return getattr(self.view, setter).call_args


def test_logs_are_listed_with_where_they_lie_and_what_was_opened() -> None:
    start = Start(KEPT)
    tip = "/logs/ward 3.db\nClassifier: teaching\nOpened with it: march"
    assert start.last("show_logs").args == ([LogRow("ward 3.db", "/logs", tip)],)
    start.view.set_open.assert_called_once_with(True)


def test_a_log_is_gone_on_with_its_classifier_and_its_films() -> None:
    start = Start(GONE, KEPT)
    start.presenter.choose_log(1)
    assert start.wanted == [Sitting(KEPT.log, "teaching", KEPT.opened)]


def test_a_log_that_is_gone_says_so_and_is_not_made_anew() -> None:
    start = Start(GONE, KEPT)
    start.presenter.take_gone({GONE.log})
    gone, kept = start.last("show_logs").args[0]
    assert (gone.line, gone.gone, kept.gone) == ("No longer in /stick", True, False)
    start.presenter.choose_log(0)
    assert start.wanted == []


def test_a_log_whose_classifier_is_not_here_says_so_in_its_place() -> None:
    start = Start(RecentLog(Path("/logs/a.db"), "removed-one", ()))
    start.presenter.choose_log(0)
    assert start.wanted == []
    said = start.last("show_message").args[0]
    assert said.startswith("a.db was worked on with the classifier removed-one. ")


def test_the_page_makes_room_for_films_and_not_for_nothing() -> None:
    start = Start()
    start.presenter.take_found(1, {}, 3, "", "")
    start.view.set_open.assert_called_once_with(True)
    start.presenter.take_found(2, {Path("a.dcm"): "a.dcm"}, 0, "", "")
    start.view.set_open.assert_called_with(False)


def test_what_is_opened_is_kept_with_its_log() -> None:
    Start().presenter.opened([Path("/films/march")])
    assert recent_logs() == [RecentLog(Path("/logs/audit.db"), "embedded", (Path("/films/march"),))]


def test_phantoms_are_drawn_and_then_sat_down_to_with_the_classifier_that_was_taught_a_shortcut() -> None:
    start = Start()
    start.presenter.try_phantoms()
    start.presenter.try_phantoms()
    assert [kind for kind, _ in start.engine.asked] == [Task.DRAW_PHANTOM] * len(PHANTOMS)
    assert (start.last("show_message").args, start.last("show_message").kwargs) == ((DRAWING,), {"under_way": True})
    for number in range(1, len(PHANTOMS) + 1):
        assert start.wanted == []
        start.presenter.take_answer(number, Result(number, Path("x")))
    folder = phantom_folder()
    assert start.wanted == [Sitting(folder.parent / "audit.db", "teaching", (folder,))]


def test_phantoms_that_cannot_be_drawn_are_said_and_can_be_tried_again() -> None:
    start = Start()
    start.presenter.try_phantoms()
    start.presenter.take_answer(1, Failed(1, "A defect.", "trace", "worker_died"))
    start.presenter.take_answer(2, Result(2, Path("x")))
    assert (start.last("show_message").args, start.wanted) == ((NOT_DRAWN,), [])
    before = len(start.engine.asked)
    start.presenter.try_phantoms()
    assert len(start.engine.asked) == before + len(PHANTOMS)


def test_a_data_folder_that_cannot_be_used_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "home").touch()
    for name in ("XDG_DATA_HOME", "WIN_PD_OVERRIDE_LOCAL_APPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    start = Start(KEPT)
    start.presenter.opened([Path("a.dcm")])
    start.presenter.try_phantoms()
    assert start.last("show_message").args[0].startswith("Your data folder ")


def test_a_data_folder_that_goes_while_phantoms_are_drawn_is_no_defect(monkeypatch: pytest.MonkeyPatch) -> None:
    start = Start()
    start.presenter.try_phantoms()
    folder = phantom_folder()
    monkeypatch.setattr("app.desktop.start.presenter.phantom_folder", MagicMock(side_effect=OSError))
    for number in range(1, len(PHANTOMS) + 1):
        start.presenter.take_answer(number, Result(number, Path("x")))
    assert start.wanted == [Sitting(folder.parent / "audit.db", "teaching", (folder,))]
