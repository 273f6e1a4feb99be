"""A forger who knows the chain: whole entries moved, made anew or cut off, keys exchanged, older files put back."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.log.chain.checkpoint import Checkpoint, make_checkpoint
from audit.log.chain.links import GENESIS, entry_hash
from audit.log.chain.signing import Signer
from audit.log.store import EntryKind, Log
from audit.log.verify.damage import DamageKind
from audit.log.verify.verify import verify
from tests.audit.films import self_check

Write = Callable[..., Path]
Raw = Callable[..., list[Any]]
_COLUMNS = ("seq", "time_utc", "actor", "kind", "subject", "body", "previous_hash")


@pytest.fixture
def thief() -> Signer:
    return Signer(Ed25519PrivateKey.from_private_bytes(bytes([66] * 32)))


def _found(file: Path, **options: Any) -> tuple[DamageKind, int | None]:
    damage = verify(file, **options).damage
    assert damage is not None, "nothing was found"
    return damage.kind, damage.seq


def _hash_again(raw: Raw, first: int) -> None:
    """Give entries from ``first`` on the hashes and links of what they now say."""
    rows = raw(f"SELECT {', '.join(_COLUMNS)} FROM entry WHERE seq >= {first} ORDER BY seq")
    before = raw(f"SELECT hash FROM entry WHERE seq = {first - 1}")
    previous = before[0][0] if before else GENESIS
    moves = []
    for row in rows:
        columns = dict(zip(_COLUMNS, row, strict=True)) | {"previous_hash": previous}
        digest = entry_hash(**columns)
        moves.append(("UPDATE entry SET previous_hash = ?, hash = ? WHERE seq = ?", (previous, digest, columns["seq"])))
        previous = digest
    raw(*moves, forging=True)


def _sign_again(raw: Raw, signer: Signer) -> None:
    """Sign every checkpoint anew by another key."""
    rows = raw("SELECT number, entry_seq, (SELECT hash FROM entry WHERE seq = entry_seq), time_utc FROM checkpoint ORDER BY number")
    made: Checkpoint | None = None
    for _, seq, digest, time in rows:
        made = make_checkpoint(signer, previous=made, entry_seq=seq, entry_hash=digest, time_utc=time)
        raw(("UPDATE checkpoint SET entry_hash = ?, public_key = ?, signature = ? WHERE number = ?",
             (digest, made.public_key, made.signature, made.number)), forging=True)  # fmt: skip


@pytest.mark.parametrize("seq", [1, 5, 9])
def test_an_entry_taken_out_is_missing(forged: Path, raw: Raw, seq: int) -> None:
    raw(f"DELETE FROM entry WHERE seq = {seq}", forging=True)
    assert _found(forged) == (DamageKind.MISSING, seq)
    assert verify(forged).entries == seq - 1


@pytest.mark.parametrize("seq", [1, 5])
def test_an_entry_taken_out_is_missing_also_when_the_rest_moves_up(forged: Path, raw: Raw, seq: int) -> None:
    moves = [f"UPDATE entry SET seq = seq - 1 WHERE seq = {later}" for later in range(seq + 1, 12)]
    raw(f"DELETE FROM entry WHERE seq = {seq}", *moves, forging=True)
    assert _found(forged) == (DamageKind.MISSING, seq)


@pytest.mark.parametrize(("one", "other"), [(1, 2), (2, 3), (3, 9), (10, 11)])
def test_two_entries_that_change_places_are_reordered(forged: Path, raw: Raw, one: int, other: int) -> None:
    moves = [f"UPDATE entry SET seq = {new} WHERE seq = {old}" for old, new in ((one, 90), (other, one), (90, other))]
    raw(*moves, forging=True)
    assert _found(forged) == (DamageKind.REORDERED, one)


@pytest.mark.parametrize("columns", ["body", "subject", "subject, body", "time_utc, actor, kind, subject, body"])
def test_two_films_whose_contents_are_exchanged_are_reordered(forged: Path, raw: Raw, columns: str) -> None:
    (one,), (other,) = (raw(f"SELECT {columns} FROM entry WHERE seq = {seq}") for seq in (2, 6))
    names = " , ".join(f"{name} = ?" for name in columns.split(", "))
    raw((f"UPDATE entry SET {names} WHERE seq = 2", other), (f"UPDATE entry SET {names} WHERE seq = 6", one), forging=True)
    assert _found(forged) == (DamageKind.REORDERED, 2)


def test_an_entry_put_between_is_inserted(forged: Path, raw: Raw) -> None:
    """Even with a right hash of its own."""
    moves = [f"UPDATE entry SET seq = {seq + 1} WHERE seq = {seq}" for seq in range(11, 4, -1)]
    row = {"seq": 5, "time_utc": "t", "actor": "eve", "kind": "screened", "subject": "s", "body": b"{}", "previous_hash": "8" * 64}
    raw(*moves, ("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*row.values(), entry_hash(**row))), forging=True)
    assert _found(forged) == (DamageKind.INSERTED, 5)


def test_an_entry_changed_with_a_new_hash_is_named(forged: Path, raw: Raw) -> None:
    """The entry that follows still names the old hash."""
    row = raw(f"SELECT {', '.join(_COLUMNS)} FROM entry WHERE seq = 5")[0]
    digest = entry_hash(**dict(zip(_COLUMNS, row, strict=True)) | {"actor": "eve"})
    raw(f"UPDATE entry SET actor = 'eve', hash = '{digest}' WHERE seq = 5", forging=True)
    assert _found(forged) == (DamageKind.CHANGED, 5)


def test_a_chain_built_anew_does_not_fit_its_checkpoints(forged: Path, raw: Raw) -> None:
    raw("UPDATE entry SET actor = 'eve' WHERE seq = 6", forging=True)
    _hash_again(raw, 6)
    assert _found(forged) == (DamageKind.REBUILT, 5)  # Checkpoint 1 attests up to entry 4.


def test_a_chain_built_anew_without_its_checkpoints_is_seen_by_the_witness(forged: Path, raw: Raw, witness: Path) -> None:
    raw("UPDATE entry SET actor = 'eve' WHERE seq = 6", "DELETE FROM checkpoint WHERE number > 1", forging=True)
    _hash_again(raw, 6)
    assert verify(forged).damage is None
    assert _found(forged, witness=witness) == (DamageKind.REBUILT, 5)


@pytest.mark.parametrize("kept", [1, 4, 10])
def test_a_tail_cut_off_is_seen_by_the_checkpoints(forged: Path, raw: Raw, kept: int) -> None:
    raw(f"DELETE FROM entry WHERE seq > {kept}", forging=True)
    assert _found(forged) == (DamageKind.CUT_TAIL, kept + 1)


@pytest.mark.parametrize("kept", [4, 8])
def test_a_tail_cut_off_with_its_checkpoints_is_seen_by_the_witness_alone(forged: Path, raw: Raw, witness: Path, kept: int) -> None:
    tables = ("film", "finding", "blob_use", "purge")
    raw(
        f"DELETE FROM checkpoint WHERE entry_seq > {kept}", f"DELETE FROM entry WHERE seq > {kept}",
        *[f"DELETE FROM {table} WHERE entry_seq > {kept}" for table in tables], forging=True,
    )  # fmt: skip
    found = verify(forged)
    assert found.damage is None
    assert any("Without a witness" in sentence for sentence in found.not_proven)
    assert _found(forged, witness=witness) == (DamageKind.ROLLED_BACK, kept + 1)


def test_an_older_copy_put_in_the_files_place_is_rolled_back(file: Path, written: Write, signer: Signer, witness: Path) -> None:
    written(3, signer=signer, witness=witness)
    older = shutil.copy(file, file.with_name("older.db"))
    with Log(file, writing=True, signer=signer, witness=witness) as log:
        log.append(EntryKind.SELF_CHECK, actor="ann", subject="this", record=self_check())
    assert verify(file, deep=True, witness=witness).damage is None
    shutil.copy(older, file)
    assert verify(file, deep=True).damage is None
    assert _found(file, witness=witness) == (DamageKind.ROLLED_BACK, 5)


def test_a_file_built_anew_from_its_first_entry_is_unknown_to_the_witness(forged: Path, raw: Raw, witness: Path, signer: Signer) -> None:
    """Even by who holds the key; without a witness this is what nothing proves."""
    raw("UPDATE entry SET actor = 'eve' WHERE seq = 1", "UPDATE film SET actor = 'eve' WHERE entry_seq = 1",
        "UPDATE film SET searchable = replace(searchable, 'ann', 'eve') WHERE entry_seq = 1", forging=True)  # fmt: skip
    _hash_again(raw, 1)
    _sign_again(raw, signer)
    found = verify(forged, deep=True, public_keys=[signer.public_key])
    assert found.damage is None
    assert found.not_proven[0].startswith("Whoever holds the signing key can build a new chain")
    assert _found(forged, witness=witness)[0] is DamageKind.UNKNOWN_TO_WITNESS


def test_checkpoints_signed_by_another_key_are_found_by_the_entry_that_names_the_key(forged: Path, raw: Raw, thief: Signer) -> None:
    _sign_again(raw, thief)
    assert _found(forged)[0] is DamageKind.KEY_REPLACED


def test_the_last_checkpoint_alone_signed_by_another_key_is_found(forged: Path, raw: Raw, thief: Signer) -> None:
    (row,) = raw("SELECT * FROM checkpoint WHERE number = 2")
    made = make_checkpoint(thief, previous=Checkpoint(*row), entry_seq=11, entry_hash=raw("SELECT hash FROM entry WHERE seq = 11")[0][0],
                           time_utc="t")  # fmt: skip
    raw(("UPDATE checkpoint SET time_utc = 't', public_key = ?, signature = ? WHERE number = 3", (made.public_key, made.signature)),
        forging=True)  # fmt: skip
    assert _found(forged)[0] is DamageKind.KEY_REPLACED


def test_a_log_whose_key_is_replaced_throughout_is_found_by_the_public_key_and_by_the_witness(
    file: Path, written: Write, signer: Signer, thief: Signer, witness: Path, tmp_path: Path
) -> None:
    """The forger tells the same films again under a key of his own."""
    written(3, signer=signer, witness=witness)
    real = verify(file)
    file.unlink()
    written(3, signer=thief)
    assert verify(file, deep=True).damage is None
    assert verify(file).keys != real.keys
    assert _found(file, public_keys=[signer.public_key])[0] is DamageKind.KEY_REPLACED
    assert _found(file, witness=witness)[0] is DamageKind.UNKNOWN_TO_WITNESS


def test_a_second_person_with_a_key_of_their_own_is_named_and_no_forger(file: Path, written: Write, signer: Signer, thief: Signer) -> None:
    written(1, signer=signer)
    with Log(file, writing=True, signer=thief) as log:
        log.append(EntryKind.SELF_CHECK, actor="ben", subject="this", record=self_check())
    found = verify(file, deep=True)
    assert (found.damage, found.keys) == (None, (signer.public_key, thief.public_key))
    assert verify(file, public_keys=[signer.public_key, thief.public_key]).damage is None
    assert _found(file, public_keys=[signer.public_key])[0] is DamageKind.KEY_REPLACED


@pytest.mark.parametrize("name", ["entry_hash", "entry_seq", "previous", "public_key", "time_utc"])
def test_a_changed_witness_is_no_proof_against_the_log(forged: Path, witness: Path, name: str) -> None:
    lines = [json.loads(line) for line in witness.read_text().splitlines()]
    lines[1][name] = 7 if name == "entry_seq" else "0" * 64
    witness.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert _found(forged, witness=witness)[0] is DamageKind.WITNESS_CHANGED


def test_a_witness_may_serve_two_logs_and_hold_a_torn_line(forged: Path, tmp_path: Path, witness: Path, signer: Signer) -> None:
    """A line is torn when the disk was full; the next one stands on a line of its own."""
    with witness.open("a") as torn:
        torn.write('{"log": "ab')
    other = tmp_path / "other.db"
    with Log(other, writing=True, signer=signer, witness=witness) as log:
        log.append(EntryKind.SELF_CHECK, actor="ann", subject="this", record=self_check())
    for file in (forged, other):
        found = verify(file, witness=witness)
        assert (found.damage, found.notes) == (None, ("Torn lines of the witness file, left out: 1.",))


@pytest.mark.parametrize("drop", ["TRIGGER entry_no_update", "TRIGGER blob_no_delete", "TABLE purge"])
def test_guards_taken_away_are_told(forged: Path, drop: str) -> None:
    with closing(sqlite3.connect(forged)) as database:
        database.execute(f"DROP {drop}")
    assert _found(forged)[0] is DamageKind.GUARDS_CHANGED


def test_a_guard_that_does_nothing_is_told(forged: Path) -> None:
    with closing(sqlite3.connect(forged)) as database:
        database.execute("DROP TRIGGER entry_no_delete")
        database.execute("CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry BEGIN SELECT 1; END")
    assert _found(forged)[0] is DamageKind.GUARDS_CHANGED


def test_a_clock_set_back_is_told_and_no_damage(file: Path, written: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """Times are recorded as the system tells them; the order of entries is that of their numbers."""
    written(2)
    monkeypatch.setattr("audit.log.store._now", lambda: "1999-12-31T23:59:59.000+00:00")
    with Log(file, writing=True) as log:
        log.append(EntryKind.SELF_CHECK, actor="ann", subject="this", record=self_check())
    found = verify(file, deep=True)
    assert found.damage is None
    assert found.notes == ("The clock was set back (first at entry 3, 1 in all); the order of entries is that of their numbers.",)
