"""What the worklist shows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

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
