"""The process of a classifier that can only be called: named films go in, lines come out; it is killed whole."""

from __future__ import annotations

import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from models.networks.external import launcher
from models.networks.external.answers import LONGEST_LINE
from models.networks.external.printable import printable

_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "SYSTEMROOT", "PATHEXT", "USERPROFILE", "CUDA_VISIBLE_DEVICES")
"""Of the environment; what else stands there is none of the program's business."""
_MOST_LINES = 1024
_PATIENCE = 5.0
"""Seconds for the system to end a process that was killed."""


class Trouble(Exception):
    """Why a program gives no answers any more, in a sentence; it has to be started anew."""


class Ended(Trouble):
    """It is gone: it crashed, was killed, or could not be started."""


class TooSlow(Trouble):
    """It did not answer in time."""


class Program:
    """A program that runs.

    Args:
        command: Program and arguments.
        folder: Empty; its working folder.
        most_memory: In bytes.

    Raises:
        Ended: The system has no room for another process.
    """

    def __init__(self, command: Sequence[str], folder: Path, most_memory: int) -> None:
        started = (sys.executable, "-I", "-S", launcher.__file__, str(os.getpid()), str(most_memory), *command)
        try:
            self._process = subprocess.Popen(
                started, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder, env=_environment(folder),
                start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            raise Ended(f"The classifier's program could not be started: {error.strerror}.") from None
        self._lines: queue.Queue[bytes | None] = queue.Queue(_MOST_LINES)
        self._last_words, self._over = b"", threading.Event()
        self._threads = [threading.Thread(target=of, daemon=True) for of in (self._hear, self._overhear)]
        for thread in self._threads:
            thread.start()

    @property
    def pid(self) -> int:
        """The number the system knows the process by; also of its group."""
        return self._process.pid

    @property
    def runs(self) -> bool:
        """Whether it is still there."""
        return self._process.poll() is None

    def name(self, films: Sequence[str]) -> None:
        """Name films, one a line; an empty line says that no other comes before these are answered."""
        assert self._process.stdin is not None, "it was started with a pipe"
        with suppress(OSError):  # That it is gone is noticed where its answers are missing.
            self._process.stdin.write("".join(f"{film}\n" for film in (*films, "")).encode())
            self._process.stdin.flush()

    def line(self, deadline: float) -> bytes:
        """Return the next line that it writes.

        Args:
            deadline: By the monotonic clock.

        Raises:
            Ended, TooSlow: There is none.
        """
        try:
            found = self._lines.get(timeout=max(deadline - time.monotonic(), 0.001))
        except queue.Empty:
            raise TooSlow("The classifier's program did not answer in time and was stopped.") from None
        if found is None:
            raise Ended(self._how_it_ended())
        return found

    def close(self) -> None:
        """Kill it with all that it started."""
        self._over.set()
        if sys.platform != "win32":
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
        self._process.kill()
        with suppress(subprocess.TimeoutExpired):  # One that hangs in the system itself is left behind.
            self._process.wait(_PATIENCE)
        pipes = self._process.stdin, self._process.stdout, self._process.stderr
        for pipe, thread in zip(pipes, (None, *self._threads), strict=True):
            if thread:
                thread.join(_PATIENCE)
            if pipe and not (thread and thread.is_alive()):  # What left the group may hold a pipe open.
                with suppress(OSError):
                    pipe.close()

    def _how_it_ended(self) -> str:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_PATIENCE)
        self._threads[1].join(_PATIENCE)
        code = self._process.returncode
        how = "could not be started" if code == launcher.NOT_STARTED else f"ended before it answered{_by(code)}"
        text = printable(self._last_words.decode("utf-8", "replace"))
        return f"The classifier's program {how}{f'; it last said: {text}' if text else '.'}"

    def _hear(self) -> None:
        """Keep its lines until they are asked for."""
        for line in _lines(self._process.stdout):
            self._put(line)
        self._put(None)

    def _put(self, line: bytes | None) -> None:
        while not self._over.is_set():
            with suppress(queue.Full):
                self._lines.put(line, timeout=0.2)
                return

    def _overhear(self) -> None:
        """Keep the last of what it says to its errors."""
        for line in _lines(self._process.stderr):
            self._last_words = line.strip() or self._last_words


def _lines(pipe: IO[bytes] | None) -> Iterator[bytes]:
    """Yield lines, cut where they are longer than any answer."""
    assert pipe is not None, "it was started with pipes"
    while line := pipe.readline(LONGEST_LINE):
        yield line


def _by(code: int | None) -> str:
    if code is None:
        return ""
    return f" (signal {-code})" if code < 0 else f" (exit code {code})"


def _environment(folder: Path) -> Mapping[str, str]:
    """Return what it starts in: few of this process's own variables, its folder for what it writes in passing, and no lines held back."""
    own = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return own | {"TMPDIR": str(folder), "TEMP": str(folder), "TMP": str(folder), "PYTHONUNBUFFERED": "1"}


def emptied(folder: Path) -> Path:
    """Return a folder with nothing in it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder
