"""``log show``: entries that pass filters, a page at a time, or one entry whole."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from hashlib import file_digest
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer
from pydantic import JsonValue

from app import __version__
from app.cli.log.entry_query import EntryQuery
from app.cli.options import LogArgument, moment
from app.cli.terminal import fail, say, warn
from app.export.scores import classifier_text, score_text
from app.site.keys import path_digest
from app.site.logbook import note
from app.site.person import NoDataFolder
from audit.counted import counted
from audit.log.errors import LogError
from audit.log.store import EntryKind, Log, Stored
from audit.records.events import ReadRecord
from audit.records.film import FilmRecord
from audit.records.told import verdict_text


def show(
    file: LogArgument,
    entry: Annotated[int | None, typer.Option(metavar="N", help="Show the whole record of entry N.")] = None,
    kind: Annotated[list[EntryKind] | None, typer.Option(help="Only entries of this kind; repeatable.")] = None,
    finding: Annotated[str | None, typer.Option(metavar="LABEL", help="Only films on which this finding is positive.")] = None,
    positive: Annotated[bool | None, typer.Option("--positive/--negative", help="With or without a positive finding.")] = None,
    verdict: Annotated[str | None, typer.Option(metavar="VERDICT", help="Only films, or findings, of this verdict.")] = None,
    view: Annotated[str | None, typer.Option(metavar="VIEW", help="Only films of this view, as the header says it: PA, AP, …")] = None,
    since: Annotated[
        str | None, typer.Option(parser=moment, metavar="TIME", help="Only entries from this moment on; UTC unless an offset is given.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(parser=moment, metavar="TIME", help="Only entries before this moment; UTC unless an offset is given.")
    ] = None,
    film: Annotated[Path | None, typer.Option("--file", metavar="PATH", help="Only entries of this file.")] = None,
    uid: Annotated[str | None, typer.Option(metavar="UID", help="Only films of this SOP or study instance UID.")] = None,
    after: Annotated[int, typer.Option(min=0, metavar="N", help="Begin after entry N.")] = 0,
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="Entries on a page.")] = 100,
) -> None:
    """List entries, oldest first, or show one as JSON, as it was written. The reading is itself an entry, unless the file is read-only.

    Example: python main.py log show audit.db --finding Mass --since 2026-01-31
    """
    try:
        with Log(file, writing=False) as log:
            if entry is not None:
                lines, read = _whole(log, entry)
            else:
                query = EntryQuery(finding, verdict, view, positive, since, until, _digests(film), uid)
                lines, read = _listed(log, query, kinds=kind or [], after=after, limit=limit)
    except LogError as error:
        fail(str(error))
    except NoDataFolder as error:
        fail(str(error))
    noted = note(file, EntryKind.READ, read)  # Before anything is shown: a reader that has enough, as ``head``, ends the command.
    say(*lines)
    if isinstance(noted, str):
        warn(noted)


def _whole(log: Log, seq: int) -> tuple[list[str], ReadRecord]:
    lines = json.dumps(log.entry(seq).as_written(), indent=1, ensure_ascii=False).split("\n")
    return lines, ReadRecord(sentence=f"Entry {seq} was shown whole.", code_version=__version__, entry=seq)


def _listed(log: Log, query: EntryQuery, *, kinds: Sequence[EntryKind], after: int, limit: int) -> tuple[list[str], ReadRecord]:
    passing = (stored for stored in log.entries(kinds=kinds, after=after) if query.passes(stored))
    page = list(islice(passing, limit))
    lines = [f"{stored.seq:>6}  {stored.time_utc}  {stored.actor}  {stored.kind:<11}  {_summary(stored)}" for stored in page]
    if next(passing, None):
        lines.append(f"There are more; go on with --after {page[-1].seq}.")
    return lines, ReadRecord(
        sentence=f"{counted(len(page), 'entry was', 'entries were')} listed.", code_version=__version__, filters=_asked(query, kinds),
        entries=tuple(stored.seq for stored in page),
    )  # fmt: skip


def _asked(query: EntryQuery, kinds: Sequence[EntryKind]) -> dict[str, JsonValue]:
    asked: dict[str, JsonValue] = {name: value for name, value in asdict(query).items() if value not in (None, ())}
    if query.file:
        asked["file"] = list(query.file)
    return asked | {"kinds": [str(kind) for kind in kinds]}


def _summary(stored: Stored) -> str:
    record = stored.record
    if not isinstance(record, FilmRecord):
        return record.sentence
    if record.status != "screened":
        return f"{record.code}: {record.reason}"
    positive = [f"{finding.label} {score_text(finding)}" for finding in record.findings or () if finding.positive]
    classifier = f"{classifier_text(record.classifier)}: " if record.classifier else ""
    verdict = f"; {verdict_text(record.verdict)}" if record.verdict else ""
    return f"{classifier}{', '.join(positive) or 'no positive finding'}{verdict}"


def _digests(film: Path | None) -> tuple[str, ...]:
    """Return by what a file is known to the log: its path, and what it holds where it is still there."""
    if film is None:
        return ()
    digest = path_digest(film)
    try:
        with film.open("rb") as opened:
            return (digest, file_digest(opened, "sha256").hexdigest())
    except OSError:
        return (digest,)
