"""The verifier: walks the chain from the first entry, names the first thing that does not hold, and says what it cannot prove."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from audit.log.chain.checkpoint import Witnessed, read_witness
from audit.log.database.connection import explained, open_engine
from audit.log.database.schema import SCHEMA, metadata, triggers
from audit.log.verify.damage import Damage, DamageKind
from audit.log.verify.deep import compare
from audit.log.verify.walk import Walk, walk

__all__ = ["WHAT_IT_PROVES", "Damage", "DamageKind", "Verification", "verify"]

WHAT_IT_PROVES = (
    "No entry was changed, removed, inserted or moved after a later one was written. It does not prove who wrote the file: "
    "whoever holds the key can build a new chain."
)

_MADE_ANEW = "they are made anew from the entries when the log is next opened for writing."


@dataclass(frozen=True)
class Verification:
    """What a walk along the chain found.

    Attributes:
        entries: How many entries hold.
        head: Hash of the last of them.
        damage: The first thing that does not hold; None where all does.
        checkpoints: How many signatures hold.
        attested: The last entry under a signature; 0 for none.
        keys: The public keys that the log names, in hexadecimal, in order.
        notes: What is no damage and should be known, in sentences.
        not_proven: What this verification does not prove, in sentences.
    """

    entries: int
    head: str
    damage: Damage | None
    checkpoints: int = 0
    attested: int = 0
    keys: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    not_proven: tuple[str, ...] = ()


def verify(path: Path, *, deep: bool = False, witness: Path | None = None, public_keys: Collection[str] = ()) -> Verification:
    """Check a log; streams, and holds one state of the file while others may write.

    Args:
        path: The log.
        deep: Also check that projections and blobs are what the entries say.
        witness: The file that checkpoints were appended to; it must know this log.
        public_keys: In hexadecimal; every checkpoint must be by one of them.

    Raises:
        NotALog, LogUnavailable: The file cannot be read as a log.
        WitnessUnavailable: The witness cannot be read.
    """
    with explained(path), reading(path) as database:
        found, notes = walk(database, public_keys=public_keys), list[str]()
        database.text_factory, damage = bytes, found.damage
        if not damage and witness:
            damage = _against(database, found, witness, public_keys, notes)
        (schema,) = database.execute("PRAGMA user_version").fetchone()
        if not damage and deep:
            damage = compare(database, projections=schema == SCHEMA)
        if schema == SCHEMA:
            damage = damage or _guards(database)
        else:
            notes.append(f"Tables for queries and guards are those of schema {schema}, and were not looked at; {_MADE_ANEW}")
    if found.backwards:
        where = f"first at entry {found.backwards[0]}, {len(found.backwards)} in all"
        notes.append(f"The clock was set back ({where}); the order of entries is that of their numbers.")
    return Verification(
        found.entries, found.head, damage, found.checkpoints, found.attested, tuple(found.keys), tuple(notes),
        tuple(_not_proven(found, deep=deep, witness=witness is not None, key=bool(public_keys))),
    )  # fmt: skip


@contextmanager
def reading(path: Path, *, schema: int | None = None) -> Iterator[sqlite3.Connection]:
    """Open one state of a log for the walk along it."""
    engine = open_engine(path, create=False, schema=schema)
    try:
        with closing(engine.raw_connection()) as pooled:
            database = pooled.driver_connection
            assert isinstance(database, sqlite3.Connection)
            database.text_factory = str
            database.execute("BEGIN")
            yield database
            database.execute("ROLLBACK")
    finally:
        engine.dispose()


def _against(database: sqlite3.Connection, found: Walk, file: Path, public_keys: Collection[str], notes: list[str]) -> Damage | None:
    """Compare the log with what a witness saw of it."""
    first = database.execute("SELECT hash FROM entry WHERE seq = 1").fetchone()
    log = first[0].decode() if first else ""
    lines, known, held = list(read_witness(file)), 0, 0
    for line in lines:
        if line is None or line.log != log:
            continue
        if damage := _contradicted(database, found, line, public_keys, after=held):
            return damage
        known, held = known + 1, line.checkpoint.entry_seq
    if torn := lines.count(None):
        notes.append(f"Torn lines of the witness file, left out: {torn}.")
    if not known:
        sentence = "the witness knows nothing of this log: it is another log's, or this file was rebuilt from its first entry on"
        return Damage(DamageKind.UNKNOWN_TO_WITNESS, None, sentence)
    return None


def _contradicted(database: sqlite3.Connection, found: Walk, line: Witnessed, public_keys: Collection[str], *, after: int) -> Damage | None:
    seen = line.checkpoint
    if not seen.holds(line.previous) or (public_keys and seen.public_key not in public_keys):
        return Damage(
            DamageKind.WITNESS_CHANGED, None, f"the witness's line of checkpoint {seen.number} does not have a signature of the log's"
        )
    if seen.entry_seq > found.entries:
        sentence = f"the witness saw entry {seen.entry_seq}, and the file ends at {found.entries}: it is an older copy, or cut"
        return Damage(DamageKind.ROLLED_BACK, found.entries + 1, sentence)
    if seen.public_key not in found.keys:
        return Damage(
            DamageKind.KEY_REPLACED,
            None,
            f"the witness knows checkpoint {seen.number} by a key that the log does not name: {seen.public_key}",
        )
    (stands,) = database.execute("SELECT hash FROM entry WHERE seq = ?", (seen.entry_seq,)).fetchone()
    if stands.decode() != seen.entry_hash:
        sentence = (
            f"entry {seen.entry_seq} is another than the witness saw: it was rebuilt from between {after + 1} and {seen.entry_seq} on"
        )
        return Damage(DamageKind.REBUILT, after + 1, sentence)
    row = database.execute("SELECT signature FROM checkpoint WHERE number = ?", (seen.number,)).fetchone()
    if row is None or row[0].decode() != seen.signature:
        return Damage(DamageKind.CHECKPOINT_MISSING, None, f"checkpoint {seen.number}, which the witness saw, is missing")
    return None


def _guards(database: sqlite3.Connection) -> Damage | None:
    """Look whether tables and triggers are those that the log makes."""
    stand = {name.decode(): sql.decode() for name, sql in database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")}
    if stand != triggers():
        return Damage(DamageKind.GUARDS_CHANGED, None, "the triggers that refuse changes were removed or altered")
    tables = {name.decode() for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")}
    columns = {
        name: [row[1].decode() for row in database.execute(f"PRAGMA table_info({name})")] for name in metadata.tables if name in tables
    }
    if tables != set(metadata.tables) or columns != {name: table.columns.keys() for name, table in metadata.tables.items()}:
        return Damage(DamageKind.GUARDS_CHANGED, None, "the tables are not those of a log")
    return None


def _not_proven(found: Walk, *, deep: bool, witness: bool, key: bool) -> Iterator[str]:
    yield "Whoever holds the signing key can build a new chain and sign it; compare with a head that was printed or kept elsewhere."
    if not found.checkpoints:
        yield "The log has no signed checkpoint: whoever can write the file can build it anew."
    elif not key:
        yield "That the keys are those of the people who should sign: compare them, or name the key."
    if found.attested < found.entries:
        yield f"Entries {found.attested + 1} to {found.entries} are under no signature."
    if not witness:
        yield "Without a witness, entries cut from the end with their checkpoints, or an older copy of the file, leave no trace."
    if not deep:
        yield "Tables made for queries, maps and organs were not looked at; a deep look does."
    yield "That what was recorded is true: only that it is what was recorded."
