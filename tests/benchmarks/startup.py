"""How long until the window is on the screen, and until an engine has screened its first film.

The window: whole processes, from start to the first paint, bytecode of our own modules kept as on a person's second start; median and range
of nine. The engine: fresh processes, from start to Ready, and
from there to the first film's result, networks loaded meanwhile; median and range of five, with the processor's seconds where Linux tells.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.workers.process import WorkerProcess

ROOT = Path(__file__).resolve().parents[2]
_CHILD = """
import sys, time
from PySide6 import QtWidgets
class Application(QtWidgets.QApplication):
    # Made when all that the window needs is imported, in the program's own order.
    def __init__(self, arguments):
        super().__init__(arguments)
        sys.modules["app.desktop.shell.window"].ReviewWindow.paintEvent = painted
def painted(self, event):
    QtWidgets.QMainWindow.paintEvent(self, event)
    print(time.time(), 'torch' in sys.modules, flush=True)
    QtWidgets.QApplication.exit(0)
QtWidgets.QApplication = Application
from main import main
main([])
"""


def main() -> None:
    """Print the figures as JSON."""
    print(json.dumps({**_window(), "engine": _engine()}))  # noqa: T201


def _window() -> dict[str, Any]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    if not (os.environ.get("DISPLAY") or sys.platform in {"win32", "darwin"}):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    with TemporaryDirectory() as kept:
        environment["PYTHONPYCACHEPREFIX"] = kept
        _, *seconds = [_start(environment) for _ in range(10)]
    load = round(os.getloadavg()[0], 2)
    return {"window_visible": _figures(seconds), "load": load, "platform": environment.get("QT_QPA_PLATFORM", "screen")}


def _start(environment: dict[str, str]) -> float:
    started = time.time()
    child = subprocess.run([sys.executable, "-c", _CHILD], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    painted, torch_there = child.stdout.split()[:2]
    assert torch_there == "False", "the window's process imported torch"
    return float(painted) - started


def _engine() -> dict[str, Any]:
    """Screen one phantom film in fresh engines, in turn with its challenges and without; scores and maps come before challenges."""
    from models.values.parameters import Parameters

    seconds: dict[str, list[float]] = {}
    for _ in range(5):
        for kind, parameters in (("with_challenges", Parameters()), ("without_challenges", Parameters(challenges=False))):
            for name, value in _first_film(parameters).items():
                seconds.setdefault(name if name.startswith("imports") else f"{name}_{kind}", []).append(value)
    return {name: _figures(values) for name, values in seconds.items()}


def _first_film(parameters: Any) -> dict[str, float]:
    from app.site.recorded import recorded_method
    from app.workers.engine import make_engine
    from app.workers.environment import engine_environment
    from app.workers.messages import Task
    from app.workers.process import WorkerProcess
    from app.workers.tasks.load_method import LoadMethod
    from app.workers.tasks.screen import ScreenFilms
    from models.film.phantom import phantom
    from models.reading.window import automatic_window
    from models.values.digests import pixel_hash
    from models.values.radiograph import Header, Radiograph

    pixels = phantom(0, size=1024).pixels
    film = Radiograph(pixels, automatic_window(pixels), Header("0" * 64, pixel_hash(pixels), *pixels.shape))
    load = LoadMethod("embedded", parameters)
    started = time.perf_counter()
    process = WorkerProcess(make_engine, ("auto", None), None, engine_environment(None))
    process.receive()
    ready, processor_ready = time.perf_counter(), _processor(process.pid)
    method, _ = _asked(process, Task.LOAD_METHOD, load)
    _, scored = _asked(process, Task.SCREEN, ScreenFilms((film,), recorded_method(method).fingerprint or "", load, in_parts=True))
    done, processor_done = time.perf_counter(), _processor(process.pid)
    process.dismiss()
    process.end(3.0)
    walls = {"imports": ready - started, "scores_and_maps": scored - ready, "first_film": done - ready}
    if sys.platform != "linux":
        return walls
    return walls | {"imports_processor": processor_ready, "first_film_processor": processor_done - processor_ready}


def _asked(process: WorkerProcess, kind: Any, payload: Any) -> tuple[Any, float]:
    """Return what was found, and when the last part of it was told."""
    from app.workers.messages import Interim, PartialResult, Request, Result

    told = 0.0
    process.send(Request(1, kind, payload))
    while isinstance(answer := process.receive(), Interim):
        told = time.perf_counter() if isinstance(answer, PartialResult) else told
    assert isinstance(answer, Result), answer
    return answer.payload, told


def _processor(pid: int) -> float:
    """Return the processor's seconds of another process, 0 where the system does not tell."""
    return time.clock_gettime((~pid << 3) | 2) if sys.platform == "linux" else 0.0


def _figures(seconds: list[float]) -> dict[str, float]:
    return {"median_s": round(statistics.median(seconds), 3), "least_s": round(min(seconds), 3), "most_s": round(max(seconds), 3)}


if __name__ == "__main__":
    main()
