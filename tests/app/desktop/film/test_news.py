"""What the window learns of a run."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.desktop.film.news import FilmDone, FilmInWork, PixelsSeen, ScoresSeen, news
from app.desktop.worklist.view import FilmState
from app.run.events import Event, FilmRead, FilmRecorded, FilmScored
from models.values.progress import Progress
from models.values.radiograph import Header, Radiograph, Window
from tests.app.desktop.records import ended, film, recorded

A, B = Path("a.dcm"), Path("b.dcm")
PIXELS = Radiograph(np.full((200, 300), 0.5, np.float32), Window(0.5, 1.0, "file"), Header("f" * 64, "a" * 64, 200, 300))


def test_pixels_are_told_of_the_films_that_are_looked_at_alone() -> None:
    first, second = news(FilmRead(A, PIXELS), {A})
    assert isinstance(first, FilmInWork)
    assert second == PixelsSeen(A, PIXELS)
    assert [type(one) for one in news(FilmRead(A, PIXELS), {B})] == [FilmInWork]


def test_scores_are_told_of_the_films_that_are_looked_at_alone(steps: list[Event]) -> None:
    """Maps are unpacked before they reach the window."""
    done = next(step for step in steps if isinstance(step, FilmRecorded) and step.path.name == "marked.dcm")
    scored = FilmScored(A, PIXELS, done.entry.film, done.blobs)
    assert list(news(scored, {B})) == []
    (told,) = news(scored, {A})
    assert isinstance(told, ScoresSeen)
    assert (told.path, told.film, told.known.entry) == (A, PIXELS, None)
    assert told.known.maps is not None
    assert len(told.known.maps.signed_maps) == 14


def test_of_a_recorded_film_a_rows_worth_is_told_even_where_it_is_looked_at() -> None:
    (told,) = news(recorded(film(), A, film=PIXELS), {A})
    assert isinstance(told, FilmDone)
    assert (told.path, told.seq, told.state, told.line) == (A, 3, FilmState.SCREENED, "1 positive · entry 3")
    assert told.head == "b" * 64
    assert told.thumbnail is not None
    assert Image.open(io.BytesIO(told.thumbnail)).size == (64, 43)


def test_what_was_recognised_by_its_file_brings_neither_picture_nor_head() -> None:
    (told,) = news(recorded(film(), A, already_recorded=True), ())
    assert isinstance(told, FilmDone)
    assert (told.head, told.thumbnail) == (None, None)
    assert told.line.endswith("(already recorded)")


@pytest.mark.parametrize("status", ["refused", "failed"])
def test_why_a_film_was_not_screened_is_told_with_the_place_of_a_defect(status: str) -> None:
    (told,) = news(recorded(ended("Upside down.", status), A, details="where"), ())
    assert isinstance(told, FilmDone)
    assert (told.state, told.reason, told.details) == (FilmState(status), "Upside down.", "where")


def test_progress_is_passed_on() -> None:
    assert list(news(Progress(1, 2, "reading"), ())) == [Progress(1, 2, "reading")]
