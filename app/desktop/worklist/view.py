"""What the worklist shows, and what its presenter asks of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class FilmState(StrEnum):
    """Where a film of the worklist is."""

    WAITING = "waiting"
    READ = "read"
    SCREENED = "screened"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True)
class FilmRow:
    """One row of the worklist; ``thumbnail`` is 8-bit grey."""

    name: str
    state: FilmState
    line: str
    thumbnail: NDArray[np.uint8] | None = None


class WorklistView(Protocol):
    """The worklist, as far as its presenter knows it: setters only, which emit nothing."""

    def add_films(self, rows: Sequence[FilmRow]) -> None:
        """Append rows."""

    def update_film(self, index: int, row: FilmRow) -> None:
        """Replace one row."""

    def select_film(self, index: int) -> None:
        """Mark one row as the film that is shown."""
