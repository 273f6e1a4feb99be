"""``log show``: entries that pass filters, a page at a time, or one entry whole. It reads entries, never the tables made from them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import file_digest
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.terminal import fail, say, warn
from app.site.keys import path_digest
from app.site.logbook import note
from audit.log.errors import LogError
from audit.log.store import EntryKind, Log, Stored
from audit.records.kinds import OF_FILMS

_MOMENTS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


@dataclass(frozen=True)
class EntryQuery:
    """Which entries are wanted; None is any. What only films have leaves all other entries out.

    Attributes:
        finding: Label of a finding on the film; positive where ``positive`` says nothing else.
        verdict: The film's, or that of the finding.
        view: As the header tells it.
        positive: Whether the finding, or any, is positive.
        since, until: First and last moment, in UTC as the log writes it; the last is not included.
        file: SHA-256 of a file, and keyed hash of a path; either of them.
        uid: SOP or study instance UID.
    """

    finding: str | None = None
    verdict: str | None = None
    view: str | None = None
    positive: bool | None = None
    since: str | None = None
    until: str | None = None
    file: tuple[str, ...] = ()
    uid: str | None = None

    def passes(self, stored: Stored) -> bool:
        """Tell whether an entry is wanted."""
        if (self.since and stored.time_utc < self.since) or (self.until and stored.time_utc >= self.until):
            return False
        if not any((self.finding, self.verdict, self.view, self.positive is not None, self.file, self.uid)):
            return True
        return stored.kind in OF_FILMS and self._film_passes(stored)

    def _film_passes(self, stored: Stored) -> bool:
        film = stored.record["radiograph"] or {}
        if self.view and film.get("view") != self.view:
            return False
        if self.uid and self.uid not in (film.get("sop_instance_uid"), film.get("study_instance_uid")):
            return False
        if self.file and film.get("file_sha256") not in self.file and stored.subject not in self.file:
            return False
        return self._findings_pass(stored.record)

    def _findings_pass(self, record: dict[str, Any]) -> bool:
        if self.finding is None and self.positive is None:
            return self.verdict is None or record["verdict"] == self.verdict
        found = [finding for finding in record["findings"] or () if self.finding in (None, finding["label"])]
        if self.verdict:
            found = [finding for finding in found if finding["verdict"] == self.verdict]
        positive = any(finding["positive"] for finding in found)
        return bool(found) and positive == (self.positive is not False)


def show(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The audit log.")],
    entry: Annotated[int | None, typer.Option(metavar="N", help="Show the whole record of entry N.")] = None,
    kind: Annotated[list[EntryKind] | None, typer.Option(help="Only entries of this kind; repeatable.")] = None,
    finding: Annotated[str | None, typer.Option(metavar="LABEL", help="Only films on which this finding is positive.")] = None,
    positive: Annotated[bool | None, typer.Option("--positive/--negative", help="With or without a positive finding.")] = None,
    verdict: Annotated[str | None, typer.Option(metavar="VERDICT", help="Only films, or findings, of this verdict.")] = None,
    view: Annotated[str | None, typer.Option(metavar="VIEW", help="Only films of this view, as the header tells it: PA, AP, …")] = None,
    since: Annotated[datetime | None, typer.Option(formats=_MOMENTS, help="Only entries from this moment on, in UTC.")] = None,
    until: Annotated[datetime | None, typer.Option(formats=_MOMENTS, help="Only entries before this moment, in UTC.")] = None,
    film: Annotated[Path | None, typer.Option("--file", metavar="PATH", help="Only entries of this file.")] = None,
    uid: Annotated[str | None, typer.Option(metavar="UID", help="Only films of this SOP or study instance UID.")] = None,
    after: Annotated[int, typer.Option(min=0, metavar="N", help="Begin after entry N.")] = 0,
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="Entries on a page.")] = 100,
) -> None:
    """List entries, oldest first, or show one as JSON. The reading is itself an entry, unless the file is read-only.

    Example: python main.py log show audit.db --finding Mass --since 2026-01-31
    """
    try:
        with Log(file, writing=False) as log:
            if entry is not None:
                say(json.dumps(log.entry(entry).record, indent=1, ensure_ascii=False))
                told, facts = f"Entry {entry} was shown whole.", {"entry": entry}
            else:
                filters = EntryQuery(finding, verdict, view, positive, _utc(since), _utc(until), _names(film), uid)
                told, facts = _list(log, filters, kinds=kind or [], after=after, limit=limit)
    except LogError as error:
        fail(str(error))
    except OSError as error:
        fail(f"Your data folder cannot be used: {error.strerror}.")
    noted = note(file, EntryKind.READ, told, **facts)
    if isinstance(noted, str):
        warn(noted)


def _list(log: Log, filters: EntryQuery, *, kinds: list[EntryKind], after: int, limit: int) -> tuple[str, dict[str, Any]]:
    passing = (stored for stored in log.entries(kinds=kinds, after=after) if filters.passes(stored))
    page = list(islice(passing, limit))
    for stored in page:
        say(f"{stored.seq:>6}  {stored.time_utc}  {stored.actor}  {stored.kind:<11}  {_summary(stored)}")
    if next(passing, None):
        say(f"There are more; go on with --after {page[-1].seq}.")
    wanted = {name: value for name, value in vars(filters).items() if value not in (None, ())}
    asked = {name: list(value) if isinstance(value, tuple) else value for name, value in wanted.items()} | {"kinds": [*map(str, kinds)]}
    return f"{len(page)} entries were listed.", {"filters": asked, "entries": [stored.seq for stored in page]}


def _summary(stored: Stored) -> str:
    if stored.kind not in OF_FILMS:
        return str(stored.record["sentence"])
    if stored.kind != EntryKind.SCREENED:
        return f"{stored.record['code']}: {stored.record['reason']}"
    positive = [f"{finding['label']} {finding['probability']:.3f}" for finding in stored.record["findings"] if finding["positive"]]
    return f"{stored.record['classifier']['name']}: {', '.join(positive) or 'nothing over its threshold'}"


def _utc(moment: datetime | None) -> str | None:
    return moment.replace(tzinfo=UTC).isoformat(timespec="milliseconds") if moment else None


def _names(film: Path | None) -> tuple[str, ...]:
    """Return by what a file is known to the log: its path, and what it holds where it is still there."""
    if film is None:
        return ()
    digest = path_digest(film)
    try:
        with film.open("rb") as opened:
            return (digest, file_digest(opened, "sha256").hexdigest())
    except OSError:
        return (digest,)
