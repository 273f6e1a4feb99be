"""What the window learns of a run. Only films that a person looks at bring pixels and maps; of all others a row's worth is told."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.desktop.film.known import KnownFilm
from app.desktop.film.thumbnail import packed_thumbnail
from app.desktop.worklist.view import FilmState
from app.desktop.worklist.wording import row_line, row_verdict
from app.export.recorded_maps import recorded_maps
from app.run.events import Event, FilmRead, FilmRecorded, FilmScored
from models.values.progress import Progress
from models.values.radiograph import Radiograph
from models.values.verdict import Verdict


@dataclass(frozen=True, slots=True)
class FilmInWork:
    """A film that was read, with its picture as JPEG."""

    path: Path
    thumbnail: bytes


@dataclass(frozen=True, slots=True)
class FilmDone:
    """A film that stands in the log.

    Attributes:
        path: As given.
        seq: Number of its entry.
        state: How it ended.
        line: Its entry in one line.
        verdict: Its verdict, where it has one.
        head: Hash of the entry, where it was written now and is the log's last.
        thumbnail: Its picture as JPEG, where it was read.
        reason: Why it was not screened.
        details: Where a defect stopped it.
    """

    path: Path
    seq: int
    state: FilmState
    line: str
    head: str | None = None
    thumbnail: bytes | None = None
    reason: str = ""
    details: str | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True)
class PixelsSeen:
    """The pixels of a film that a person looks at."""

    path: Path
    film: Radiograph


@dataclass(frozen=True)
class ScoresSeen:
    """Scores and maps of a film that a person looks at; they do not stand in the log yet."""

    path: Path
    film: Radiograph
    known: KnownFilm


News = Progress | FilmInWork | FilmDone | PixelsSeen | ScoresSeen


def news(event: Event, attended: Collection[Path]) -> Iterator[News]:
    """Yield what the window learns of an event.

    Args:
        event: Of the run.
        attended: The films that a person looks at.
    """
    match event:
        case Progress():
            yield event
        case FilmRead(path, film):
            yield FilmInWork(path, packed_thumbnail(film))
            if path in attended:
                yield PixelsSeen(path, film)
        case FilmScored(path, film, record, blobs):
            if path in attended:
                yield ScoresSeen(path, film, KnownFilm(record, recorded_maps(blobs.get, record)))
        case FilmRecorded():
            yield _done(event)


def _done(event: FilmRecorded) -> FilmDone:
    entry = event.entry
    return FilmDone(
        path=event.path, seq=entry.seq, state=FilmState(entry.kind),
        line=row_line(entry, already_recorded=event.already_recorded, duplicate=event.duplicate),
        head=None if event.already_recorded else entry.hash,
        thumbnail=packed_thumbnail(event.film) if event.film else None,
        reason=entry.film.reason or "", details=event.details, verdict=row_verdict(entry),
    )  # fmt: skip
