"""The program itself for a benchmark: its window tells when it showed what, and how evenly it beat. Others run it."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QPoint, QSocketNotifier, Qt, QTimer
from PySide6.QtWidgets import QListView

from app.desktop.shell.window import ReviewWindow

_BEAT = 10
"""Milliseconds from one beat of the window's thread to the next, when nothing keeps it."""


class Watch(QObject):
    """Beats in the window's thread, looks at each beat what is shown, and obeys lines from standard input."""

    def __init__(self, window: ReviewWindow) -> None:
        super().__init__(window)
        self._window, self._opened, self._beaten = window, 0.0, 0.0
        self._gaps: list[float] = []
        self._first: dict[str, float] = {}
        beat = QTimer(self, interval=_BEAT)
        beat.setTimerType(Qt.TimerType.PreciseTimer)
        beat.timeout.connect(self._beat)
        beat.start()
        self._lines = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, self)
        self._lines.activated.connect(lambda: self._obey(sys.stdin.readline().split()))
        window.painted.connect(lambda: QTimer.singleShot(_BEAT, self._be_ready))

    def _be_ready(self) -> None:
        """Say that the window can be used: drawn, and with the desk behind it, which is made right after."""
        print("{}", flush=True)  # noqa: T201

    def _beat(self) -> None:
        now = time.perf_counter()
        if self._beaten:
            self._gaps.append(1000 * (now - self._beaten))
        self._beaten = now
        viewer, review = self._window.viewer, self._window.review
        for name, there in (("film", viewer.film.film is not None), ("scores", bool(review.findings.texts()))):
            if there and self._opened and name not in self._first:
                self._window.repaint()
                self._first[name] = round(time.perf_counter() - self._opened, 3)

    def _obey(self, line: list[str]) -> None:
        command, *rest = line or ["quit"]
        answer: Any = {}
        match command:
            case "open":
                self._opened, self._first = time.perf_counter(), {}
                self._window.opened.emit([Path(name) for name in rest])
            case "gaps":
                answer, self._gaps = self._gaps, []
            case "state":
                answer = self._state()
            case "at":
                answer = self._at()
            case "grab":
                answer = self._window.grab().save(rest[0])
            case "quit":
                QTimer.singleShot(0, self._window.close)
        print(json.dumps(answer), flush=True)  # noqa: T201

    def _state(self) -> dict[str, Any]:
        film = self._window.viewer.film
        middle = film.viewport().mapToGlobal(QPoint(film.viewport().width() // 2, film.viewport().height() // 2))
        return {
            "first": self._first, "status": self._window.status.texts(), "middle": [middle.x(), middle.y()],
            "window": int(self._window.winId()),
        }  # fmt: skip

    def _at(self) -> dict[str, Any]:
        films = self._window.worklist.findChild(QListView)
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        return {
            "row": films.currentIndex().row(), "films": films.model().rowCount(), "works": "progress" in self._window.status.texts(),
            "shown": self._window.viewer.film.film is not None and bool(self._window.review.detail.record()),
            "memory_mb": round(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, 1),
        }  # fmt: skip


def run() -> None:
    """Run the program; what follows ``--window`` on the command line is for it."""
    from main import main

    show = ReviewWindow.show_on_screen

    def watched(window: ReviewWindow) -> None:
        show(window)
        Watch(window)

    ReviewWindow.show_on_screen = watched  # type: ignore[method-assign]
    main(sys.argv[sys.argv.index("--window") + 1 :])


if __name__ == "__main__" and "--window" in sys.argv:
    run()
