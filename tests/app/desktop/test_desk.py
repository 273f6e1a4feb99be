"""The desk: what a person does reaches workers and log, and what they say reaches the window."""

from __future__ import annotations

import gc
import sqlite3
import sys
import threading
import weakref
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app import __version__
from app.batch.sources import FoundFilms, find_films
from app.desktop.desk import Desk
from app.desktop.film_report import NO_ENTRY
from app.desktop.impression.presenter import WAITING
from app.desktop.remembered import keep_film_first
from app.desktop.shell.window import ReviewWindow
from app.desktop.start.view import Sitting
from app.desktop.viewer.view import Overlay
from app.run.request import RunRequest
from app.site.classifiers import own_classifiers
from app.site.person import MOVES_DATA_FOLDER
from app.site.recent_logs import keep_recent, recent_logs
from app.workers.inline import InlineWorkers
from audit.log.store import EntryKind, Log
from audit.log.verify.verify import verify
from audit.records.events import FirstImpressionRecord, ReadRecord
from models.values.digests import sha256_of
from models.values.parameters import CHEAPEST
from tests.logs import films, last
from tests.own_classifiers import imported_classifier

REQUEST = RunRequest(classifier="teaching", parameters=CHEAPEST)


@pytest.fixture
def window(qtbot: QtBot) -> ReviewWindow:
    shown = ReviewWindow()
    qtbot.addWidget(shown)
    shown.show()
    return shown


def test_a_desk_with_inline_workers_screens_and_logs(window: ReviewWindow, qtbot: QtBot, phantom_folder: Path, tmp_path: Path) -> None:
    desk = Desk(window, tmp_path / "audit.db", REQUEST, InlineWorkers)
    with qtbot.waitSignal(desk.bridge.loaded, timeout=60_000), qtbot.waitSignal(desk.bridge.stopped, timeout=60_000) as stopped:
        window.opened.emit([phantom_folder])
    assert window.status.texts()["head"].startswith("Head: entry 4 · ")
    with qtbot.waitSignal(desk.bridge.headed, timeout=60_000):
        window.viewer.report_wanted.emit(tmp_path / "film.pdf")
    desk.close()
    assert stopped.args == ["", ""]
    assert (tmp_path / "film.pdf").read_bytes().startswith(b"%PDF-")
    assert len(films(tmp_path / "audit.db")) == 3
    assert window.status.texts()["head"].startswith("Head: entry 5 · ")
    assert len(window.review.findings.texts()) == 14
    assert "never evidence" in window.viewer.overlays.reason(Overlay.GUIDED_GRAD_CAM)
    assert window.status.texts()["trust"].startswith("teaching: Grad-CAM certified")


def test_a_desk_screens_with_ones_own_classifier(window: ReviewWindow, qtbot: QtBot, phantom_folder: Path, tmp_path: Path) -> None:
    folder = imported_classifier(own_classifiers() / "at-the-desk")
    desk = Desk(window, tmp_path / "audit.db", replace(REQUEST, classifier="at-the-desk"), InlineWorkers)
    with qtbot.waitSignal(desk.bridge.loaded, timeout=60_000), qtbot.waitSignal(desk.bridge.stopped, timeout=60_000) as stopped:
        window.opened.emit([phantom_folder / "plain.dcm"])
    desk.close()
    assert stopped.args == ["", ""]
    (entry,) = films(tmp_path / "audit.db")
    assert entry.film.classifier
    assert entry.film.classifier.weights_sha256 == sha256_of(folder / "weights.safetensors")
    assert len(window.review.findings.texts()) == 2
    assert window.status.texts()["trust"] == "at-the-desk: not certified"


