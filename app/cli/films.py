"""Films that commands are given: where they are, what they are called, and what a worker answers of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from rich.progress import Progress

from app.batch.sources import FoundFilms, find_films
from app.cli.terminal import fail, say, say_above
from app.export.maps import write_maps
from app.export.one_line import one_line
from app.export.recorded_maps import as_recorded
from app.run.events import FilmRecorded
from app.workers.job import Workers
from app.workers.messages import Outcome, Result, Task, why_not
from app.workers.tasks.read import ReadFilm
from audit.counted import counted
from audit.log.store import Log
from models.reading.archive import name_of
from models.values.radiograph import Radiograph

_NO_FILMS = "No films found in the given paths."
Ask = Callable[[Radiograph], Outcome]


def films_in(paths: Iterable[Path], *, exclude: Iterable[str] | None, verbose: bool, outputs: Iterable[Path] = ()) -> FoundFilms:
    """Return the films in files, folders, zips and DICOMDIRs; end the command where there are none.

    Args:
        paths: Given by the person.
        exclude: Patterns of what is left out.
        verbose: Print what was passed over.
        outputs: Files and folders that the command writes to, which are no films.
    """
    found = find_films(paths, exclude=exclude or (), outputs=outputs)
    if verbose:
        for path in found.passed_over:
            say(f"{one_line(str(path))}: passed over, no image.")
    if not found.films:
        fail(" ".join([_NO_FILMS, *passed_over(found, verbose=verbose)]), code=2)
    return found


def passed_over(found: FoundFilms, *, verbose: bool) -> list[str]:
    """Return the sentence on what was passed over, or none where nothing was."""
    count = len(found.passed_over)
    if not count:
        return []
    what = counted(count, "other file was passed over", "other files were passed over")
    return [f"{what}." if verbose else f"{what}; --verbose lists {'it' if count == 1 else 'them'}."]


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
