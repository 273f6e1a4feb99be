"""The reader's first impression: what is shown when, and what is written of it, with a mock in place of the window."""

from __future__ import annotations

from datetime import datetime
from unittest.mock import MagicMock

import numpy as np
import pytest

from app.desktop.film.presenter import READING
from app.desktop.impression.presenter import GIVEN, OFF, ON_AGAIN, WAITING, ImpressionPresenter, Veil
from app.desktop.impression.view import ImpressionView
from models.values.radiograph import Header, Radiograph, Window
from tests.app.desktop.asked import Asked


class Reading:
    """A presenter with what it wrote and what it hid."""

    def __init__(self, *, film_first: bool) -> None:
        self.view, self.log, self.worklist = MagicMock(spec=ImpressionView), Asked(), MagicMock(spec=Veil)
        self.kept: list[bool] = []
        self.hidden: list[bool] = []
        self.presenter = ImpressionPresenter(
            self.view, self.log, self.worklist, film_first=film_first, keep=self.kept.append, hidden=self.hidden.append
        )  # fmt: skip

    def shown(self) -> tuple[bool, str, str]:
        found: tuple[bool, str, str] = self.view.show_classifier.call_args.args
        assert self.hidden[-1] is not found[0]
        return found

    def moments(self) -> list[tuple[str, str]]:
        return [(record.moment, record.pixel_sha256[0]) for record in self.log.noted]


def film(digit: str) -> Radiograph:
    return Radiograph(np.zeros((4, 4), np.float32), Window(0.5, 1.0, "file"), Header("0" * 64, digit * 64, 4, 4))


def test_as_shipped_everything_is_shown_at_once_and_one_key_hides_and_shows_it() -> None:
    """For all films that follow, too, and nothing of it is written: the log tells of first impressions alone."""
    reading = Reading(film_first=False)
    reading.presenter.show_film(film("a"), "")
    assert reading.shown()[0]
    reading.presenter.toggle()
    assert reading.shown() == (False, OFF, ON_AGAIN)
    reading.presenter.show_film(film("b"), "")
    assert not reading.shown()[0]
    reading.presenter.toggle()
    assert (reading.shown()[0], reading.log.noted) == (True, [])


def test_film_first_hides_a_film_before_its_pixels_come_and_writes_both_moments() -> None:
    reading = Reading(film_first=True)
    reading.presenter.show_film(None, READING)
    assert (reading.shown()[0], reading.log.noted) == (False, [])
    reading.presenter.toggle()  # There was nothing to see yet.
    assert not reading.shown()[0]
    reading.presenter.show_film(film("a"), "")
    assert reading.shown() == (False, WAITING, GIVEN)
    reading.presenter.show_entry(7)
    reading.presenter.toggle()
    assert reading.shown()[0]
    assert reading.moments() == [("film_shown", "a"), ("impression_given", "a")]
    first, second = reading.log.noted
    assert (first.entry, second.entry) == (None, 7)
    assert datetime.fromisoformat(first.at) <= datetime.fromisoformat(second.at)


def test_an_impression_is_of_one_film_and_holds_for_the_sitting() -> None:
    reading = Reading(film_first=True)
    reading.presenter.show_film(film("a"), "")
    assert (reading.worklist.veil.call_args.args, reading.worklist.lift.call_count) == ((True,), 0)
    reading.presenter.toggle()
    assert reading.worklist.lift.call_count == 1
    reading.presenter.show_film(film("b"), "")
    assert not reading.shown()[0]
    reading.presenter.show_film(film("a"), "")
    assert reading.shown()[0]
    reading.presenter.show_film(film("b"), "")
    assert reading.moments() == [("film_shown", "a"), ("impression_given", "a"), ("film_shown", "b")]


def test_after_the_impression_the_key_hides_and_shows_as_ever() -> None:
    reading = Reading(film_first=True)
    reading.presenter.show_film(film("a"), "")
    for shown in (True, False, True):
        reading.presenter.toggle()
        assert reading.shown()[0] is shown
    assert len(reading.log.noted) == 2


def test_what_was_off_is_on_when_an_impression_was_given() -> None:
    reading = Reading(film_first=False)
    reading.presenter.toggle()
    reading.presenter.toggle_film_first()
    reading.presenter.show_film(film("a"), "")
    reading.presenter.toggle()
    assert reading.shown()[0]


@pytest.mark.parametrize("message", ["This is a CT slice.", "The file is gone."])
def test_where_there_is_no_film_to_look_at_nothing_is_waited_for(message: str) -> None:
    reading = Reading(film_first=True)
    reading.presenter.show_film(None, message)
    assert (reading.shown()[0], reading.log.noted) == (True, [])


def test_film_first_is_remembered_and_holds_at_once() -> None:
    reading = Reading(film_first=False)
    reading.presenter.show_film(film("a"), "")
    reading.presenter.toggle_film_first()
    assert (reading.kept, reading.shown(), reading.view.show_film_first.call_args.args) == ([True], (False, WAITING, GIVEN), (True,))
    reading.presenter.toggle_film_first()
    assert (reading.kept, reading.shown()[0]) == ([True, False], True)
