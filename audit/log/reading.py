"""The verbs of the log that read. Whatever is read was checked against its hash."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Row, Select, func, select

from audit.log.chain.links import GENESIS
from audit.log.database.connection import explained, transaction
from audit.log.database.lookup import BLOB, BY_NUMBER, PAGE, RECORDED_FILE, knows_method, page, recorded, unreadable
from audit.log.database.schema import entry
from audit.log.database.stored import Excerpted, Stored, excerpted, stored
from audit.log.errors import DamagedEntry, NoSuchEntry
from audit.records.kinds import OF_FILMS, EntryKind

T = TypeVar("T")


class Reading:
    """What can be read of an open log.

    Args:
        path: The SQLite file.
        engine: That has it open.
    """

    def __init__(self, path: Path, engine: Engine) -> None:
        self.path, self._engine = path, engine
        self._current: Connection | None = None

    def recorded(
        self, *, pixel_sha256: str, file_sha256: str, patient_digest: str | None, fingerprint: str, before: int | None = None
    ) -> Stored | None:
        """Return the latest entry of a film with these pixels, screened or refused by this method.

        Another file that names another patient is another film. One file is the same film whatever key its patient was hashed with.
        With ``before`` only entries with smaller numbers count.
        """
        return self._latest(
            recorded(
                pixel_sha256=pixel_sha256, file_sha256=file_sha256, patient_digest=patient_digest, fingerprint=fingerprint, before=before
            )
        )

    def recorded_file(self, *, file_sha256: str, fingerprint: str) -> Stored | None:
        """Return the latest entry of this very file as a film, screened or refused by this method."""
        return self._latest(RECORDED_FILE, file_sha256=file_sha256, fingerprint=fingerprint)

    def knows_method(self, fingerprint: str) -> bool:
        """Tell whether any entry of a film is by this method."""
        with self._transaction() as connection:
            return connection.execute(knows_method(fingerprint)).first() is not None

    def unreadable(self, *, file_sha256: str, code_version: str) -> Stored | None:
        """Return the latest entry in which this version could not read this file as a film."""
        return self._latest(unreadable(file_sha256=file_sha256, code_version=code_version))

    @contextmanager
    def at_one_moment(self) -> Iterator[None]:
        """Read all of one moment, whatever others add meanwhile; many small readings take less time so. Nothing can be appended."""
        with self._transaction():
            yield

    def entry(self, seq: int) -> Stored:
        """Return one entry.

        Raises:
            NoSuchEntry: There is none of that number.
            DamagedEntry: It is not what its hash says.
        """
        return stored(self._row(seq))

    def film(self, seq: int) -> Excerpted:
        """Return what a cohort asks of a film's entry; raises as ``entry`` does."""
        return excerpted(self._row(seq))

    def entries(self, *, kinds: Collection[EntryKind] = (), after: int = 0, until: int | None = None) -> Iterator[Stored]:
        """Yield entries, oldest first, without holding them all.

        Args:
            kinds: Only these; all where empty.
            after: Only entries with larger numbers.
            until: Only entries up to this number; None is up to the last.

        Raises:
            DamagedEntry: One is not what its hash says.
        """
        return self._paged(stored, kinds, after, until)

    def films(self, *, until: int | None = None) -> Iterator[Excerpted]:
        """Yield what a cohort asks of the entries of films, without the rest of them; raises as ``entries`` does."""
        return self._paged(excerpted, OF_FILMS, 0, until)

    def count(self) -> int:
        """Return the number of entries."""
        with self._transaction() as connection:
            return connection.execute(select(func.count()).select_from(entry)).scalar_one()

    def head(self) -> tuple[int, str]:
        """Return number and hash of the last entry: what is printed on a report; 0 and zeros for an empty log."""
        with self._transaction() as connection:
            row = connection.execute(select(entry.c.seq, entry.c.hash).order_by(entry.c.seq.desc()).limit(1)).first()
        return (row.seq, row.hash) if row else (0, GENESIS)

    def blob(self, name: str) -> bytes | None:
        """Return the bytes of this SHA-256, or None where they are not kept.

        Raises:
            DamagedEntry: The bytes are not what their name says.
        """
        with self._transaction() as connection:
            data: bytes | None = connection.execute(BLOB, {"name": name}).scalar_one_or_none()
        if data is not None and (not isinstance(data, bytes) or sha256(data).hexdigest() != name):
            raise DamagedEntry("Maps or lungs were changed after they were written; 'log verify --deep' tells more.")
        return data

    def _row(self, seq: int) -> Row[Any]:
        with self._transaction() as connection:
            row = connection.execute(BY_NUMBER, {"seq": seq}).first()
        if row is None:
            raise NoSuchEntry(f"The log holds no entry {seq}.")
        return row

    def _paged(self, of: Callable[[Row[Any]], T], kinds: Collection[EntryKind], after: int, until: int | None) -> Iterator[T]:
        wanted = page(kinds=kinds, until=until)
        while True:
            with self._transaction() as connection:
                rows = connection.execute(wanted, {"after": after}).all()
            yield from map(of, rows)
            if len(rows) < PAGE:
                return
            after = rows[-1].seq

    @contextmanager
    def _transaction(self, *, writing: bool = False) -> Iterator[Connection]:
        """One transaction; a lookup within an append is part of it, but no append of a reading: a witness would hear too early."""
        if self._current is not None:
            assert not writing or self._current.get_execution_options().get("writing"), "nothing is appended while one moment is read"
            yield self._current
            return
        with explained(self.path, writing=writing), transaction(self._engine, writing=writing) as connection:
            self._current = connection
            try:
                yield connection
            finally:
                self._current = None

    def _latest(self, query: Select[Any], **values: str) -> Stored | None:
        with self._transaction() as connection:
            seq = connection.execute(query, values).scalar_one_or_none()
            return self.entry(seq) if seq is not None else None
