"""Both sides of the allowed regions of films that were screened, filled in for all findings, and recorded as entries of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app import __version__
from app.run.recorded_challenges import not_run_records
from app.run.recorded_global_removals import global_challenge_records, global_region_records
from app.site.person import actor
from app.workers.job import Workers
from app.workers.messages import Result, Task, why_not
from app.workers.tasks.load_method import LoadMethod
from app.workers.tasks.read import ReadFilm
from app.workers.tasks.removals import RemoveGlobally
from audit.log.store import EntryKind, Log, Stored
from audit.records.events import HeadRecord
from audit.records.removals import RemovalsRecord
from models.values.challenge import GlobalRemovals

_OTHER_FILE = "It is not the file that was screened."


@dataclass(frozen=True)
class FilmRemoved:
    """One film of which removals were to be made.

    Attributes:
        path: As given.
        why_not: Why there are none, as a sentence; None where they stand in the log.
    """

    path: Path
    why_not: str | None


def remove_globally(films: Iterable[tuple[Path, Stored]], load: LoadMethod, *, pool: Workers, log: Log) -> Iterator[FilmRemoved]:
    """Fill in and record, one film after the other; what was yielded without a reason against it stands in the log.

    Args:
        films: Files with their entries, all screened by one method.
        load: How that is loaded.
        pool: Of whom it is asked.
        log: Open for appending.

    Raises:
        LogError: The log cannot be written.
    """
    for path, entry in films:
        found = _removed(path, entry, load, pool)
        if isinstance(found, GlobalRemovals):
            log.append(EntryKind.REMOVALS, actor=actor(), subject=entry.subject, record=removals_record(found, entry))
        yield FilmRemoved(path, found if isinstance(found, str) else None)


def removals_record(found: GlobalRemovals, entry: Stored) -> RemovalsRecord:
    """Return the body of the entry of a film's removals.

    Args:
        found: Of all findings.
        entry: Of the film's screening.
    """
    film, method, used = entry.film.radiograph, entry.film.method, entry.film.classifier
    assert film, "a screened film is known"
    assert used, "and so is its classifier"
    assert method.fingerprint, "and its method"
    count = len(found.challenges)
    return RemovalsRecord(
        sentence=f"Both sides of the allowed regions of all findings were filled in on the film of entry {entry.seq}: {count} removals.",
        code_version=__version__, of=HeadRecord(seq=entry.seq, hash=entry.hash), file_sha256=film.file_sha256,
        fingerprint=method.fingerprint, regions=global_region_records(found), challenges=global_challenge_records(found, used.labels),
        not_run=not_run_records(found.not_run),
    )  # fmt: skip


def _removed(path: Path, entry: Stored, load: LoadMethod, pool: Workers) -> GlobalRemovals | str:
    """Return what was found of a film, or why nothing was."""
    read = pool.submit(Task.READ, ReadFilm(path)).result()
    if not isinstance(read, Result):
        return why_not(read)
    film, recorded = read.payload, entry.film
    if recorded.radiograph is None or film.header.file_sha256 != recorded.radiograph.file_sha256:
        return _OTHER_FILE
    asked = RemoveGlobally(film, recorded.method.fingerprint or "", load)
    ending = pool.submit(Task.REMOVALS, asked).result()
    if not isinstance(ending, Result):
        return why_not(ending)
    assert isinstance(ending.payload, GlobalRemovals)
    return ending.payload
