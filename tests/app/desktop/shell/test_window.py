"""The window passes on what a person wants, and the bridge brings back what the workers and the log say."""

from __future__ import annotations

import gc
import sqlite3
import threading
import weakref
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from app.batch.sources import film_paths
from app.desktop.application import Desk, _parsed
from app.desktop.review.view import FindingRow
from app.desktop.review.wording import readable
from app.desktop.shell.window import ReviewWindow
from app.desktop.viewer.view import Overlay
from app.run.request import RunRequest
from app.workers.inline import InlineWorkers
from audit.log.verify.verify import verify
from models.networks.library import EMBEDDED, embedded
from models.values.parameters import CHEAPEST
from tests.logs import films, last

ORDER = RunRequest(classifier="teaching", parameters=CHEAPEST)


@pytest.fixture
def window(qtbot: QtBot) -> ReviewWindow:
    shown = ReviewWindow()
    qtbot.addWidget(shown)
    shown.show()
    return shown


def test_the_window_is_named(window: ReviewWindow) -> None:
    assert window.windowTitle() == "CXR Audit"


def test_dropped_files_are_opened(window: ReviewWindow, qtbot: QtBot, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.dcm")), QUrl("https://example.org/b.dcm")])
    event = QDropEvent(QPointF(10, 10), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    with qtbot.waitSignal(window.opened, check_params_cb=lambda paths: paths == [tmp_path / "a.dcm"]):
        window.dropEvent(event)


def test_the_dialogs_open_films_and_folders(window: ReviewWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (["x.dcm"], ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "films")
    for ask, expected in ((window._ask_for_films, [Path("x.dcm")]), (window._ask_for_folder, [Path("films")])):
        with qtbot.waitSignal(window.opened, check_params_cb=lambda paths, expected=expected: paths == expected):
            ask()


def test_a_desk_with_inline_workers_screens_and_logs(window: ReviewWindow, qtbot: QtBot, phantom_folder: Path, tmp_path: Path) -> None:
    desk = Desk(window, tmp_path / "audit.db", ORDER, InlineWorkers)
    with qtbot.waitSignal(desk.bridge.stopped, timeout=60_000) as stopped:
        window.opened.emit([phantom_folder])
    desk.close()
    assert stopped.args == ["", ""]
    assert len(films(tmp_path / "audit.db")) == 3
    assert window._status._head.text().startswith("Head: entry 4 · ")
    assert window._findings.rowCount() == 14
    assert "never evidence" in window._overlays._buttons[Overlay.GUIDED_GRAD_CAM].toolTip()
    assert window._status._trust.text().startswith("teaching: Grad-CAM certified")


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
    desk = Desk(window, ready_log, ORDER, InlineWorkers)
    with qtbot.waitSignal(desk.bridge.stopped, timeout=60_000):
        window.opened.emit([phantom_folder])
    for row in range(3):
        window.film_chosen.emit(row)
        window.finding_chosen.emit(1)
    desk.close()
    assert len(threads) > 2
    assert threading.main_thread() not in threads


def test_opening_a_log_is_an_entry_and_the_head_is_shown(window: ReviewWindow, qtbot: QtBot, ready_log: Path, tmp_path: Path) -> None:
    desk = Desk(window, ready_log, ORDER, InlineWorkers, witness=tmp_path / "witness")
    with qtbot.waitSignal(desk.bridge.headed, timeout=60_000) as head:
        pass
    desk.close()
    assert last(ready_log, "read").record["sentence"] == "The log was opened in the window."
    seq, digest = head.args
    assert (seq, digest) == (5, verify(ready_log).head)
    assert window._status._head.text() == f"Head: entry 5 · {digest[:12]}…"
    window._status._head.click()
    assert QGuiApplication.clipboard().text() == digest


def test_a_window_makes_no_log_before_it_has_something_to_write(window: ReviewWindow, tmp_path: Path) -> None:
    Desk(window, tmp_path / "audit.db", ORDER, InlineWorkers).close()
    assert list(tmp_path.iterdir()) == []
    assert not window._status._head.isVisible()


def test_a_log_that_is_read_only_is_opened_and_the_window_says_that_this_is_not_recorded(
    window: ReviewWindow, qtbot: QtBot, ready_log: Path
) -> None:
    ready_log.chmod(0o444)
    before = ready_log.read_bytes()
    desk = Desk(window, ready_log, ORDER, InlineWorkers)
    with qtbot.waitSignal(desk.bridge.headed, timeout=60_000):
        pass
    desk.close()
    assert window._status._problem.text() == "This reading is not in the log. ready.db is read-only."
    assert window._status._head.text().startswith("Head: entry 3 · ")
    assert ready_log.read_bytes() == before


def test_a_log_that_cannot_be_written_is_told(window: ReviewWindow, qtbot: QtBot, phantom_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "audit.db").write_text("this is no database, but long enough to look like a file of something")
    desk = Desk(window, tmp_path / "audit.db", ORDER, InlineWorkers)
    with qtbot.waitSignal(desk.bridge.stopped, timeout=60_000):
        window.opened.emit([phantom_folder])
    desk.close()
    assert window._status._problem.text() == "audit.db is not an audit log."


def test_a_drive_that_does_not_answer_holds_nothing_up(
    window: ReviewWindow, qtbot: QtBot, phantom_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opening returns at once, other films are opened and screened meanwhile, and the window closes."""
    answers = threading.Event()

    def listing(paths: Sequence[Path]) -> list[Path]:
        if paths == [Path("dead")]:
            answers.wait()
        return film_paths(paths)

    monkeypatch.setattr("app.desktop.bridge.film_paths", listing)
    desk = Desk(window, tmp_path / "audit.db", ORDER, InlineWorkers)
    try:
        window.opened.emit([Path("dead")])
        assert (window._status._label.text(), window._status._label.isVisible()) == ("Looking through what was opened…", True)
        with qtbot.waitSignal(desk.bridge.stopped, timeout=60_000):
            window.opened.emit([phantom_folder / "plain.dcm"])
        assert window._worklist.model().rowCount() == 1
        assert window._status._label.isVisible()
        desk.close()
        bridge = weakref.ref(desk.bridge)
        del desk
        gc.collect()
        assert bridge() is None, "A thread that still waits for the drive must not be the last to hold the bridge."
    finally:
        answers.set()


def test_a_defect_while_looking_is_told(window: ReviewWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.desktop.bridge.film_paths", lambda paths: [][1])
    desk = Desk(window, tmp_path / "audit.db", ORDER, InlineWorkers)
    with qtbot.waitSignal(desk.bridge.found):
        window.opened.emit([tmp_path])
    desk.close()
    assert window._status._problem.text().startswith("A defect in the program (IndexError)")
    assert not window._status._label.isVisible()


def test_cancel_stops_between_two_films(window: ReviewWindow, qtbot: QtBot, phantom_folder: Path, tmp_path: Path) -> None:
    desk = Desk(window, tmp_path / "audit.db", RunRequest(parameters=CHEAPEST, batch_size=1), InlineWorkers)
    desk.bridge.stepped.connect(lambda _: desk.presenter.cancel())
    with qtbot.waitSignal(desk.bridge.stopped, timeout=60_000):
        window.opened.emit([phantom_folder])
    desk.close()
    assert verify(tmp_path / "audit.db").entries < 3
    assert "Not screened" in [window._worklist.model().index(row, 0).data().split(", ")[1] for row in range(3)]


def test_a_table_of_allowed_places_that_cannot_be_used_is_told_and_nothing_is_screened(
    window: ReviewWindow, qtbot: QtBot, phantom_folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "ours.toml").write_text("schema = 2")
    desk = Desk(window, tmp_path / "audit.db", replace(ORDER, regions=tmp_path / "ours.toml"), InlineWorkers)
    with qtbot.waitSignal(desk.bridge.stopped, timeout=60_000):
        window.opened.emit([phantom_folder / "plain.dcm"])
    desk.close()
    assert window._status._problem.text().startswith("The table of allowed places cannot be used. ours.toml: ")
    assert films(tmp_path / "audit.db") == []


def test_the_window_fits_a_small_screen_and_cuts_no_name(window: ReviewWindow) -> None:
    """1280 × 800: every finding of the classifiers is read whole, and so are the buttons."""
    labels = sorted({readable(label) for name in EMBEDDED for label in embedded(name).labels})
    window.show_findings([FindingRow(label, True, "0.000", "0.000", "100%", "+0.00") for label in labels], 0)
    window.resize(1280, 800)
    assert (window.width(), window.height()) == (1280, 800)
    table = window._findings
    widest = max(table.fontMetrics().horizontalAdvance(f"● {label}") for label in labels)
    assert table.columnWidth(0) >= widest + 8
    for button in window.findChildren(QPushButton):
        assert not button.isVisible() or button.width() >= button.minimumSizeHint().width()


def test_the_arguments_name_films_log_classifier_and_device() -> None:
    options = _parsed(["a.dcm", "--log", "x.db", "--classifier", "teaching", "--device", "cpu", "--regions", "r.toml"])
    assert options.regions == Path("r.toml")
    assert (options.paths, options.log, options.classifier, options.device) == ([Path("a.dcm")], Path("x.db"), "teaching", "cpu")
    with pytest.raises(SystemExit) as ended:
        _parsed(["--classifier", "none"])
    assert ended.value.code == 2
