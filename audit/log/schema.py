"""The tables of the log: entries, which are the truth; projections of them, for queries; blobs, whose hashes the entries hold."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, MetaData, String, event
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SCHEMA = 2
APPLICATION_ID = 0x43585241


class Base(DeclarativeBase):
    """Names every constraint, so that an error message says which."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
        }
    )


class Entry(Base):
    """One link of the chain: who wrote what, when, about which subject. Never changed, never removed."""

    __tablename__ = "entry"
    __table_args__ = (
        CheckConstraint("length(hash) = 64 AND length(previous_hash) = 64", name="hash_length"),
        CheckConstraint("seq > 0", name="seq_positive"),
    )

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    time_utc: Mapped[str] = mapped_column(String(32))
    actor: Mapped[str]
    kind: Mapped[str] = mapped_column(String(32), index=True)
    subject: Mapped[str] = mapped_column(index=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    previous_hash: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class Examination(Base):
    """Projection of a film's entry: what finds it again."""

    __tablename__ = "examination"
    __table_args__ = (
        CheckConstraint("status IN ('screened', 'refused', 'failed')", name="status_known"),
        Index("ix_examination_screened", "pixel_sha256", "classifier_sha256", "parameters_sha256"),
    )

    entry_seq: Mapped[int] = mapped_column(ForeignKey("entry.seq"), primary_key=True, autoincrement=False)
    status: Mapped[str]
    code: Mapped[str | None]
    code_version: Mapped[str]
    file_sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    pixel_sha256: Mapped[str | None] = mapped_column(String(64))
    sop_instance_uid: Mapped[str | None] = mapped_column(index=True)
    classifier: Mapped[str | None]
    classifier_sha256: Mapped[str | None] = mapped_column(String(64))
    lungs_sha256: Mapped[str | None] = mapped_column(String(64))
    parameters_sha256: Mapped[str | None] = mapped_column(String(64))


class FindingRow(Base):
    """Projection of one finding of a screened film."""

    __tablename__ = "finding"
    __table_args__ = (CheckConstraint("probability BETWEEN 0 AND 1", name="probability_range"),)

    entry_seq: Mapped[int] = mapped_column(ForeignKey("examination.entry_seq"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(index=True)
    logit: Mapped[float]
    probability: Mapped[float]
    threshold: Mapped[float]
    positive: Mapped[bool]
    share_outside: Mapped[float | None]
    delta_logit: Mapped[float | None]


class Blob(Base):
    """Bytes too large for an entry; the entry holds their hash."""

    __tablename__ = "blob"
    __table_args__ = (CheckConstraint("length(sha256) = 64", name="hash_length"),)

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


@event.listens_for(Base.metadata, "after_create")
def _append_only(target: MetaData, connection: Any, **_: Any) -> None:
    """Let the database itself refuse changes."""
    for table in target.sorted_tables:
        for verb in ("UPDATE", "DELETE"):
            connection.exec_driver_sql(
                f"CREATE TRIGGER {table.name}_no_{verb.lower()} BEFORE {verb} ON {table.name} "
                "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
            )