def test_the_log_is_never_asked_in_the_windows_own_thread(
    window: ReviewWindow, qtbot: QtBot, phantom_folder: Path, ready_log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A query takes as long as the disk. A connection refuses every thread but the one that opened it, so it is enough to watch that."""
    threads: list[threading.Thread] = []
    connect = sqlite3.connect

    def watched(*arguments: Any, **named: Any) -> sqlite3.Connection:
        assert named.get("check_same_thread", True)
        threads.append(threading.current_thread())
        return connect(*arguments, **named)

    monkeypatch.setattr(sqlite3, "connect", watched)
    desk = Desk(window, ready_log, REQUEST, InlineWorkers)
    with qtbot.waitSignal(desk.bridge.stopped, timeout=60_000):
        window.opened.emit([phantom_folder])
    for row in range(3):
        window.worklist.chosen.emit(row)
        window.review.chosen.emit(1)
    desk.close()
    assert len(threads) > 2
    assert threading.main_thread() not in threads


def test_opening_a_log_is_an_entry_and_the_head_is_shown(window: ReviewWindow, qtbot: QtBot, ready_log: Path, tmp_path: Path) -> None:
    desk = Desk(window, ready_log, REQUEST, InlineWorkers, witness=tmp_path / "witness")
    with qtbot.waitSignal(desk.bridge.headed, timeout=60_000) as head:
        pass
    desk.close()
    assert last(ready_log, "read").record == ReadRecord(sentence="The log was opened in the window.", code_version=__version__)
    seq, digest = head.args
    assert (seq, digest) == (5, verify(ready_log).head)
    assert window.status.texts()["head"] == f"Head: entry 5 · {digest[:12]}…"
    window.status.copy_head()
    assert QGuiApplication.clipboard().text() == digest


def test_a_film_without_an_entry_has_no_report_and_the_window_says_so(window: ReviewWindow, tmp_path: Path) -> None:
    desk = Desk(window, tmp_path / "audit.db", REQUEST, InlineWorkers)
    window.viewer.report_wanted.emit(tmp_path / "film.pdf")
    desk.close()
    assert NO_ENTRY in window.status.texts().values()
    assert list(tmp_path.iterdir()) == []


def test_a_window_makes_no_log_before_it_has_something_to_write(window: ReviewWindow, tmp_path: Path) -> None:
    Desk(window, tmp_path / "audit.db", REQUEST, InlineWorkers).close()
    assert list(tmp_path.iterdir()) == []
    assert "head" not in window.status.texts()


def test_film_first_shows_the_film_alone_and_both_moments_are_entries_of_the_log(
    window: ReviewWindow, qtbot: QtBot, phantom_folder: Path, tmp_path: Path
) -> None:
    """The one key gives the impression; the log names the film by its pixels, and stands up to its verifier."""
    keep_film_first(True)
    desk = Desk(window, tmp_path / "audit.db", REQUEST, InlineWorkers)
    with qtbot.waitSignal(desk.bridge.loaded, timeout=60_000), qtbot.waitSignal(desk.bridge.stopped, timeout=60_000):
        window.opened.emit([phantom_folder / "plain.dcm"])
    assert window.review.cover() == WAITING
    window.curtain.wanted.emit()
    assert window.review.cover() == ""
    desk.close()
    (entry,) = films(tmp_path / "audit.db")
    assert entry.film.radiograph is not None
    with Log(tmp_path / "audit.db", writing=False) as log:
        noted = list(log.entries(kinds=[EntryKind.FIRST_IMPRESSION]))
    records = [one.record for one in noted if isinstance(one.record, FirstImpressionRecord)]
    assert [record.moment for record in records] == ["film_shown", "impression_given"]
    assert {one.subject for one in noted} == {f"film {entry.film.radiograph.pixel_sha256}"}
    assert records[1].entry == entry.seq
    assert verify(tmp_path / "audit.db").damage is None


def test_where_an_impression_cannot_be_written_the_window_says_so(window: ReviewWindow, qtbot: QtBot, ready_log: Path) -> None:
    ready_log.chmod(0o444)
    desk = Desk(window, ready_log, REQUEST, InlineWorkers)
    with qtbot.waitSignal(desk.bridge.headed, timeout=60_000):
        pass
    record = FirstImpressionRecord(
        sentence="", code_version=None, moment="film_shown", at="2026-01-01T00:00:00.000+00:00", pixel_sha256="a" * 64, entry=None
    )
    with qtbot.waitSignal(desk.bridge.unnoted, timeout=60_000) as told:
        desk.bridge.note(EntryKind.FIRST_IMPRESSION, "film", record)
    desk.close()
    assert told.args[0].startswith("The reading of this film is not in the log. ")


def test_a_log_that_is_read_only_is_opened_and_the_window_says_that_this_is_not_recorded(
    window: ReviewWindow, qtbot: QtBot, ready_log: Path
) -> None:
    ready_log.chmod(0o444)
    before = ready_log.read_bytes()
    desk = Desk(window, ready_log, REQUEST, InlineWorkers)
    with qtbot.waitSignal(desk.bridge.headed, timeout=60_000):
        pass
    desk.close()
    assert window.status.texts()["problem"] == "This reading is not in the log. ready.db is read-only."
    assert window.status.texts()["head"].startswith("Head: entry 3 · ")
    assert ready_log.read_bytes() == before


def test_a_log_that_cannot_be_written_is_said(window: ReviewWindow, qtbot: QtBot, phantom_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "audit.db").write_text("this is no database, but long enough to look like a file of something")
    desk = Desk(window, tmp_path / "audit.db", REQUEST, InlineWorkers)
    with qtbot.waitSignal(desk.bridge.stopped, timeout=60_000):
        window.opened.emit([phantom_folder])
    desk.close()
    assert window.status.texts()["problem"] == "audit.db is not an audit log."


def test_a_drive_that_does_not_answer_holds_nothing_up(
    window: ReviewWindow, qtbot: QtBot, phantom_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opening returns at once, other films are opened and screened meanwhile, and the window closes."""
    answers = threading.Event()

    def listing(paths: Sequence[Path]) -> FoundFilms:
        if paths == [Path("dead")]:
            answers.wait()
        return find_films(paths)

    monkeypatch.setattr("app.desktop.film_finder.find_films", listing)
    desk = Desk(window, tmp_path / "audit.db", REQUEST, InlineWorkers)
    try:
        window.opened.emit([Path("dead")])
        assert window.status.texts()["progress"] == "Looking for films…"
        with qtbot.waitSignal(desk.bridge.stopped, timeout=60_000):
            window.opened.emit([phantom_folder / "plain.dcm"])
        assert len(window.worklist.texts()) == 1
        assert "progress" in window.status.texts()
        desk.close()
        bridge = weakref.ref(desk.bridge)
        del desk
        gc.collect()
        assert bridge() is None, "A thread that still waits for the drive must not be the last to hold the bridge."
    finally:
        answers.set()


def test_strangers_in_a_folder_that_is_dropped_are_counted_and_not_listed(
    window: ReviewWindow, qtbot: QtBot, phantom_folder: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "films"
    folder.mkdir()
    (folder / "plain.dcm").symlink_to(phantom_folder / "plain.dcm")
    for name in ("read.me", "setup.exe"):
        (folder / name).write_text("of a viewer")
    desk = Desk(window, tmp_path / "audit.db", REQUEST, InlineWorkers)
    with qtbot.waitSignal(desk.bridge.stopped, timeout=60_000):
        window.opened.emit([folder])
    desk.close()
    assert window.status.texts()["notice"] == "2 other files passed over"
    assert len(window.worklist.texts()) == len(films(tmp_path / "audit.db")) == 1


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="names of files are text there")
def test_a_film_s_name_stays_on_its_line(window: ReviewWindow, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "a\nb\u202e.dcm").write_text("no film")
    desk = Desk(window, tmp_path / "audit.db", REQUEST, InlineWorkers)
    with qtbot.waitSignal(desk.bridge.stopped, timeout=60_000):
        window.opened.emit([tmp_path / "a\nb\u202e.dcm"])
    desk.close()
    assert window.worklist.texts()[0].startswith("a\\nb\\u202e.dcm, ")


def test_a_data_folder_that_cannot_be_used_is_said_with_what_moves_it(
    window: ReviewWindow, qtbot: QtBot, phantom_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where a log is named: its key is there."""
    (tmp_path / "home").touch()
    for name in ("XDG_DATA_HOME", "WIN_PD_OVERRIDE_LOCAL_APPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    desk = Desk(window, tmp_path / "audit.db", REQUEST, InlineWorkers)
    with qtbot.waitSignal(desk.bridge.stopped, timeout=60_000):
        window.opened.emit([phantom_folder / "plain.dcm"])
    desk.close()
    problem = window.status.texts()["problem"]
    assert problem.startswith("Your data folder ")
    assert MOVES_DATA_FOLDER in problem


def test_a_defect_while_looking_is_said(window: ReviewWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.desktop.film_finder.find_films", lambda paths: [][1])
    desk = Desk(window, tmp_path / "audit.db", REQUEST, InlineWorkers)
    with qtbot.waitSignal(desk.bridge.found):
        window.opened.emit([tmp_path])
    desk.close()
    assert window.status.texts()["problem"].startswith("A defect in the program (IndexError)")
    assert "progress" not in window.status.texts()


def test_cancel_stops_between_two_films(window: ReviewWindow, qtbot: QtBot, phantom_folder: Path, tmp_path: Path) -> None:
    desk = Desk(window, tmp_path / "audit.db", RunRequest(parameters=CHEAPEST, batch_size=1), InlineWorkers)
    desk.bridge.stepped.connect(lambda _: desk.presenters.worklist.cancel())
    with qtbot.waitSignal(desk.bridge.stopped, timeout=60_000):
        window.opened.emit([phantom_folder])
    desk.close()
    assert verify(tmp_path / "audit.db").entries < 3
    assert "Not screened" in [text.split(", ")[1] for text in window.worklist.texts()]


def test_a_table_of_allowed_regions_that_cannot_be_used_is_said_and_nothing_is_screened(
    window: ReviewWindow, qtbot: QtBot, phantom_folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "ours.toml").write_text("schema = 2")
    desk = Desk(window, tmp_path / "audit.db", replace(REQUEST, regions=tmp_path / "ours.toml"), InlineWorkers)
    with qtbot.waitSignal(desk.bridge.stopped, timeout=60_000):
        window.opened.emit([phantom_folder / "plain.dcm"])
    desk.close()
    assert window.status.texts()["problem"].startswith("The region table cannot be used. ours.toml: ")
    assert films(tmp_path / "audit.db") == []


def test_the_start_page_gives_way_to_the_films_and_the_log_is_listed_the_next_time(
    window: ReviewWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "a.dcm").write_text("no film")
    keep_recent(tmp_path / "gone.db", "teaching", [])
    desk = Desk(window, tmp_path / "audit.db", REQUEST, InlineWorkers)
    assert window.start.currentIndex() == 1
    qtbot.waitUntil(lambda: [button.row.gone for button in window.start.logs()] == [True])
    with qtbot.waitSignal(desk.bridge.stopped, timeout=60_000):
        window.opened.emit([tmp_path / "a.dcm"])
    desk.close()
    assert window.start.currentIndex() == 0
    assert [(one.log.name, one.opened) for one in recent_logs()] == [("audit.db", (tmp_path / "a.dcm",)), ("gone.db", ())]


def test_a_recent_log_is_another_sitting(window: ReviewWindow, tmp_path: Path) -> None:
    keep_recent(tmp_path / "ward.db", "teaching", [tmp_path / "films"])
    wanted: list[Sitting] = []
    desk = Desk(window, tmp_path / "audit.db", REQUEST, InlineWorkers, sit_at=wanted.append)
    window.start.log_chosen.emit(0)
    desk.close()
    assert wanted == [Sitting(tmp_path / "ward.db", "teaching", (tmp_path / "films",))]
