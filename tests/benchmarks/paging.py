"""Memory of the window while a hand pages through 500 films, each shown with its entry and its maps.

The program itself on an X server of its own, with six phantom films of 1024² pixels, each under 84 names, so that most are found already
recorded; once all stand in the log the hand presses page down until the last, and waits each time for film and entry. Megabytes of resident
memory of the window's process after 50, 250 and all films, and the median of the seconds from the key to film and entry.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks.hand import Child, Hand, not_to_be_measured, server
from tests.benchmarks.window_at_work import window

_DRAWN, _COPIES = 6, 84
_SEEN_AFTER = (50, 250, _DRAWN * _COPIES - 1)
_PATIENCE = 1200.0


def main() -> None:
    """Print the figures as JSON."""
    if why := not_to_be_measured():
        print(json.dumps({"not_measured": why}))  # noqa: T201
        return
    from models.film.phantom_file import write_phantom

    with TemporaryDirectory() as scratch, server() as display:
        films = Path(scratch, "films")
        films.mkdir()
        for number in range(_DRAWN):
            first = write_phantom(films / f"000-{number}.dcm", 3_200_000 + number, marked=True)
            for copy in range(1, _COPIES):
                shutil.copyfile(first, films / f"{copy:03}-{number}.dcm")
        with window(display, Path(scratch, "data")) as child:
            child.ask(f"open {films}")
            _wait(child, lambda at: at["films"] == _DRAWN * _COPIES and not at["works"], pause=1.0)
            found = _paged(child, Hand(display))
    print(json.dumps({"films": _DRAWN * _COPIES, "load": round(os.getloadavg()[0], 2), **found}))  # noqa: T201


def _paged(child: Child, hand: Hand) -> dict[str, object]:
    memory: dict[int, float] = {}
    took: list[float] = []
    hand.focus(child.ask("state")["window"])
    for number in range(1, _DRAWN * _COPIES):
        started = time.monotonic()
        hand.key("Next")
        _wait(child, lambda at, row=number: at["row"] == row and at["shown"], pause=0.01)
        took.append(time.monotonic() - started)
        if number in _SEEN_AFTER:
            memory[number] = child.ask("at")["memory_mb"]
    return {"memory_mb": memory, "shown_s": round(statistics.median(took), 3)}


def _wait(child: Child, reached: Callable[[dict[str, Any]], bool], *, pause: float) -> None:
    until = time.monotonic() + _PATIENCE
    while not reached(child.ask("at")):
        assert time.monotonic() < until, "the window did not get there"
        time.sleep(pause)


if __name__ == "__main__":
    main()
