"""Entries are loaded from the log in a thread of their own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue

import pytest

from app.desktop.film.known import KnownFilm, Unreadable
from app.desktop.film.log_reader import LogReader
from audit.log.store import Log
from tests.app.conftest import Screened
from tests.logs import forge

Answers = SimpleQueue[tuple[int, KnownFilm | Unreadable]]


class Reader:
    """A reader, and what it found."""

    def __init__(self, log: Path) -> None:
        self.answers: Answers = SimpleQueue()
        self.reader = LogReader(log, lambda number, found: self.answers.put((number, found)))

    def load(self, number: int, seq: int) -> KnownFilm | Unreadable:
        self.reader.load(number, seq)
        answered, found = self.answers.get(timeout=60)
        assert answered == number
        return found


@pytest.fixture
def reader(ready_log: Path) -> Iterator[Reader]:
    made = Reader(ready_log)
    yield made
    made.reader.close()


def _sentence(found: KnownFilm | Unreadable) -> str:
    assert isinstance(found, Unreadable)
    return found.sentence


def test_an_entry_comes_with_its_maps(reader: Reader, screened: Screened) -> None:
    for number, done in enumerate(screened.done):
        found = reader.load(number, done.entry.seq)
        assert isinstance(found, KnownFilm)
        assert found.entry == done.entry
        assert (found.maps is not None) == (done.entry.kind == "screened")


def test_a_number_that_is_not_there_is_said(reader: Reader) -> None:
    assert _sentence(reader.load(1, 999)) == "The log holds no entry 999."


def test_a_damaged_entry_is_said_and_the_next_is_loaded(reader: Reader, ready_log: Path) -> None:
    forge(ready_log, "UPDATE entry SET actor = 'somebody' WHERE seq = 1")
    assert _sentence(reader.load(1, 1)).startswith("Entry 1 was changed after it was written")
    assert isinstance(reader.load(2, 2), KnownFilm)


def test_a_log_that_has_gone_is_said(reader: Reader, ready_log: Path) -> None:
    ready_log.unlink()
    assert _sentence(reader.load(1, 1)) != ""


def test_maps_that_are_no_longer_kept_are_no_error(reader: Reader, ready_log: Path, screened: Screened) -> None:
    forge(ready_log, "DELETE FROM blob")
    seq = next(done.entry.seq for done in screened.done if done.entry.kind == "screened")
    found = reader.load(1, seq)
    assert isinstance(found, KnownFilm)
    assert found.maps is None


def test_of_what_waits_only_the_last_is_loaded(ready_log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that going quickly through a list does not wait for every film passed by."""
    begun, go_on, entry = threading.Event(), threading.Event(), Log.entry

    def slow(log: Log, seq: int) -> object:
        begun.set()
        assert go_on.wait(60)
        return entry(log, seq)

    monkeypatch.setattr(Log, "entry", slow)
    reader = Reader(ready_log)
    reader.reader.load(1, 1)
    assert begun.wait(60)
    for number in (2, 3):
        reader.reader.load(number, number)
    go_on.set()
    assert [reader.answers.get(timeout=60)[0] for _ in range(2)] == [1, 3]
    reader.reader.close()
    assert reader.answers.empty()
