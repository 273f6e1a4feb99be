"""A hand on an X server of its own (Xvfb): real events by XTest, pixels read back from the server, and a window in a process of its own.

What drives it needs Xvfb and the libraries X11 and Xtst, which Debian calls xvfb, libx11-6 and libxtst6.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SCREEN = (1600, 1120)
_PACKAGES = {"Xvfb": "xvfb", "X11": "libx11-6", "Xtst": "libxtst6"}
_PATIENCE, _BLOCK, _LOOKS = 20.0, 24, 3e-4


def not_to_be_measured() -> str:
    """Return what has to be installed first, as a sentence, or ""."""
    missing = [name for name in ("X11", "Xtst") if ctypes.util.find_library(name) is None] + ([] if shutil.which("Xvfb") else ["Xvfb"])
    packages = " ".join(_PACKAGES[name] for name in missing)
    return f"Not measured: {', '.join(missing)} missing. On Debian: apt-get install {packages}" if missing else ""


class Hand:
    """A pointer and a keyboard on an X server that see what they do.

    Args:
        display: Name of the server.
    """

    def __init__(self, display: str) -> None:
        self._x, self._test = (ctypes.CDLL(ctypes.util.find_library(name)) for name in ("X11", "Xtst"))
        self._x.XOpenDisplay.restype = self._x.XGetImage.restype = ctypes.c_void_p
        self._x.XDefaultRootWindow.restype = ctypes.c_ulong
        self._server = ctypes.c_void_p(self._x.XOpenDisplay(display.encode()))
        self._root = ctypes.c_ulong(self._x.XDefaultRootWindow(self._server))

    def move(self, x: int, y: int) -> None:
        self._test.XTestFakeMotionEvent(self._server, -1, x, y, ctypes.c_ulong(0))
        self._x.XFlush(self._server)

    def press(self, button: int, *, down: bool) -> None:
        self._test.XTestFakeButtonEvent(self._server, button, int(down), ctypes.c_ulong(0))
        self._x.XFlush(self._server)

    def focus(self, window: int) -> None:
        """Bring the keyboard to a window, as a window manager does when it is clicked."""
        self._x.XSetInputFocus(self._server, ctypes.c_ulong(window), 2, ctypes.c_ulong(0))
        self._x.XFlush(self._server)

    def key(self, name: str) -> None:
        """Press and release a key by the name that X has for it, as "Next" for page down."""
        self._x.XStringToKeysym.restype = ctypes.c_ulong
        code = self._x.XKeysymToKeycode(self._server, ctypes.c_ulong(self._x.XStringToKeysym(name.encode())))
        for down in (1, 0):
            self._test.XTestFakeKeyEvent(self._server, code, down, ctypes.c_ulong(0))
        self._x.XFlush(self._server)

    def look(self, x: int, y: int) -> bytes:
        """Return the pixels around a place."""
        half = _BLOCK // 2
        image = self._x.XGetImage(self._server, self._root, x - half, y - half, _BLOCK, _BLOCK, ctypes.c_ulong(0xFFFFFFFF), 2)
        data = ctypes.c_void_p.from_address(image + 16).value
        assert data is not None, "the server gives pixels"
        seen = ctypes.string_at(data, 4 * _BLOCK * _BLOCK)
        for block in (data, image):
            self._x.XFree(ctypes.c_void_p(block))
        return seen

    def drag(self, path: Iterator[tuple[int, int]], seen_at: tuple[int, int], *, button: int = 1) -> list[float]:
        """Drag along a path; returns the milliseconds until each step was seen."""
        self.move(*next(path))
        self.press(button, down=True)
        time.sleep(0.2)
        took = []
        for place in path:
            before, started = self.look(*seen_at), time.perf_counter()
            self.move(*place)
            while self.look(*seen_at) == before:
                if time.perf_counter() - started > _PATIENCE:
                    raise TimeoutError(f"Nothing changed on the screen at step {len(took)}.")
                time.sleep(_LOOKS)
            took.append(1000 * (time.perf_counter() - started))
            time.sleep(0.01)
        self.press(button, down=False)
        return took


class Child:
    """A window in a process of its own, which does what a line of its input says and answers with a line of JSON.

    Args:
        display: Name of the server.
        command: What Python is to run.
        environment: Besides this process's own.
    """

    def __init__(self, display: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        surroundings = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(ROOT), **environment}
        self._process = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=surroundings, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.pid = self._process.pid
        self.answer()

    def ask(self, command: str) -> Any:
        assert self._process.stdin is not None, "it has a pipe"
        self._process.stdin.write(f"{command}\n")
        self._process.stdin.flush()
        return self.answer()

    def answer(self) -> Any:
        assert self._process.stdout is not None, "it has a pipe"
        return json.loads(self._process.stdout.readline())

    def end(self) -> None:
        self.ask("quit")
        self._process.wait(10)


@contextmanager
def server() -> Iterator[str]:
    """Run an X server; its name is what DISPLAY says."""
    reading, writing = os.pipe()
    screen = "x".join(str(side) for side in (*SCREEN, 24))
    running = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", screen, "-nolisten", "tcp"], pass_fds=[writing], stderr=subprocess.DEVNULL
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as named:
            yield f":{named.readline().strip()}"
    finally:
        running.terminate()
        running.wait(10)


def processor(pid: int) -> float:
    """Return the processor's seconds of another process."""
    return time.clock_gettime((~pid << 3) | 2)


def figures(took: Sequence[float]) -> dict[str, float]:
    """Return median, 99th percentile and largest of milliseconds."""
    ordered = sorted(took)
    return {
        "median": round(statistics.median(ordered), 2),
        "p99": round(ordered[int(0.99 * len(ordered))], 2),
        "most": round(ordered[-1], 2),
    }
