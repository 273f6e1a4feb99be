"""20,000 films through the real window: how its memory grows, and for how long it did not answer.

``python tests/soak/window.py [--films N]``. A run that answers from a table stands in for reader and engine; the log is written, and a
person goes through the films meanwhile. Prints figures; exit code 1 when memory grows by over 60 MB from film 1,000 to the last.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from unittest.mock import patch

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

_FIRST, _MOST_GROWTH_MB, _SIDE = 1000, 60, 1024
_TICK_MS = 10
_PAGE = os.sysconf("SC_PAGE_SIZE")


def main() -> int:
    """Print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--films", type=int, default=20_000)
    films = parser.parse_args().films
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["XDG_DATA_HOME"] = scratch
        told = _sit(Path(scratch), films)
    print(json.dumps(told))  # noqa: T201
    return int(told["growth_mb"] > _MOST_GROWTH_MB)


def _sit(scratch: Path, films: int) -> dict[str, float]:
    """Open a folder of films, step through them while they are screened, and measure."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from app.desktop.desk import Desk
    from app.desktop.film.news import FilmDone, News
    from app.desktop.shell.window import ReviewWindow
    from app.run.request import RunRequest
    from tests.app.desktop.many_films import TableRun, TableWorkers

    folder = scratch / "a folder with a name as long as they are" / "1.2.826.0.1.3680043.8.498.4711"
    folder.mkdir(parents=True)
    for number in range(films):
        (folder / f"1.2.826.0.1.3680043.8.498.{number:040}.dcm").touch()
    application = QApplication(["soak"])
    window = ReviewWindow()
    window.show()
    memory: dict[int, float] = {}
    done, looked, ticks = 0, 0, [time.monotonic()]
    started = time.perf_counter()

    def take(step: News) -> None:
        nonlocal done
        if isinstance(step, FilmDone):
            done += 1
            if done in {_FIRST, films // 2, films}:
                gc.collect()
                memory[done] = _resident_mb()

    def tick() -> None:
        ticks.append(time.monotonic())

    def look() -> None:
        nonlocal looked
        looked += 1
        window.worklist.step(1)

    with patch("app.desktop.bridge.screen_films", TableRun(_SIDE)):
        desk = Desk(window, scratch / "audit.db", RunRequest(), lambda: TableWorkers(_SIDE))
        desk.bridge.stepped.connect(take)
        desk.bridge.stopped.connect(lambda sentence, _: application.exit(int(bool(sentence))))
        timers = [QTimer(), QTimer()]
        for timer, act, pause in zip(timers, (tick, look), (_TICK_MS, 250), strict=True):
            timer.timeout.connect(act)
            timer.start(pause)
        window.opened.emit([folder])
        failed = application.exec()
        for timer in timers:
            timer.stop()
        window.close()
        desk.close()
    if failed or done != films:
        raise RuntimeError("The films were not screened.")
    gaps = sorted(after - before for before, after in itertools.pairwise(ticks))
    return {
        "films": films, "seconds": round(time.perf_counter() - started), "looked_at": looked,
        "mb_at_1000": round(memory[_FIRST]), "mb_halfway": round(memory[films // 2]), "mb_at_end": round(memory[films]),
        "growth_mb": round(memory[films] - memory[_FIRST], 1),
        "longest_wait_ms": round(gaps[-1] * 1000), "wait_ms_of_99_in_100": round(gaps[int(len(gaps) * 0.99)] * 1000),
    }  # fmt: skip


def _resident_mb() -> float:
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[1]) * _PAGE / 1e6


if __name__ == "__main__":
    sys.exit(main())
