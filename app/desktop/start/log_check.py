"""Looks which logs are still there, in a thread that nobody waits for: a dead drive never answers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from pathlib import Path


class LogCheck:
    """One look at some files.

    Args:
        logs: The files.
        gone: Takes those that are not there; called on the look's thread.
    """

    def __init__(self, logs: Sequence[Path], gone: Callable[[Collection[Path]], None]) -> None:
        self._lock = threading.Lock()
        self._gone: Callable[[Collection[Path]], None] | None = gone
        threading.Thread(target=self._look, args=(logs,), name="log check", daemon=True).start()

    def close(self) -> None:
        """Report nothing any more."""
        with self._lock:
            self._gone = None

    def _look(self, logs: Sequence[Path]) -> None:
        missing = frozenset(log for log in logs if not _is_there(log))
        with self._lock:
            if self._gone is not None:
                self._gone(missing)


def _is_there(log: Path) -> bool:
    try:
        return log.is_file()
    except OSError:
        return False
