"""What a worklist asks of a log: pages, filters and counts. It reads projections only; the truth of a line is its entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, Select, func, select

from audit.log.database.connection import explained, open_engine, transaction
from audit.log.database.schema import film, finding


@dataclass(frozen=True)
class WorklistFilters:
    """What lines are wanted; None is any.

    Attributes:
        status: "screened", "refused" or "failed".
        finding: Label of a finding that is positive.
        verdict: The film's.
        view: As the header tells it.
        text: Part of a UID, device, station, institution, classifier, actor or code; letters of either case.
    """

    status: str | None = None
    finding: str | None = None
    verdict: str | None = None
    view: str | None = None
    text: str | None = None


@dataclass(frozen=True)
class Line:
    """One film, as a worklist shows it.

    Attributes:
        positives: How many findings are positive; None for a film that was not screened.
        decisions_lost: How many of them a challenge took away.
    """

    seq: int
    time_utc: str
    actor: str
    status: str
    code: str | None
    sop_instance_uid: str | None
    patient_digest: str | None
    view: str | None
    sex: str | None
    age_band: str | None
    manufacturer: str | None
    institution: str | None
    classifier: str | None
    verdict: str | None
    positives: int | None
    decisions_lost: int | None


@dataclass(frozen=True)
class Page:
    """Lines, newest first; ``after`` asks for the next page, and is None where there is none."""

    lines: tuple[Line, ...]
    after: int | None


@dataclass(frozen=True)
class Counters:
    """How many films there are, by what they can be filtered by; only values that occur."""

    status: Mapping[str, int]
    verdict: Mapping[str, int]
    view: Mapping[str, int]
    finding: Mapping[str, int]


class Worklist:
    """Reads a log for a worklist; it belongs to the thread that opened it, and refuses any other (``sqlite3.ProgrammingError``).

    So a window opens it in its reader's thread, and cannot ask it in its own by accident.

    Raises:
        NotALog, LogUnavailable: The file cannot be opened as a log.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._engine = open_engine(path, create=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def page(self, filters: WorklistFilters = WorklistFilters(), *, after: int | None = None, length: int = 100) -> Page:
        """Return a page of films, newest first.

        Args:
            filters: Which.
            after: ``Page.after`` of the page before; the first page where None.
            length: How many lines at most.
        """
        # Which lines is asked of narrow indices, in their order; what they say, of the table.
        seq = finding.c.entry_seq if filters.finding is not None else film.c.entry_seq
        numbers = _filtered(select(seq).select_from(film), filters).order_by(seq.desc()).limit(length + 1)
        if after is not None:
            numbers = numbers.where(seq < after)
        columns = [film.c.entry_seq if name == "seq" else film.c[name] for name in Line.__dataclass_fields__]
        wanted = select(*columns).where(film.c.entry_seq.in_(numbers)).order_by(film.c.entry_seq.desc())
        with explained(self._path), transaction(self._engine, writing=False) as connection:
            lines = tuple(Line(*row) for row in connection.execute(wanted))
        return Page(lines[:length], lines[length - 1].seq if len(lines) > length else None)

    def count(self, filters: WorklistFilters = WorklistFilters()) -> int:
        """Return how many films pass the filters."""
        wanted = _filtered(select(func.count()).select_from(film), filters)
        with explained(self._path), transaction(self._engine, writing=False) as connection:
            count: int = connection.execute(wanted).scalar_one()
        return count

    def counters(self) -> Counters:
        """Return how many films there are of each kind, and how many have each finding."""
        with explained(self._path), transaction(self._engine, writing=False) as connection:
            status, verdict, view = (_counted(connection, film.c[name]) for name in ("status", "verdict", "view"))
            return Counters(status, verdict, view, _counted(connection, finding.c.label, finding.c.positive))


def _counted(connection: Connection, column: Any, *where: Any) -> dict[str, int]:
    rows = connection.execute(select(column, func.count()).where(column.is_not(None), *where).group_by(column))
    return {row[0]: row[1] for row in rows}


def _filtered(query: Select[Any], filters: WorklistFilters) -> Select[Any]:
    for name in ("status", "verdict", "view"):
        if (value := getattr(filters, name)) is not None:
            query = query.where(film.c[name] == value)
    if filters.finding is not None:
        query = query.join(finding, finding.c.entry_seq == film.c.entry_seq)
        query = query.where(finding.c.label == filters.finding, finding.c.positive)
    if filters.text:
        query = query.where(func.instr(film.c.searchable, filters.text.lower()) > 0)
    return query
