"""In which order films are listed: as they were opened, or the film that most needs a look first."""

from __future__ import annotations

from enum import StrEnum

from app.desktop.worklist.view import FilmRow, FilmState
from models.values.verdict import WORST_FIRST, Verdict


class Order(StrEnum):
    """How the worklist is ordered, as a person chooses it."""

    OPENED = "As opened"
    WORST = "Worst verdict first"


NO_FLAG = frozenset({Verdict.NO_OUTSIDE_DEPENDENCE_FOUND, Verdict.NOT_CHALLENGED})
_FLAGGED = len(WORST_FIRST) - len(NO_FLAG)


def place(row: FilmRow) -> int:
    """Return where a film stands, 0 first: by its verdict; what was refused or failed before films without a flag; what waits is last."""
    if row.verdict is not None:
        at = WORST_FIRST.index(row.verdict)
        return at if at < _FLAGGED else at + 1
    return _FLAGGED if row.state in {FilmState.REFUSED, FilmState.FAILED} else len(WORST_FIRST) + 1
