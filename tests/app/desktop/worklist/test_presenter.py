"""The worklist's presenter, with mocks in place of the worklist and of whom it lets know."""

from __future__ import annotations

import gc
import io
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import numpy as np
import pytest
from PIL import Image

from app.desktop.film.thumbnail import packed_thumbnail
from app.desktop.worklist.presenter import WorklistListener, WorklistPresenter
from app.desktop.worklist.view import FilmState, WorklistView
from app.run.events import FilmRead
from models.values.progress import Progress
from models.values.radiograph import Header, Radiograph, Window
from tests.app.desktop.records import ended, film, recorded, told

A, B, C = Path("a.dcm"), Path("b.dcm"), Path("c.dcm")
PIXELS = Radiograph(np.zeros((20, 30), np.float32), Window(0.5, 1.0, "file"), Header("f" * 64, "a" * 64, 20, 30))


class Worklist:
    """A presenter whose engine only writes down what it is asked."""

    def __init__(self) -> None:
        self.view, self.listener = MagicMock(spec=WorklistView), MagicMock(spec=WorklistListener)
        self.looked: list[Sequence[Path]] = []
        self.screened: list[Path] = []
        self.cancelled = 0
        self.presenter = WorklistPresenter(self.view, self, self.listener)

    def open(self, *paths: Path) -> None:
        """Open and find at once."""
        self.presenter.open(paths)
        self.presenter.take_found(len(self.looked), {path: path.name for path in paths}, 0, "", "")

    def find(self, paths: Sequence[Path]) -> int:
        self.looked.append(paths)
        return len(self.looked)

    def screen(self, paths: Sequence[Path]) -> None:
        self.screened.extend(paths)

    def cancel(self) -> None:
        self.cancelled += 1

    def last_row(self) -> Any:
        return self.view.update_film.call_args.args[1]


@pytest.fixture
def worklist() -> Worklist:
    return Worklist()


def test_what_is_found_is_listed_screened_and_the_first_is_shown(worklist: Worklist) -> None:
    worklist.open(A, B)
    (rows,) = worklist.view.add_films.call_args.args
    assert [(row.name, row.state, row.line) for row in rows] == [
        ("a.dcm", FilmState.WAITING, "Waiting"),
        ("b.dcm", FilmState.WAITING, "Waiting"),
    ]
    assert worklist.screened == [A, B]
    worklist.view.select_film.assert_called_once_with(0)
    worklist.listener.film_chosen.assert_called_once_with(A, None)
    worklist.listener.problem.assert_called_once_with("", "")


def test_what_is_listed_is_not_listed_twice(worklist: Worklist) -> None:
    worklist.open(A, B)
    worklist.open(B)
    assert worklist.view.add_films.call_count == 1
    assert worklist.screened == [A, B]


def test_what_is_listed_is_shown_when_it_is_opened_again(worklist: Worklist) -> None:
    worklist.open(A, B, C)
    for path in (A, B, C):
        worklist.presenter.take_step(told(recorded(film(), path)))
    worklist.open(B)
    worklist.view.select_film.assert_called_with(1)
    worklist.listener.film_chosen.assert_called_with(B, 3)
    worklist.open(A, B, C)
    worklist.view.select_film.assert_called_with(1)


def test_nothing_found_is_said(worklist: Worklist) -> None:
    worklist.open()
    assert worklist.looked == []
    worklist.presenter.open([A])
    worklist.presenter.take_found(1, {}, 0, "", "")
    worklist.listener.problem.assert_called_once_with("No films found in the given paths.", "")
    assert worklist.screened == []


def test_files_that_were_passed_over_are_counted(worklist: Worklist) -> None:
    worklist.presenter.open([A])
    worklist.presenter.take_found(1, {A: "a.dcm"}, 12, "", "")
    worklist.listener.passed_over.assert_called_once_with(12)
    worklist.presenter.open([B])
    worklist.presenter.take_found(2, {}, 3, "", "")
    assert worklist.listener.problem.call_args.args == ("No films found in the given paths.", "")


def test_nothing_is_waited_for_at_opening(worklist: Worklist) -> None:
    worklist.presenter.open([A])
    worklist.listener.looking.assert_called_once_with(True)
    worklist.presenter.open([B])
    worklist.presenter.take_found(1, {A: "a.dcm"}, 0, "", "")
    assert worklist.listener.looking.call_args.args == (True,)
    worklist.presenter.take_found(2, {B: "b.dcm"}, 0, "", "")
    assert worklist.listener.looking.call_args.args == (False,)


def test_films_that_come_after_a_cancel_are_dropped(worklist: Worklist) -> None:
    worklist.presenter.open([A])
    worklist.presenter.cancel()
    worklist.presenter.take_found(1, {A: "a.dcm"}, 0, "", "")
    assert (worklist.cancelled, worklist.screened) == (1, [])
    assert worklist.listener.looking.call_args.args == (False,)
    worklist.view.add_films.assert_not_called()


def test_a_search_that_stopped_is_said(worklist: Worklist) -> None:
    worklist.presenter.open([A])
    worklist.presenter.take_found(1, {}, 0, "The work stopped: Host is down.", "")
    worklist.listener.problem.assert_called_once_with("The work stopped: Host is down.", "")


