"""What is known of a film: by its entry, or by scores that do not stand in the log yet."""

from __future__ import annotations

from dataclasses import dataclass

from app.export.recorded_maps import RecordedMaps
from audit.log.store import Stored
from audit.records.film import FilmRecord


@dataclass(frozen=True)
class KnownFilm:
    """What is known of a film.

    Attributes:
        record: The film's.
        maps: None where it has none, or they are no longer kept.
        entry: None while challenges run and nothing stands in the log.
    """

    record: FilmRecord
    maps: RecordedMaps | None
    entry: Stored | None = None


@dataclass(frozen=True)
class Unreadable:
    """Why an entry cannot be shown."""

    sentence: str
