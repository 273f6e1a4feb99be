"""The trail: every entry of a log by kind and by time, the chain's head, and how to verify it."""

from __future__ import annotations

from collections.abc import Iterable

from audit.counted import counted
from audit.log.store import Stored
from audit.records.film import FilmRecord
from audit.records.told import verdict_text
from audit.report.document import Bullets, Column, Document, Facts, Heading, Section, Table
from audit.report.foot import AsOf, foot

_HASH = 16
_VERIFY = (
    "Take a copy of the log (main.py log backup) and make it read-only.",
    "main.py log verify COPY --deep must say Intact, and tell at least as many entries as this report.",
    "This report, made again of the copy with --as-of, must show the same head and the same hashes.",
    "A head or a witness that was kept elsewhere shows that nothing before it was rebuilt; a chain in a file alone does not.",
    "What was untrue when it was recorded is chained like everything else; main.py replay computes an entry anew from its film.",
)  # fmt: skip


def trail_report(entries: Iterable[Stored], as_of: AsOf) -> Document:
    """Return the report of a log's entries, oldest first, up to where it holds."""
    kinds: dict[str, list[str]] = {}
    rows = []
    first = last = ""
    for entry in entries:
        first, last = first or entry.time_utc, entry.time_utc
        kinds.setdefault(entry.kind, []).append(_moment(entry))
        rows.append((entry.seq, _moment(entry), entry.actor, _word(entry.kind), summary(entry), f"{entry.hash[:_HASH]}…"))
    return Document(
        title="Trail of an audit log", subtitle=f"{counted(len(rows), 'entry', 'entries')}, from {_short(first)} to {_short(last)} UTC",
        first=(
            Facts((("last entry", str(as_of.seq)), ("chain's head", as_of.hash), ("written", as_of.time_utc))),
            Table(
                "Entries by kind", (Column("kind"), Column("entries", decimals=0), Column("first"), Column("last")),
                tuple((_word(kind), len(of), of[0], of[-1]) for kind, of in sorted(kinds.items())), sorted_by=0,
            ),
            Heading("How to verify it"), Bullets(_VERIFY),
        ),
        sections=(Section("Entries by time", (_by_time(tuple(rows)),)),), foot=foot(as_of),
    )  # fmt: skip


def summary(entry: Stored) -> str:
    """Return an entry in one sentence, without anything of a patient."""
    record = entry.record
    if not isinstance(record, FilmRecord):
        return record.sentence
    if record.status != "screened":
        return f"Film {record.status}: {record.reason}"
    used = record.classifier.name if record.classifier else "a classifier"
    return f"Film screened by {used}: {verdict_text(record.verdict) if record.verdict else 'no verdict'}."


def _by_time(rows: tuple[tuple[str | int, ...], ...]) -> Table:
    columns = (Column("entry", decimals=0), Column("time", "UTC"), Column("who"), Column("kind"), Column("what"), Column("hash"))
    return Table("Entries", columns, rows, sorted_by=0)


def _moment(entry: Stored) -> str:
    return _short(entry.time_utc)


def _short(time_utc: str) -> str:
    return time_utc[:19].replace("T", " ")


def _word(kind: str) -> str:
    return str(kind).replace("_", " ")
