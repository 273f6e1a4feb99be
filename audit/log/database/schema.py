"""The tables of the log: entries, which are the truth; projections of them, for queries; blobs, whose hashes the entries hold.

Schema 3 is the first that later versions read; what changes it is a migration (``audit/log/migrations``).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (  # fmt: skip
    BLOB,
    REAL,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    event,
    text,
)

FIRST, SCHEMA = 3, 5

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)


def _text(name: str, **options: Any) -> Column[str]:
    return Column(name, Text, nullable=False, **options)


def _maybe(name: str, **options: Any) -> Column[str]:
    return Column(name, Text, **options)


entry = Table(
    "entry", metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    _text("time_utc"),
    _text("actor"),
    _text("kind", index=True),
    _text("subject"),
    Column("body", BLOB, nullable=False),
    _text("previous_hash", unique=True),
    _text("hash"),
    CheckConstraint("length(hash) = 64 AND length(previous_hash) = 64", name="hash_length"),
    CheckConstraint("seq > 0", name="seq_positive"),
    CheckConstraint("typeof(body) = 'blob'", name="body_bytes"),
    info={"about": "One link of the chain: who wrote what, when, about which subject. Never changed, never removed."},
)  # fmt: skip

checkpoint = Table(
    "checkpoint", metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("entry_seq", ForeignKey("entry.seq"), nullable=False),
    _text("entry_hash"),
    _text("time_utc"),
    _text("public_key"),
    _text("signature"),
    info={"about": "A signature over the chain's head, and over the checkpoint before it, by a key that is not in the file."},
)  # fmt: skip

film = Table(
    "film", metadata,
    Column("entry_seq", ForeignKey("entry.seq"), primary_key=True, autoincrement=False),
    _text("time_utc"),
    _text("actor"),
    _text("status"),
    _maybe("code"),
    _text("code_version"),
    _maybe("fingerprint"),
    _maybe("file_sha256"),
    _maybe("pixel_sha256"),
    _maybe("study_instance_uid"),
    _maybe("sop_instance_uid"),
    _maybe("patient_digest"),
    _maybe("view"),
    _maybe("sex"),
    _maybe("age_band"),
    _maybe("manufacturer"),
    _maybe("model"),
    _maybe("station"),
    _maybe("institution"),
    _maybe("classifier"),
    _maybe("classifier_sha256"),
    _maybe("verdict"),
    Column("positives", Integer),
    Column("decisions_lost", Integer),
    _text("searchable"),
    CheckConstraint("status IN ('screened', 'refused', 'failed')", name="status_known"),
    Index("ix_film_status", "status", "entry_seq"),
    Index("ix_film_verdict", "verdict", "entry_seq"),
    Index("ix_film_view", "view", "entry_seq"),
    Index("ix_film_searchable", "entry_seq", "searchable"),
    info={"about": "Projection of a film's entry: what finds it again and what a line of the worklist shows."},
)  # fmt: skip

finding = Table(
    "finding", metadata,
    Column("entry_seq", ForeignKey("film.entry_seq"), primary_key=True),
    Column("position", Integer, primary_key=True),
    _text("label"),
    Column("logit", REAL, nullable=False),
    Column("probability", REAL, nullable=False),
    Column("threshold", REAL, nullable=False),
    Column("positive", Boolean, nullable=False),
    Column("share_outside", REAL),
    Column("delta_logit", REAL),
    Column("decision_changed", Boolean),
    _maybe("verdict"),
    CheckConstraint("probability BETWEEN 0 AND 1", name="probability_range"),
    info={"about": "Projection of one finding of a screened film."},
    sqlite_with_rowid=False,
)  # fmt: skip
Index("ix_film_recorded", film.c.pixel_sha256, film.c.fingerprint)
Index("ix_film_file", film.c.file_sha256, film.c.fingerprint)
Index("ix_finding_positive", finding.c.label, finding.c.entry_seq, finding.c.positive, sqlite_where=text("positive = 1"))

blob_use = Table(
    "blob_use", metadata,
    Column("entry_seq", ForeignKey("entry.seq"), primary_key=True),
    Column("role", Text, primary_key=True),
    _text("sha256"),
    info={"about": "Projection of the names of blobs in a record."},
    sqlite_with_rowid=False,
)  # fmt: skip

purge = Table(
    "purge", metadata,
    Column("entry_seq", ForeignKey("entry.seq"), primary_key=True),
    Column("sha256", Text, primary_key=True),
    info={"about": "Projection of a tombstone: the blobs that it let go."},
    sqlite_with_rowid=False,
)  # fmt: skip
Index("ix_purge_sha256", purge.c.sha256)

blob = Table(
    "blob", metadata,
    Column("sha256", Text, primary_key=True),
    Column("data", BLOB, nullable=False),
    CheckConstraint("length(sha256) = 64", name="hash_length"),
    CheckConstraint("typeof(data) = 'blob'", name="data_bytes"),
    info={"about": "Bytes too large for an entry; the entry holds their hash. Only a tombstone at the head of the chain lets one go."},
)  # fmt: skip

PROJECTIONS = (film, finding, blob_use, purge)

_BURIED = "EXISTS (SELECT 1 FROM purge WHERE purge.sha256 = OLD.sha256 AND purge.entry_seq = (SELECT max(seq) FROM entry))"


def triggers() -> dict[str, str]:
    """Return the SQL of the guards by their names: the database itself refuses changes."""
    guards = {}
    for table in metadata.sorted_tables:
        for verb in ("UPDATE", "DELETE"):
            name = f"{table.name}_no_{verb.lower()}"
            but = f" WHEN NOT {_BURIED}" if table is blob and verb == "DELETE" else ""
            guards[name] = (
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table.name}{but} BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
            )
    return guards


@event.listens_for(metadata, "after_create")
def _append_only(target: MetaData, connection: Any, **_: Any) -> None:
    for statement in triggers().values():
        connection.exec_driver_sql(statement)
