"""What the worklist shows, and what its presenter asks of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from models.values.verdict import Verdict


class FilmState(StrEnum):
    """Where a film of the worklist is."""

    WAITING = "waiting"
    READ = "read"
    SCREENED = "screened"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class FilmRow:
    """One row of the worklist; ``thumbnail`` is a JPEG, ``verdict`` that of a film that has one."""

    name: str
    state: FilmState
    line: str
    thumbnail: bytes | None = None
    verdict: Verdict | None = None


class WorklistView(Protocol):
    """The worklist, as far as its presenter knows it: setters only, which emit nothing."""

    def add_films(self, rows: Sequence[FilmRow]) -> None:
        """Append rows."""

    def update_film(self, index: int, row: FilmRow) -> None:
        """Replace one row."""

    def select_film(self, index: int) -> None:
        """Mark one row as the film that is shown."""
