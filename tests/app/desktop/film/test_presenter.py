"""The film that a person looks at, with a mock in place of the pages and lists in place of workers and log."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import numpy as np
import pytest

from app.desktop.film.known import KnownFilm, Unreadable
from app.desktop.film.news import FilmDone, PixelsSeen, ScoresSeen
from app.desktop.film.presenter import LOADING, NOT_SCREENED, OTHER_PIXELS, PURGED, READING, UNREADABLE, FilmPages, FilmPresenter
from app.desktop.worklist.view import FilmState
from app.export.recorded_maps import RecordedMaps
from app.workers.messages import Cancelled, Failed, Refused, Result, Task
from app.workers.tasks.read import ReadFilm
from audit.records.radiograph import RadiographRecord
from models.values.radiograph import Header, Radiograph, Window
from tests.app.desktop.asked import Asked
from tests.app.desktop.records import ended, film, known

A, B = Path("a.dcm"), Path("b.dcm")
PIXELS = Radiograph(np.zeros((20, 30), np.float32), Window(0.5, 1.0, "file"), Header("f" * 64, "a" * 64, 20, 30))
OTHERS = replace(PIXELS, header=replace(PIXELS.header, pixel_sha256="b" * 64))
MAPS = RecordedMaps(np.zeros((1, 2, 2), np.float32), (0, 0, 2, 2), np.zeros((20, 30), bool), None, {})
RECORD = film(radiograph=RadiographRecord(file_sha256="f" * 64, pixel_sha256="a" * 64))
RECORDED = known(RECORD, MAPS)
SCORED = KnownFilm(RECORD, MAPS)


class Sitting(Asked):
    """A presenter whose workers and log only write down what they are asked."""

    def __init__(self) -> None:
        super().__init__()
        self.pages = MagicMock(spec=FilmPages)
        self.loads: list[int] = []
        self.presenter = FilmPresenter(self.pages, self)

    def load(self, seq: int) -> int:
        self.loads.append(seq)
        return 100 + len(self.loads)

    def answer(self, outcome: Any) -> None:
        """Let the worker answer what was asked of it last."""
        self.presenter.take_answer(len(self.asked), outcome)

    def loaded(self, found: KnownFilm | Unreadable = RECORDED) -> None:
        """Let the log answer what was asked of it last."""
        self.presenter.take_loaded(100 + len(self.loads), found)

    def done(self, path: Path = A, seq: int = 3) -> None:
        """Let the run say that a film stands in the log."""
        self.presenter.take_step(FilmDone(path, seq, FilmState.SCREENED, "1 positive"))

    def pixels(self) -> Any:
        return self.pages.show_pixels.call_args.args

    def known(self) -> tuple[KnownFilm, bool, str]:
        """What the pages were last told: what is known, whether of the same film, why there are no maps."""
        call = self.pages.show_known.call_args
        return call.args[0], call.kwargs["same_film"], call.kwargs["why_no_maps"]


@pytest.fixture
def sitting() -> Sitting:
    return Sitting()


def test_a_film_is_read_and_its_entry_loaded_when_it_is_looked_at(sitting: Sitting) -> None:
    sitting.presenter.choose(A, 3)
    assert (sitting.asked, sitting.loads, sitting.attended) == ([(Task.READ, ReadFilm(A))], [3], {A})
    assert (sitting.pixels(), sitting.pages.show_unknown.call_args.args) == ((None, READING), LOADING)
    sitting.answer(Result(1, PIXELS))
    assert sitting.pixels() == (PIXELS, "")
    sitting.loaded()
    assert sitting.known() == (RECORDED, False, "")


def test_a_film_that_waits_is_read_and_nothing_is_loaded(sitting: Sitting) -> None:
    sitting.presenter.choose(A, None)
    assert (len(sitting.asked), sitting.loads) == (1, [])
    assert sitting.pages.show_unknown.call_args.args == NOT_SCREENED


def test_a_film_in_work_is_shown_in_parts(sitting: Sitting) -> None:
    sitting.presenter.choose(A, None)
    sitting.presenter.take_step(PixelsSeen(A, PIXELS))
    assert (sitting.pixels(), sitting.withdrawn) == ((PIXELS, ""), [1])
    sitting.presenter.take_step(ScoresSeen(A, PIXELS, SCORED))
    assert sitting.known() == (SCORED, False, "")
    sitting.done()
    assert sitting.loads == [3]
    sitting.loaded()
    assert sitting.known() == (RECORDED, True, "")
    assert sitting.pages.show_pixels.call_count == 2


def test_what_was_looked_at_is_shown_again_without_asking(sitting: Sitting) -> None:
    sitting.presenter.choose(A, 3)
    sitting.answer(Result(1, PIXELS))
    sitting.loaded()
    sitting.presenter.choose(B, None)
    sitting.presenter.choose(A, 3)
    assert (len(sitting.asked), sitting.loads) == (2, [3])
    assert (sitting.pixels(), sitting.known()) == ((PIXELS, ""), (RECORDED, False, ""))


def test_an_entry_that_was_replaced_meanwhile_is_loaded_anew(sitting: Sitting) -> None:
    """A film that failed is screened again; what is held of it is of its earlier entry."""
    sitting.presenter.choose(A, 3)
    sitting.loaded()
    sitting.presenter.choose(B, None)
    sitting.done(A, 7)
    sitting.presenter.choose(A, 7)
    assert sitting.loads == [3, 7]


def test_a_film_that_was_scored_while_another_is_looked_at_shows_its_scores(sitting: Sitting) -> None:
    sitting.presenter.choose(A, None)
    sitting.presenter.choose(B, None)
    sitting.presenter.take_step(ScoresSeen(A, PIXELS, SCORED))
    sitting.pages.show_known.assert_not_called()
    sitting.presenter.choose(A, None)
    assert (sitting.known(), sitting.pixels()) == ((SCORED, False, ""), (PIXELS, ""))


def test_what_nobody_looks_at_changes_nothing(sitting: Sitting) -> None:
    sitting.presenter.choose(A, None)
    before = len(sitting.pages.mock_calls)
    sitting.presenter.take_step(PixelsSeen(B, PIXELS))
    sitting.presenter.take_step(ScoresSeen(B, PIXELS, SCORED))
    sitting.done(B)
    assert (len(sitting.pages.mock_calls), sitting.loads) == (before, [])


def test_answers_to_what_is_no_longer_looked_at_are_dropped(sitting: Sitting) -> None:
    sitting.presenter.choose(A, 3)
    sitting.presenter.choose(B, 4)
    assert sitting.withdrawn == [1]
    before = len(sitting.pages.mock_calls)
    sitting.presenter.take_answer(1, Result(1, PIXELS))
    sitting.presenter.take_loaded(101, RECORDED)
    assert len(sitting.pages.mock_calls) == before


@pytest.mark.parametrize("outcome", [Refused(1, "not_found", "There is no such file."), Failed(1, "There is no such file.")])
def test_a_file_that_has_gone_is_said_and_its_record_is_shown(sitting: Sitting, outcome: Any) -> None:
    sitting.presenter.choose(A, 3)
    sitting.answer(outcome)
    assert sitting.pixels() == (None, "There is no such file.")
    sitting.loaded()
    assert sitting.known() == (RECORDED, False, "")


def test_what_was_withdrawn_says_nothing(sitting: Sitting) -> None:
    sitting.presenter.choose(A, 3)
    sitting.answer(Cancelled(1))
    assert sitting.pixels() == (None, READING)


def test_a_log_that_cannot_be_read_is_said_and_the_film_is_shown(sitting: Sitting) -> None:
    sitting.presenter.choose(A, 3)
    sitting.loaded(Unreadable("audit.db is not an audit log."))
    assert sitting.pages.show_unknown.call_args.args == (UNREADABLE, "audit.db is not an audit log.")
    sitting.answer(Result(1, PIXELS))
    assert sitting.pixels() == (PIXELS, "")


def test_maps_that_are_no_longer_kept_are_said(sitting: Sitting) -> None:
    sitting.presenter.choose(A, 3)
    sitting.loaded(known(RECORD))
    assert sitting.known()[2] == PURGED


def test_a_film_that_was_refused_has_no_maps_to_miss(sitting: Sitting) -> None:
    sitting.presenter.choose(A, 3)
    sitting.loaded(known(ended()))
    assert sitting.known()[2] == ""


@pytest.mark.parametrize("film_first", [True, False])
def test_maps_are_not_drawn_over_other_pixels_than_those_that_were_screened(sitting: Sitting, film_first: bool) -> None:
    """The file was overwritten since."""
    sitting.presenter.choose(A, 3)
    for step in (lambda: sitting.answer(Result(1, OTHERS)), sitting.loaded)[:: 1 if film_first else -1]:
        step()
    found, _, why = sitting.known()
    assert (found.maps, found.entry, why) == (None, RECORDED.entry, OTHER_PIXELS)
    assert sitting.pixels() == (OTHERS, "")


def test_after_a_cancel_scores_that_will_not_be_recorded_are_taken_away(sitting: Sitting) -> None:
    sitting.presenter.choose(A, None)
    sitting.presenter.take_step(ScoresSeen(A, PIXELS, SCORED))
    sitting.presenter.stopped()
    assert sitting.pages.show_unknown.call_args.args == NOT_SCREENED
    sitting.presenter.choose(B, None)
    sitting.presenter.choose(A, None)
    sitting.pages.show_known.assert_called_once()


def test_at_the_end_of_a_list_scores_stay_until_their_entry_is_loaded(sitting: Sitting) -> None:
    sitting.presenter.choose(A, None)
    sitting.presenter.take_step(ScoresSeen(A, PIXELS, SCORED))
    sitting.done()
    before = sitting.pages.show_unknown.call_count
    sitting.presenter.stopped()
    assert sitting.pages.show_unknown.call_count == before
    sitting.loaded()
    assert sitting.known() == (RECORDED, True, "")
