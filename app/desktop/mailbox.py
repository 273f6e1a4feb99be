"""Brings calls from any thread to the window's thread: in order, many at once, and at most twenty times a second."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

_INTERVAL = 0.05


class Mailbox(QObject):
    """Holds calls until the window's thread makes them; however many wait, one Qt event is on its way."""

    _arrived = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._numbers = itertools.count()
        self._waiting: dict[object, Callable[[], None]] = {}
        self._delivered = 0.0
        self._closed = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._deliver)
        # Queued: emitted on any thread, run on this object's, which is the window's.
        self._arrived.connect(self._wake, Qt.ConnectionType.QueuedConnection)

    def put(self, call: Callable[[], None], *, replaces: str | None = None) -> None:
        """Have a call made; it takes the place of one that waits under the same name, and is the last in the order."""
        with self._lock:
            if self._closed:
                return
            first = not self._waiting
            self._waiting.pop(replaces, None)
            self._waiting[replaces or next(self._numbers)] = call
        if first:
            self._arrived.emit()

    def close(self) -> None:
        """Make no call any more: who would be called may be gone."""
        with self._lock:
            self._closed = True
            self._waiting.clear()

    def _wake(self) -> None:
        left = self._delivered + _INTERVAL - time.monotonic()
        self._timer.start(max(0, round(left * 1000)))

    def _deliver(self) -> None:
        with self._lock:
            calls, self._waiting = self._waiting, {}
        while calls:
            call = calls.pop(next(iter(calls)))
            try:
                call()
            except Exception:
                self._put_back(calls)
                raise
        self._delivered = time.monotonic()

    def _put_back(self, calls: dict[object, Callable[[], None]]) -> None:
        """Make calls later, before those that came meanwhile: what one of them raises is shown, and the others are not lost."""
        with self._lock:
            if self._closed:
                return
            self._waiting = {name: call for name, call in calls.items() if name not in self._waiting} | self._waiting
            waiting = bool(self._waiting)
        if waiting:
            self._arrived.emit()
