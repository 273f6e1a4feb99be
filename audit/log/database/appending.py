"""What one transaction adds: entries with their projections and blobs, and checkpoints. Statements go to the driver as they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass, field

from sqlalchemy import Connection, Table, select

from audit.log.chain.checkpoint import Checkpoint, make_checkpoint
from audit.log.chain.links import GENESIS, entry_hash, packed
from audit.log.chain.signing import Signer
from audit.log.database.projection import Row, project
from audit.log.database.schema import PROJECTIONS, blob, checkpoint, entry
from audit.log.database.stored import Stored
from audit.records.body import Body, fits, json_of
from audit.records.events import KeyAddedRecord
from audit.records.film import FilmRecord
from audit.records.kinds import EntryKind

_EVERY = 500


@dataclass(frozen=True)
class Draft:
    """An entry to be; see ``Log.append``.

    Attributes:
        unless: What finds the same thing in the log; then nothing is added.
        body: As it will be stored. It is made with the draft, so that what can be refused or takes long is done before a transaction.

    Raises:
        TypeError, ValueError: The record is none that could be read again; a defect.
    """

    kind: EntryKind
    actor: str
    subject: str
    record: Body
    blobs: Mapping[str, bytes] = field(default_factory=dict)
    unless: Callable[[], Stored | None] | None = field(default=None, repr=False, compare=False)
    body: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Make the stored body."""
        object.__setattr__(self, "body", packed(json_of(self.record)))

    def is_of_film_of(self, other: Draft) -> bool:
        """Tell whether both are of one file, or of films of the same pixels."""
        return bool(_hashes(self.record) & _hashes(other.record))


def _hashes(record: Body) -> set[str]:
    film = record.radiograph if isinstance(record, FilmRecord) else None
    return {name for name in (film.file_sha256, film.pixel_sha256) if name} if film else set()


def add_entries(connection: Connection, drafts: Sequence[Draft], *, time_utc: str) -> list[tuple[int, str, str]]:
    """Add entries after the head, their projections and blobs; return number, time and hash of each."""
    seq, previous = _head(connection)
    entries, blobs, rows = list[Row](), dict[str, bytes](), defaultdict[str, list[Row]](list)
    for draft in drafts:
        assert fits(draft.kind, draft.record), "a body is of its kind of entry"
        seq, kind = seq + 1, str(draft.kind)
        digest = entry_hash(seq=seq, time_utc=time_utc, actor=draft.actor, kind=kind, subject=draft.subject, body=draft.body,
                            previous_hash=previous)  # fmt: skip
        entries.append((seq, time_utc, draft.actor, kind, draft.subject, draft.body, previous, digest))
        projected = project(seq, time_utc, draft.actor, draft.record)
        for name, some in projected.items():
            rows[name] += some
        assert draft.blobs.keys() <= {name for *_, name in projected["blob_use"]}, "a record names its blobs"
        blobs |= draft.blobs
        previous = digest
    insert_rows(connection, entry, entries)
    for table in PROJECTIONS:
        insert_rows(connection, table, rows[table.name])
    insert_rows(connection, blob, list(blobs.items()), verb="INSERT OR IGNORE")
    return [(row[0], row[1], row[-1]) for row in entries]


def add_own_entry(connection: Connection, draft: Draft, *, time_utc: str) -> int:
    """Add an entry that the log writes of itself; return its number."""
    ((seq, _, _),) = add_entries(connection, [draft], time_utc=time_utc)
    return seq


def last_checkpoint(connection: Connection) -> Checkpoint | None:
    """Return the newest checkpoint."""
    row = connection.exec_driver_sql("SELECT * FROM checkpoint ORDER BY number DESC LIMIT 1").first()
    return Checkpoint(*row) if row else None


def checkpoint_is_due(connection: Connection, *, every: int = _EVERY) -> bool:
    """Tell whether so many entries stand after the last checkpoint."""
    last = last_checkpoint(connection)
    return _head(connection)[0] - (last.entry_seq if last else 0) >= every


def add_checkpoint(connection: Connection, signer: Signer, *, actor: str, time_utc: str, code_version: str | None) -> Checkpoint:
    """Sign the head; a key that signs for the first time is first named by an entry, so that it cannot be replaced unseen."""
    known = select(entry.c.seq).where(entry.c.kind == EntryKind.KEY_ADDED, entry.c.subject == signer.public_key)
    if connection.execute(known).first() is None:
        sentence = f"Checkpoints are signed by the key {signer.public_key} from here on."
        record = KeyAddedRecord(sentence=sentence, code_version=code_version, public_key=signer.public_key)
        add_own_entry(connection, Draft(EntryKind.KEY_ADDED, actor, signer.public_key, record), time_utc=time_utc)
    seq, digest = _head(connection)
    made = make_checkpoint(signer, previous=last_checkpoint(connection), entry_seq=seq, entry_hash=digest, time_utc=time_utc)
    insert_rows(connection, checkpoint, [astuple(made)])
    return made


def _head(connection: Connection) -> tuple[int, str]:
    row = connection.exec_driver_sql("SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1").first()
    return (row.seq, row.hash) if row else (0, GENESIS)


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row], verb: str = "INSERT") -> None:
    """Add rows to a table, as they are."""
    if rows:
        places = ", ".join("?" * len(table.columns))
        connection.exec_driver_sql(f"{verb} INTO {table.name} VALUES ({places})", list(rows))
