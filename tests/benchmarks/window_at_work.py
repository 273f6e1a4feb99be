"""What the window is like while the program works: first film, first scores, heartbeat and hand during the screening of 40 films.

The program itself on an X server of its own, with 40 phantom films of 1024² pixels in a folder. ``cold`` opens the folder as soon as the
window is shown, when neither reader nor engine has started; ``warm`` opens it when both wait. Seconds from opening to the first film drawn,
and to its findings drawn, looked at every 10 ms; a film's maps come with its scores. The heartbeat is the time in ms from one tick of
a timer of 10 ms in the window's thread to the next. In turns of ten seconds a hand drags window and level of the film, as in film_view.py
(ms from the event to changed pixels, each step after the one before), or leaves the window alone.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.benchmarks.hand import ROOT, Child, Hand, figures, not_to_be_measured, processor, server

FILMS = 40
_TURN, _PATIENCE, _STEP = 10.0, 1200.0, 12


def main() -> None:
    """Print the figures as JSON."""
    if why := not_to_be_measured():
        print(json.dumps({"not_measured": why}))  # noqa: T201
        return
    from models.film.phantom_file import write_phantom

    with TemporaryDirectory() as scratch, server() as display:
        films = Path(scratch, "films")
        films.mkdir()
        for number in range(FILMS):
            write_phantom(films / f"{number:02}.dcm", 3_100_000 + number, marked=number % 2 == 0)
        found: dict[str, Any] = {"films": FILMS, "load": round(os.getloadavg()[0], 2)}
        with window(display, Path(scratch, "cold")) as child:
            child.ask(f"open {films}")
            found["cold_s"] = _firsts(child)
        with window(display, Path(scratch, "warm")) as child:
            _wait_for_engine(child)
            child.ask(f"open {films}")
            found["warm_s"] = _firsts(child)
            found |= _at_work(child, Hand(display))
    print(json.dumps(found))  # noqa: T201


@contextmanager
def window(display: str, data: Path) -> Iterator[Child]:
    """Run the program with a data folder of its own, and its log in it."""
    data.mkdir()
    command = [str(ROOT / "tests/benchmarks/real_window.py"), "--window", "--log", str(data / "audit.db"), "--device", "cpu"]
    child = Child(display, command, {"XDG_DATA_HOME": str(data), "XDG_CONFIG_HOME": str(data)})
    try:
        yield child
    finally:
        child.end()


def _firsts(child: Child) -> dict[str, float]:
    until = time.monotonic() + _PATIENCE
    while "scores" not in (first := child.ask("state")["first"]):
        assert time.monotonic() < until, "no film was shown with its scores"
        time.sleep(0.1)
    return dict(first)


def _wait_for_engine(child: Child) -> None:
    """Wait until the workers of a window have started and do nothing for two seconds."""
    before = -1.0
    while (spent := _of_workers(child.pid)) > before or spent < 1.0:
        before = spent
        time.sleep(2.0)


def _of_workers(pid: int) -> float:
    """Return the processor's seconds of all children of a process, to a tenth."""
    children = [int(number) for task in Path(f"/proc/{pid}/task").iterdir() for number in (task / "children").read_text().split()]
    return round(sum(processor(child) for child in children), 1)


def _at_work(child: Child, hand: Hand) -> dict[str, Any]:
    """Alternate between dragging and leaving alone until all films are recorded."""
    gaps: dict[str, list[float]] = {"alone": [], "in_hand": []}
    frames: list[float] = []
    recorded: dict[str, list[float]] = {"alone": [], "in_hand": []}
    x, y = child.ask("state")["middle"]
    child.ask("gaps")
    in_hand = False
    while "progress" in (status := child.ask("state")["status"]):
        kind = "in_hand" if in_hand else "alone"
        done, started = int(status["progress"].split()[0]), time.monotonic()
        if in_hand:
            while time.monotonic() < started + _TURN:
                frames += hand.drag(((x + 100, y + _STEP * (step % 2) + step % 3) for step in range(61)), (x, y))
        else:
            time.sleep(_TURN)
        now = child.ask("state")["status"].get("progress")
        if now:
            recorded[kind].append((int(now.split()[0]) - done) / (time.monotonic() - started) * 60)
        gaps[kind] += child.ask("gaps")
        in_hand = not in_hand
    return {
        "heartbeat_ms": figures(gaps["alone"] + gaps["in_hand"]),
        **{f"heartbeat_{kind}_ms": figures(found) for kind, found in gaps.items() if found},
        "drag_ms": figures(frames) if frames else None,
        "films_a_minute": {kind: round(sum(found) / len(found), 1) for kind, found in recorded.items() if found},
    }


if __name__ == "__main__":
    main()
