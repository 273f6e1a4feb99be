"""What a worklist asks of a log: pages, filters and counts. It reads projections only; the truth of a line is its entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from sqlalchemy import ColumnElement, Connection, Select, func, select, true

from audit.log.database.connection import explained, open_engine, transaction
from audit.log.database.schema import film, finding
from audit.records.verdicts import WORST_FIRST


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
        verdict: The worst of the findings'; None for a film that was not screened, or without a verdict.
        positives: How many findings are positive; None for a film that was not screened.
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


@dataclass(frozen=True)
class Page:
    """Lines; ``after`` asks for the next page, and is None where there is none."""

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

    def page(
        self, filters: WorklistFilters = WorklistFilters(), *, after: int | None = None, length: int = 100, worst_first: bool = False
    ) -> Page:
        """Return a page of films, newest first.

        Args:
            filters: Which.
            after: ``Page.after`` of the page before; the first page where None.
            length: How many lines at most.
            worst_first: By verdict, the worst first, those without one last; newest first among those of one verdict.
        """
        # Which lines is asked of narrow indices, in their order; what they say, of the table.
        columns = [film.c.entry_seq if name == "seq" else film.c[name] for name in Line.__dataclass_fields__]
        with explained(self._path), transaction(self._engine, writing=False) as connection:
            parts = _by_verdict(connection, after) if worst_first else [(true(), after)]
            numbers = list[int]()
            for part, before in parts:
                if len(numbers) <= length:
                    numbers += connection.execute(_newest(filters, part, before).limit(length + 1 - len(numbers))).scalars()
            rows = connection.execute(select(*columns).where(film.c.entry_seq.in_(numbers)))
            found = {row[0]: Line(*row) for row in rows}
        lines = tuple(found[number] for number in numbers)
        return Page(lines[:length], numbers[length - 1] if len(lines) > length else None)

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


def _newest(filters: WorklistFilters, part: ColumnElement[bool], before: int | None) -> Select[Any]:
    """Return the query for the numbers of films of a part, newest first, of those before a number."""
    seq = finding.c.entry_seq if filters.finding is not None else film.c.entry_seq
    numbers = _filtered(select(seq).select_from(film), filters).where(part).order_by(seq.desc())
    return numbers if before is None else numbers.where(seq < before)


def _by_verdict(connection: Connection, after: int | None) -> list[tuple[ColumnElement[bool], int | None]]:
    """Return the parts of a log by verdict, the worst first, from that of a film on, with the number before which that one goes on."""
    verdicts = [*WORST_FIRST, None]
    if after is not None:
        verdicts = verdicts[verdicts.index(connection.execute(select(film.c.verdict).where(film.c.entry_seq == after)).scalar_one()) :]
    return [(film.c.verdict.is_(verdict) if verdict is None else film.c.verdict == verdict, None if n else after)
            for n, verdict in enumerate(verdicts)]  # fmt: skip


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
