"""The shell's presenter, with a mock in place of the status line."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest

from app.desktop.classifiers.view import Trust
from app.desktop.film.news import FilmInWork
from app.desktop.shell.presenter import ShellPresenter
from app.desktop.shell.view import ShellView
from models.values.progress import Progress
from tests.app.desktop.records import ended, film, recorded, told


class Shell:
    """A presenter and its view."""

    def __init__(self) -> None:
        self.view = MagicMock(spec=ShellView)
        self.presenter = ShellPresenter(self.view, Trust("teaching: certified", "What follows.", {}))

    def last(self, setter: str) -> Any:
        return getattr(self.view, setter).call_args.args


@pytest.fixture
def shell() -> Shell:
    return Shell()


def test_progress_is_passed_on_until_the_end(shell: Shell) -> None:
    shell.presenter.take_step(Progress(3, 9, "reading"))
    assert shell.last("show_progress") == (3, 9, "reading")
    shell.presenter.stopped("", None)
    assert shell.last("show_progress") == (0, 0, None)
    shell.view.show_problem.assert_not_called()


def test_what_stopped_the_work_is_shown(shell: Shell) -> None:
    shell.presenter.stopped("The audit log is full.", None)
    assert shell.last("show_problem") == ("The audit log is full.", None)


def test_looking_for_films_stands_beside_what_else_is_done(shell: Shell) -> None:
    shell.presenter.looking(True)
    assert shell.last("show_progress") == (0, 0, "looking for films…")
    shell.presenter.take_step(Progress(3, 9, "reading"))
    assert shell.last("show_progress") == (3, 9, "reading · looking for films…")
    shell.presenter.looking(False)
    assert shell.last("show_progress") == (3, 9, "reading")


def test_the_head_follows_what_is_written_and_not_what_was_already_recorded(shell: Shell) -> None:
    shell.presenter.take_step(told(recorded(film(), already_recorded=True)))
    shell.view.show_head.assert_not_called()
    shell.presenter.take_step(told(recorded(film())))
    assert shell.last("show_head") == ("Head: entry 3 · bbbbbbbbbbbb…", "b" * 64)


def test_the_place_of_a_defect_can_be_copied(shell: Shell) -> None:
    shell.presenter.take_step(told(recorded(ended("A defect.", "failed"), details="where it happened")))
    assert shell.last("show_problem") == ("A defect.", "where it happened")
    shell.presenter.show_problem("")
    assert shell.last("show_problem") == ("", None)


def test_a_film_that_was_read_changes_nothing_here(shell: Shell) -> None:
    before = len(shell.view.mock_calls)
    shell.presenter.take_step(FilmInWork(Path("a.dcm"), b""))
    assert len(shell.view.mock_calls) == before


def test_the_certificate_is_shown_from_the_start(shell: Shell) -> None:
    assert shell.last("show_trust") == ("teaching: certified", "What follows.")
