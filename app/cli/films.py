"""Films that a command looks at one after the other; what cannot serve is left out, with the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from rich.progress import Progress

from app.cli.terminal import shown, tell
from app.workers.job import Workers
from app.workers.messages import Outcome, Result, Task, why_not
from app.workers.tasks.read import ReadFilm
from models.reading.archive import name_of
from models.values.radiograph import Radiograph

Look = Callable[[Radiograph], Outcome]


def looked_at(
    paths: Sequence[Path], look: Look | None, *, pool: Workers, bar: Progress, doing: str, patient_key: bytes | None = None
) -> Iterator[tuple[Path, Any]]:  # fmt: skip
    """Read films and yield each with what was asked of it.

    Args:
        paths: Of films.
        look: Asks something of a film; None yields the film itself.
        pool: Whose reader reads.
        bar: Shows how far it is, and tells what was left out above itself.
        doing: What is done, on the bar.
        patient_key: Names patients in headers by a keyed hash.
    """
    for path in bar.track(paths, description=doing):
        ending = pool.submit(Task.READ, ReadFilm(path, patient_key)).result()
        if look and isinstance(ending, Result):
            ending = look(ending.payload)
        if isinstance(ending, Result):
            yield path, ending.payload
        else:
            tell(bar, f"{named(path)}: left out. {why_not(ending)}")


def named(path: Path) -> str:
    """Return what a film is called on the terminal: a zip's member with its zip, on one line."""
    return shown(name_of(path))
