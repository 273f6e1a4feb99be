"""What finds entries again: pages of them in their order, one by its number, and the latest entry of a film by the table of films."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, bindparam, select

from audit.log.database.schema import blob, entry, film
from audit.records.kinds import EntryKind

PAGE = 200
"""Entries that are read at a time."""
BY_NUMBER = select(entry).where(entry.c.seq == bindparam("seq"))
BLOB = select(blob.c.data).where(blob.c.sha256 == bindparam("name"))
_ENDED = (EntryKind.SCREENED, EntryKind.REFUSED)


def page(*, kinds: Collection[EntryKind], until: int | None) -> Select[Any]:
    """Return the query for the next entries after a number, the parameter ``after``; see ``Log.entries``."""
    number = select(entry.c.seq).where(entry.c.seq > bindparam("after")).order_by(entry.c.seq).limit(PAGE)
    if kinds:
        number = number.where(entry.c.kind.in_(kinds))
    if until is not None:
        number = number.where(entry.c.seq <= until)
    # Several kinds are put in order before the limit counts: numbers alone, not the bodies of all entries that follow.
    return select(entry).where(entry.c.seq.in_(number)).order_by(entry.c.seq)


def recorded(*, pixel_sha256: str, file_sha256: str, patient_digest: str | None, fingerprint: str, before: int | None) -> Select[Any]:
    """Return the query for a film; see ``Log.recorded``."""
    row = film.c
    query = select(row.entry_seq).where(row.pixel_sha256 == pixel_sha256, row.fingerprint == fingerprint, row.status.in_(_ENDED))
    if patient_digest is not None:
        same_patient = (row.patient_digest == patient_digest) | row.patient_digest.is_(None)
        query = query.where(same_patient | (row.file_sha256 == file_sha256))
    if before is not None:
        query = query.where(row.entry_seq < before)
    return _latest(query)


def knows_method(fingerprint: str) -> Select[Any]:
    """Return the query for any film of a method; it may look at all films, so it is asked once a run."""
    return select(film.c.entry_seq).where(film.c.fingerprint == fingerprint).limit(1)


def unreadable(*, file_sha256: str, code_version: str) -> Select[Any]:
    """Return the query for the refusal of a file that this version could not read as a film."""
    row = film.c
    return _latest(
        select(row.entry_seq).where(
            row.file_sha256 == file_sha256, row.pixel_sha256.is_(None), row.status == EntryKind.REFUSED, row.code_version == code_version
        )
    )


def _latest(query: Select[Any]) -> Select[Any]:
    return query.order_by(film.c.entry_seq.desc()).limit(1)


RECORDED_FILE = _latest(
    select(film.c.entry_seq).where(
        film.c.file_sha256 == bindparam("file_sha256"), film.c.fingerprint == bindparam("fingerprint"),
        film.c.pixel_sha256.is_not(None), film.c.status.in_(_ENDED),
    )
)  # fmt: skip
"""The query for a film by its file, asked of every film when a run goes on; see ``Log.recorded_file``."""
