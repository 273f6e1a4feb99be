"""The log's verbs; each is one transaction. A Log belongs to the thread that opened it, and its connection refuses any other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, select

from audit.log.chain.checkpoint import Checkpoint, Witnessed, append_witness, check_witness
from audit.log.chain.signing import Signer
from audit.log.database.appending import Draft, add_checkpoint, add_entries, checkpoint_is_due, last_checkpoint
from audit.log.database.connection import open_engine
from audit.log.database.schema import SCHEMA, entry
from audit.log.database.start import check_at_start
from audit.log.database.stored import Appended, Excerpted, Stored
from audit.log.errors import LogError, NoKey
from audit.log.migrations.migrate import bring_up_to_date
from audit.log.reading import Reading
from audit.log.retention import bury_blobs
from audit.records.body import Body
from audit.records.kinds import EntryKind

__all__ = ["Appended", "Draft", "EntryKind", "Excerpted", "Log", "Stored"]


class Log(Reading):
    """An audit log.

    Args:
        path: The SQLite file.
        writing: Open for appending, and make the file when it is missing.
        signer: Signs a checkpoint every 500 entries and on closing; without one the chain stands alone.
        witness: A file elsewhere, to which every checkpoint is appended.
        code_version: Of the program that opens it; entries that the log writes of itself name it.

    Attributes:
        left_behind: The copy of the log as it was, where opening it brought it to this version's schema; else None.

    Raises:
        NotALog, LogUnavailable, WitnessUnavailable: File or witness cannot be opened as such, or the end is damaged: nothing is added.
    """

    def __init__(
        self, path: Path, *, writing: bool, signer: Signer | None = None, witness: Path | None = None, code_version: str | None = None
    ) -> None:
        self.code_version = code_version
        self._signer, self._witness = signer, witness
        self.left_behind: Path | None = None
        if writing:
            check_witness(witness)
            self.left_behind = bring_up_to_date(path, code_version=code_version)
        super().__init__(path, open_engine(path, create=writing, schema=SCHEMA if writing else None))
        self._actor: str | None = None
        self._unwitnessed: list[Witnessed] = []
        if writing:
            self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: type[BaseException] | None, error: BaseException | None, *_: object) -> None:
        try:
            self.close()
        except LogError as unsigned:
            if error is None:
                raise
            error.add_note(str(unsigned))

    def close(self) -> None:
        """Sign what was appended, and let go of the file.

        Raises:
            LogUnavailable, WitnessUnavailable: The last entries could not be signed; they stand in the log.
        """
        actor, self._actor = self._actor, None
        try:
            if self._signer and actor is not None:
                self.checkpoint(actor=actor)
        finally:
            self._engine.dispose()

    def append(
        self,
        kind: EntryKind,
        *,
        actor: str,
        subject: str,
        record: Body,
        blobs: Mapping[str, bytes] | None = None,
        unless: Callable[[], Stored | None] | None = None,
    ) -> Stored:
        """Add one entry, its projections and its blobs.

        Args:
            kind: What the entry is about.
            actor: Who caused it.
            subject: What it is about, as text without patient data.
            record: The body.
            blobs: Bytes by their SHA-256, which the record names.
            unless: Looks the same thing up in this log, by its lookups. It is asked while no other run can write; what it finds is
                returned, and nothing is added.

        Raises:
            LogUnavailable: Nothing was written.
            WitnessUnavailable: The entry stands in the log.
        """
        (appended,) = self.append_new([Draft(kind, actor, subject, record, blobs or {}, unless)])
        return appended.entry

    def append_new(self, drafts: Sequence[Draft]) -> list[Appended]:
        """Add entries in one transaction, all or none, each unless it is found, also among those before it; raises as ``append`` does."""
        appended, waiting = list[Appended](), list[Draft]()
        with self._transaction(writing=True) as connection:
            for draft in drafts:
                # What is looked for must stand in the log; only of the same film can it be among those that wait.
                if any(draft.is_of_film_of(other) for other in waiting):
                    appended, waiting = appended + self._write(connection, waiting), []
                if draft.unless and (found := draft.unless()):
                    appended, waiting = [*appended, *self._write(connection, waiting), Appended(found, was_there=True)], []
                else:
                    waiting.append(draft)
            appended += self._write(connection, waiting)
        self._tell_witness()
        return appended

    def checkpoint(self, *, actor: str) -> Checkpoint | None:
        """Sign the chain's head, where entries stand after the last checkpoint.

        Raises:
            NoKey: The log was opened without a signer.
            LogUnavailable, WitnessUnavailable: As for ``append``.
        """
        if self._signer is None:
            raise NoKey("The log was opened without a key, so nothing can be signed.")
        with self._transaction(writing=True) as connection:
            made = self._add_checkpoint(connection, self._signer, actor) if checkpoint_is_due(connection, every=1) else None
        self._tell_witness()
        return made

    def purge_blobs(self, *, before: datetime, actor: str) -> int:
        """Let the blobs go that no entry since ``before`` names, and sign the tombstones; return how many.

        Raises:
            NoKey: The log was opened without a signer; nothing was let go.
            LogUnavailable, WitnessUnavailable: As for ``append``.
        """
        if self._signer is None:
            raise NoKey("The log was opened without a key, so no tombstone can be signed, and nothing was let go.")
        with self._transaction(writing=True) as connection:
            buried = bury_blobs(connection, before=before, actor=actor, time_utc=_now(), code_version=self.code_version)
            if buried:
                self._add_checkpoint(connection, self._signer, actor)
        self._tell_witness()
        return buried

    def _start(self) -> None:
        try:
            with self._transaction() as connection:
                check_at_start(connection, self.path)
        except BaseException:
            self._engine.dispose()
            raise

    def _write(self, connection: Connection, drafts: Sequence[Draft]) -> list[Appended]:
        if not drafts:
            return []
        written = add_entries(connection, drafts, time_utc=_now())
        self._actor = drafts[-1].actor
        if self._signer and checkpoint_is_due(connection):
            self._add_checkpoint(connection, self._signer, self._actor)
        return [
            Appended(Stored(seq, time, one.actor, str(one.kind), one.subject, one.record, digest, one.body), was_there=False)
            for one, (seq, time, digest) in zip(drafts, written, strict=True)
        ]

    def _add_checkpoint(self, connection: Connection, signer: Signer, actor: str) -> Checkpoint:
        before = last_checkpoint(connection)
        made = add_checkpoint(connection, signer, actor=actor, time_utc=_now(), code_version=self.code_version)
        if self._witness:
            first = connection.execute(select(entry.c.hash).where(entry.c.seq == 1)).scalar_one()
            self._unwitnessed.append(Witnessed(first, before.signature if before else "", made))
        return made

    def _tell_witness(self) -> None:
        while self._witness and self._unwitnessed:
            append_witness(self._witness, self._unwitnessed[0])
            del self._unwitnessed[0]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
