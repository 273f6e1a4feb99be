"""What a run tells while it goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from audit.log.store import Stored
from audit.records.film import FilmRecord
from models.values.progress import Progress
from models.values.radiograph import Radiograph


@dataclass(frozen=True)
class FilmRecorded:
    """One film that stands in the log.

    Attributes:
        path: As given.
        entry: Its entry.
        already_recorded: The entry was there before, of this file or of another with the same pixels; the film was not screened again.
        film: The pixels, where the file is a film and was read; one that is recorded under its file's hash is not.
        blobs: What the record names by hash; empty where the entry was there before, for who looks to load from the log.
        details: Where a defect stopped the film, for the program's author; it is not in the log.
    """

    path: Path
    entry: Stored
    already_recorded: bool
    film: Radiograph | None
    blobs: Mapping[str, bytes] = field(default_factory=dict)
    details: str | None = None

    @property
    def duplicate(self) -> bool:
        """Whether the entry is that of another file with the same pixels; its header is that file's."""
        recorded = self.entry.film.radiograph
        if not self.already_recorded or recorded is None or self.film is None:
            return False
        return recorded.file_sha256 != self.film.header.file_sha256


@dataclass(frozen=True)
class FilmScored:
    """Scores and maps of a film that does not stand in the log yet, since its challenges still run.

    Attributes:
        path: As given.
        film: The pixels.
        record: Without challenges; never recorded so.
        blobs: What it names by hash.
    """

    path: Path
    film: Radiograph
    record: FilmRecord
    blobs: Mapping[str, bytes]


@dataclass(frozen=True)
class FilmRead:
    """A film that was read, and will be screened unless it is already recorded."""

    path: Path
    film: Radiograph


Event = Progress | FilmRead | FilmScored | FilmRecorded
