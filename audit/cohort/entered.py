"""Which entries of a log a cohort is made of, by when they were written and from where their films were read."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from audit.cohort.film_row import FilmRow


@dataclass(frozen=True)
class Entered:
    """Which entries are wanted; None is any.

    Attributes:
        since, until: First and last moment, in UTC as the log writes it; the last is not included.
        source: Keyed hashes of the paths from which films may have been read: all that the log holds of a film's source.
    """

    since: str | None = None
    until: str | None = None
    source: frozenset[str] | None = None

    def passing(self, rows: Sequence[FilmRow]) -> list[FilmRow]:
        """Return the wanted rows."""
        return [row for row in rows if self._passes(row)]

    def asked(self, rows: Sequence[FilmRow]) -> dict[str, str]:
        """Return what is asked for as values of JSON, of the source the SHA-256 of its paths among these rows."""
        asked = {"from": self.since, "to": self.until}
        if self.source is not None:
            subjects = sorted({row.subject for row in rows} & self.source)
            asked["source_sha256"] = hashlib.sha256(" ".join(subjects).encode()).hexdigest()
        return {name: value for name, value in asked.items() if value is not None}

    def _passes(self, row: FilmRow) -> bool:
        if (self.since and row.time_utc < self.since) or (self.until and row.time_utc >= self.until):
            return False
        return self.source is None or row.subject in self.source