def test_a_row_follows_its_film(worklist: Worklist) -> None:
    worklist.open(A)
    worklist.presenter.take_step(Progress(0, 1, "reading"))
    worklist.view.update_film.assert_not_called()
    worklist.presenter.take_step(told(FilmRead(A, PIXELS)))
    assert (worklist.last_row().state, worklist.last_row().line) == (FilmState.READ, "In work")
    assert Image.open(io.BytesIO(worklist.last_row().thumbnail)).size == (30, 20)
    done = recorded(film(), A, film=PIXELS)
    worklist.presenter.take_step(told(done))
    assert (worklist.last_row().state, worklist.last_row().line) == (FilmState.SCREENED, "1 positive · entry 3")


def test_of_a_film_that_is_recorded_the_number_is_held_and_nothing_more(worklist: Worklist) -> None:
    worklist.open(A, B)
    done = recorded(film(), B, film=PIXELS)
    held = weakref.ref(done.entry.film)
    worklist.presenter.take_step(told(done))
    worklist.presenter.select_film(1)
    worklist.listener.film_chosen.assert_called_with(B, 3)
    del done
    gc.collect()
    assert held() is None


def test_a_film_that_was_not_read_again_keeps_its_picture(worklist: Worklist) -> None:
    worklist.open(A)
    worklist.presenter.take_step(told(FilmRead(A, PIXELS)))
    picture = worklist.last_row().thumbnail
    worklist.presenter.take_step(told(recorded(film(), A, already_recorded=True)))
    assert worklist.last_row().thumbnail == picture
    assert worklist.last_row().line == "1 positive · entry 3 (already recorded)"


def test_a_film_without_a_picture_gets_it_when_it_is_shown(worklist: Worklist) -> None:
    worklist.open(A)
    worklist.presenter.take_step(told(recorded(film(), A, already_recorded=True)))
    assert worklist.last_row().thumbnail is None
    worklist.presenter.picture_shown(PIXELS)
    row = worklist.last_row()
    assert (row.state, row.thumbnail) == (FilmState.SCREENED, packed_thumbnail(PIXELS))
    worklist.presenter.select_film(0)
    worklist.open(A)
    assert worklist.screened == [A]


def test_after_a_cancel_what_was_not_screened_says_so(worklist: Worklist) -> None:
    worklist.open(A, B)
    worklist.presenter.take_step(told(recorded(film(), A)))
    worklist.presenter.cancel()
    worklist.presenter.stopped()
    assert (worklist.last_row().name, worklist.last_row().line) == ("b.dcm", "Not screened")


def test_what_was_not_screened_is_screened_when_opened_again(worklist: Worklist) -> None:
    """And the end of one list says nothing of another; what is under way or recorded is not asked for twice."""
    worklist.open(A)
    worklist.open(B, A)
    assert worklist.screened == [A, B]
    worklist.presenter.stopped()
    rows = [call.args[1] for call in worklist.view.update_film.call_args_list]
    assert [(row.name, row.line) for row in rows] == [("a.dcm", "Not screened")]
    worklist.open(A, B)
    assert worklist.screened == [A, B, A]
    worklist.presenter.take_step(told(recorded(film(), A)))
    worklist.presenter.stopped()
    worklist.presenter.stopped()
    worklist.open(A)
    assert worklist.screened == [A, B, A]


@pytest.mark.parametrize(("status", "again"), [("failed", [A, A]), ("refused", [A])])
def test_what_failed_is_tried_again_and_what_was_refused_is_not(worklist: Worklist, status: str, again: list[Path]) -> None:
    worklist.open(A)
    worklist.presenter.take_step(told(recorded(ended(status=status), A)))
    assert worklist.last_row().state == FilmState(status)
    worklist.presenter.stopped()
    worklist.open(A)
    assert worklist.screened == again


def end(worklist: Worklist, path: Path, status: str) -> None:
    worklist.presenter.take_step(told(recorded(film() if status == "screened" else ended(status=status), path)))


@pytest.mark.parametrize("status", ["refused", "failed"])
def test_a_film_that_cannot_be_shown_gives_way_to_the_first_that_waits(worklist: Worklist, status: str) -> None:
    worklist.open(A, B, C)
    end(worklist, B, status)
    worklist.view.select_film.assert_called_once_with(0)
    end(worklist, A, status)
    worklist.view.select_film.assert_called_with(2)
    end(worklist, C, "screened")
    worklist.open(Path("d.dcm"))
    worklist.view.select_film.assert_called_with(2)
    assert worklist.view.select_film.call_count == 2


def test_where_none_can_be_shown_the_last_that_was_shown_stays_until_another_is_opened(worklist: Worklist) -> None:
    worklist.open(A, B)
    for path in (A, B):
        end(worklist, path, "refused")
    worklist.view.select_film.assert_called_with(1)
    worklist.open(C)
    worklist.view.select_film.assert_called_with(2)


def test_what_a_person_chose_is_not_taken_away(worklist: Worklist) -> None:
    """Also where that was the film which was shown already."""
    worklist.open(A, B, C)
    worklist.presenter.select_film(0)
    end(worklist, A, "refused")
    worklist.view.select_film.assert_called_once_with(0)
    worklist.presenter.select_film(1)
    end(worklist, B, "refused")
    assert worklist.view.select_film.call_args.args == (1,)


def test_choosing_what_is_not_there_or_shown_already_changes_nothing(worklist: Worklist) -> None:
    worklist.presenter.select_film(0)
    worklist.listener.film_chosen.assert_not_called()
    worklist.open(A)
    for row in (0, 5, -1):
        worklist.presenter.select_film(row)
    worklist.listener.film_chosen.assert_called_once_with(A, None)
