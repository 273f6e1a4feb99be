"""The log's verbs; each is one transaction. A Log belongs to the thread that opened it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from sqlalchemy import func, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from audit.log.chain import GENESIS, canonical, entry_hash, holds
from audit.log.connection import open_engine, told
from audit.log.errors import DamagedEntry, NoSuchEntry
from audit.log.schema import Blob, Entry, Examination, FindingRow

Record = dict[str, Any]


class Kind(StrEnum):
    """What an entry is about."""

    SCREENED = "screened"
    REFUSED = "refused"
    FAILED = "failed"
    CERTIFICATE = "certificate"
    SELF_CHECK = "self_check"
    REPLAYED = "replayed"


_OF_FILMS = frozenset({Kind.SCREENED, Kind.REFUSED, Kind.FAILED})


@dataclass(frozen=True)
class Stored:
    """One entry as it stands in the log; ``record`` is its body."""

    seq: int
    time_utc: str
    actor: str
    kind: str
    subject: str
    record: Record
    hash: str


class Log:
    """An audit log.

    Args:
        path: The SQLite file.
        writing: Open for appending, and make the file when it is missing.

    Raises:
        NotALog, LogUnavailable: The file cannot be opened as a log.
    """

    def __init__(self, path: Path, *, writing: bool) -> None:
        self.path = path
        self._engine = open_engine(path, create=writing)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def append(self, kind: Kind, *, actor: str, subject: str, record: Record, blobs: Mapping[str, bytes] | None = None) -> Stored:
        """Add one entry, its projections and its blobs.

        Args:
            kind: What the entry is about.
            actor: Who caused it.
            subject: What it is about, as text without patient data.
            record: The body.
            blobs: Bytes by their SHA-256, which the record names.

        Raises:
            LogUnavailable: Nothing was written.
        """
        body = canonical(record)
        with told(self.path), Session(self._engine) as session, session.begin():
            head = session.execute(select(Entry.seq, Entry.hash).order_by(Entry.seq.desc()).limit(1)).first()
            seq, previous = (head.seq + 1, head.hash) if head else (1, GENESIS)
            time = datetime.now(UTC).isoformat(timespec="milliseconds")
            digest = entry_hash(seq=seq, time_utc=time, actor=actor, kind=kind, subject=subject, body=body, previous_hash=previous)
            entry = Entry(seq=seq, time_utc=time, actor=actor, kind=str(kind), subject=subject, body=body,
                          previous_hash=previous, hash=digest)  # fmt: skip
            session.add(entry)
            session.flush()
            if kind in _OF_FILMS:
                session.add(_examination(seq, record))
                session.flush()
                session.add_all(_findings(seq, record))
            for name, data in (blobs or {}).items():
                assert sha256(data).hexdigest() == name, "a blob is stored under its own hash"
                session.execute(insert(Blob).values(sha256=name, data=data).on_conflict_do_nothing())
        return Stored(seq, time, actor, str(kind), subject, json.loads(body), digest)

    def screened(
        self, *, file_sha256: str, pixel_sha256: str, classifier_sha256: str, lungs_sha256: str, parameters_sha256: str
    ) -> Stored | None:
        """Return the latest entry of a file with these pixels, weights and parameters."""
        return self._latest(
            select(Examination.entry_seq).where(
                Examination.status == Kind.SCREENED, Examination.file_sha256 == file_sha256, Examination.pixel_sha256 == pixel_sha256,
                Examination.classifier_sha256 == classifier_sha256, Examination.lungs_sha256 == lungs_sha256,
                Examination.parameters_sha256 == parameters_sha256,
            )
        )  # fmt: skip

    def refused(self, *, file_sha256: str, code_version: str) -> Stored | None:
        """Return the latest entry in which this version refused this file."""
        return self._latest(
            select(Examination.entry_seq).where(
                Examination.status == Kind.REFUSED, Examination.file_sha256 == file_sha256, Examination.code_version == code_version
            )
        )

    def _latest(self, query: Any) -> Stored | None:
        with told(self.path), Session(self._engine) as session:
            seq = session.execute(query.order_by(Examination.entry_seq.desc()).limit(1)).scalar_one_or_none()
        return self.entry(seq) if seq is not None else None

    def entry(self, seq: int) -> Stored:
        """Return one entry.

        Raises:
            NoSuchEntry: There is none of that number.
        """
        with told(self.path), Session(self._engine) as session:
            row = session.get(Entry, seq)
            if row is None:
                raise NoSuchEntry(f"The log holds no entry {seq}.")
            return _stored(row)

    def entries(self) -> Iterator[Stored]:
        """Yield all entries, oldest first, without holding them all."""
        with told(self.path), Session(self._engine) as session:
            for row in session.scalars(select(Entry).order_by(Entry.seq).execution_options(yield_per=200)):
                yield _stored(row)

    def count(self) -> int:
        """Return the number of entries."""
        with told(self.path), Session(self._engine) as session:
            return session.execute(select(func.count()).select_from(Entry)).scalar_one()

    def blob(self, name: str) -> bytes | None:
        """Return the bytes of this SHA-256, or None where they are not kept."""
        with told(self.path), Session(self._engine) as session:
            row = session.get(Blob, name)
            return row.data if row else None


def _stored(row: Entry) -> Stored:
    """Turn a row into a value.

    Raises:
        DamagedEntry: It is not what its hash says.
    """
    columns = ("seq", "time_utc", "actor", "kind", "subject", "body", "previous_hash")
    if not holds({name: getattr(row, name) for name in columns}, row.hash):
        raise DamagedEntry(f"Entry {row.seq} was changed after it was written; 'log verify' tells more.")
    return Stored(row.seq, row.time_utc, row.actor, row.kind, row.subject, json.loads(row.body), row.hash)


def _examination(seq: int, record: Record) -> Examination:
    film, classifier, anatomy = (record.get(part) or {} for part in ("radiograph", "classifier", "anatomy"))
    return Examination(
        entry_seq=seq, status=record["status"], code=record["code"], code_version=record["code_version"],
        file_sha256=film.get("file_sha256"), pixel_sha256=film.get("pixel_sha256"), sop_instance_uid=film.get("sop_instance_uid"),
        classifier=classifier.get("name"), classifier_sha256=classifier.get("weights_sha256"), lungs_sha256=anatomy.get("weights_sha256"),
        parameters_sha256=record["parameters_sha256"],
    )  # fmt: skip


def _findings(seq: int, record: Record) -> Iterator[FindingRow]:
    for position, finding in enumerate(record["findings"] or ()):
        attention, challenges = finding["attention"] or {}, finding["challenges"]
        yield FindingRow(
            entry_seq=seq, position=position, label=finding["label"], logit=finding["logit"], probability=finding["probability"],
            threshold=finding["threshold"], positive=finding["positive"], share_outside=attention.get("share_outside"),
            delta_logit=challenges[0]["delta_logit"] if challenges else None,
        )  # fmt: skip
