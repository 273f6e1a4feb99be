"""Films that commands are given: where they are, what they are called, and what a worker answers of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from rich.progress import Progress

from app.batch.sources import film_paths
from app.cli.terminal import fail, say_above
from app.export.maps import write_maps
from app.export.one_line import one_line
from app.export.recorded_maps import as_recorded
from app.run.events import FilmRecorded
from app.workers.job import Workers
from app.workers.messages import Outcome, Result, Task, why_not
from app.workers.tasks.read import ReadFilm
from audit.log.store import Log
from models.reading.archive import name_of
from models.values.radiograph import Radiograph

NO_FILES = "No files found in the given paths."
Ask = Callable[[Radiograph], Outcome]


def films_in(paths: Iterable[Path]) -> list[Path]:
    """Return the films in files, folders, zips and DICOMDIRs; end the command where there are none."""
    return film_paths(paths) or fail(NO_FILES, code=2)


def answered(
    paths: Sequence[Path], ask: Ask | None, *, pool: Workers, bar: Progress, doing: str, patient_key: bytes | None = None
) -> Iterator[tuple[Path, Any]]:  # fmt: skip
    """Read films and yield each with the answer to what is asked of it; those without one are left out, and the reason is printed.

    Args:
        paths: Of films.
        ask: Asks something of a film; None yields the film itself.
        pool: Whose reader reads.
        bar: Shows the progress.
        doing: What is done, on the bar.
        patient_key: Names patients in headers by a keyed hash.
    """
    for path in bar.track(paths, description=doing):
        outcome = pool.submit(Task.READ, ReadFilm(path, patient_key)).result()
        if ask and isinstance(outcome, Result):
            outcome = ask(outcome.payload)
        if isinstance(outcome, Result):
            yield path, outcome.payload
        else:
            say_above(bar, f"{named(path)}: left out. {why_not(outcome)}")


def write_maps_of(done: FilmRecorded, folder: Path, *, pool: Workers, log: Log) -> None:
    """Write maps and pictures of a film that was screened, also of one that was recorded before: then film and maps are read again.

    Raises:
        OSError: The folder cannot be written to.
    """
    record, film = done.entry.film, done.film
    if record.blobs is None:
        return
    if film is None:
        read = pool.submit(Task.READ, ReadFilm(done.path)).result()
        film = as_recorded(read.payload, record) if isinstance(read, Result) else None
    write_maps(done.entry, film, log.blob if done.already_recorded else done.blobs.get, folder)


def named(path: Path) -> str:
    """Return what a film is called on the terminal: a zip's member with its zip, on one line."""
    return one_line(name_of(path))
