"""Logs that earlier versions wrote open in this one: brought up to date once, with every entry as it was written."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import pytest

from audit.log.chain.checkpoint import Checkpoint
from audit.log.chain.links import GENESIS, entry_hash, packed
from audit.log.chain.signing import Signer
from audit.log.errors import LogUnavailable, NotALog
from audit.log.store import EntryKind, Log
from audit.log.verify.damage import DamageKind
from audit.log.verify.verify import reading, verify
from audit.log.verify.walk import walk
from audit.log.worklist import Worklist
from audit.records.body import TYPES
from audit.records.events import MigratedRecord
from audit.records.kinds import OF_FILMS
from tests.audit.films import screened_film, self_check
from tests.audit.kept import KEPT, copy_of, forge, rows
from tests.audit.log.conftest import screened_record

_TABLES = ("entry", "checkpoint", "blob", "blob_use", "purge")


@pytest.fixture(params=KEPT)
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of each kept log."""
    return copy_of(request.param, tmp_path)


@pytest.fixture
def one(tmp_path: Path) -> Path:
    """A copy of the kept log of the oldest layout."""
    return copy_of("4372c99", tmp_path)


def _open(file: Path) -> None:
    Log(file, writing=True).close()


def _schema(file: Path) -> int:
    (number,) = rows(file, "PRAGMA user_version")[0]
    return int(number)


def _all(file: Path) -> dict[str, list[tuple[object, ...]]]:
    return {table: rows(file, f"SELECT * FROM {table} ORDER BY 1, 2") for table in _TABLES}


def test_the_kept_logs_cover_every_shape_and_layout() -> None:
    assert {name.partition("-")[0] for name in KEPT} == {"4372c99", "6be0ea9", "47812b1", "b497f5b", "8a40dab", "8fab01a"}


def test_an_older_log_is_read_and_verified_as_it_is_and_only_its_worklist_waits(kept: Path) -> None:
    before = kept.read_bytes()
    with Log(kept, writing=False) as log:
        read = list(log.entries())
        assert [entry.seq for entry in read] == list(range(1, log.head()[0] + 1))
    assert all(isinstance(entry.record, TYPES[EntryKind(entry.kind)]) for entry in read)
    found = verify(kept, deep=True)
    assert (found.damage, found.entries) == (None, len(read))
    assert any(f"schema {_schema(kept)}" in note and "made anew" in note for note in found.notes)
    with pytest.raises(NotALog, match=rf"an older schema \({_schema(kept)}; this version writes 5\); 'log backup' brings it up to date"):
        Worklist(kept)
    assert kept.read_bytes() == before


@pytest.mark.parametrize("spoil", ["UPDATE entry SET actor = 'eve' WHERE seq = 2", "UPDATE blob SET data = x'00'"])
def test_damage_of_an_older_log_is_found_as_it_is(one: Path, spoil: str) -> None:
    forge(one, spoil)
    found = verify(one, deep=True)
    assert found.damage is not None
    assert found.damage.kind in {DamageKind.CHANGED, DamageKind.BLOB_EDITED}


def test_entries_signatures_and_blobs_are_never_changed(kept: Path) -> None:
    before = _all(kept)
    _open(kept)
    after = _all(kept)
    for table in _TABLES:
        assert after[table][: len(before[table])] == before[table]
    assert [len(after[table]) - len(before[table]) for table in _TABLES] == [1, 0, 0, 0, 0]


def test_what_is_migrated_verifies_deeply_and_says_so_in_its_chain(kept: Path) -> None:
    (count,), before = rows(kept, "SELECT count(*) FROM entry")[0], _schema(kept)
    _open(kept)
    found = verify(kept, deep=True)
    assert (found.damage, found.entries, found.notes) == (None, count + 1, ())
    with Log(kept, writing=False) as log:
        last = log.entry(count + 1).record
    assert isinstance(last, MigratedRecord)
    assert (last.from_schema, last.to_schema) == (before, 5)


def test_every_entry_reads_as_the_type_of_its_kind(kept: Path) -> None:
    _open(kept)
    with Log(kept, writing=False) as log:
        entries = list(log.entries())
    for entry in entries:
        assert type(entry.record) is TYPES[EntryKind(entry.kind)]
        assert entry.as_written().get("sentence") == getattr(entry.record, "sentence", None)
    assert {entry.kind for entry in entries} & OF_FILMS


def test_projections_are_made_again_from_the_entries(kept: Path) -> None:
    _open(kept)
    with Log(kept, writing=False) as log:
        films = [entry for entry in log.entries() if entry.kind in OF_FILMS]
    assert rows(kept, "SELECT entry_seq, fingerprint FROM film ORDER BY entry_seq") == [
        (film.seq, film.film.method.fingerprint) for film in films
    ]
    assert rows(kept, "SELECT count(*) FROM finding") == [(sum(len(film.film.findings or ()) for film in films),)]
    assert rows(kept, "SELECT count(*) FROM film WHERE length(fingerprint) <> 64") == [(0,)]
    assert rows(kept, "SELECT name FROM sqlite_master WHERE name LIKE '%examination%'") == []
    with Worklist(kept) as worklist:
        assert [line.seq for line in worklist.page().lines] == [film.seq for film in reversed(films)]


def test_an_older_file_has_the_tables_and_indices_of_a_new_one(kept: Path, tmp_path: Path) -> None:
    """Whatever its layout was: a query is as fast, and a constraint as strict."""
    _open(kept)
    new = tmp_path / "new.db"
    _open(new)
    made = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE type <> 'table' AND sql IS NOT NULL ORDER BY 1, 2"
    columns = """SELECT tables.name, columns.* FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns
                 WHERE tables.type = 'table' ORDER BY 1, 2"""
    for query in (made, columns):
        assert rows(kept, query) == rows(new, query)


def test_a_second_opening_changes_nothing(kept: Path) -> None:
    _open(kept)
    before = _all(kept)
    _open(kept)
    assert _all(kept) == before


def test_a_log_brought_up_to_date_goes_on(kept: Path, signer: Signer, tmp_path: Path) -> None:
    with Log(kept, writing=True, signer=signer, witness=tmp_path / "witness") as log:
        record, blobs = screened_record(1)
        log.append(EntryKind.SCREENED, actor="ann", subject="film", record=record, blobs=blobs)
        log.append(EntryKind.SELF_CHECK, actor="ann", subject="this", record=self_check())
    found = verify(kept, deep=True, witness=tmp_path / "witness")
    assert (found.damage, found.attested) == (None, found.entries)


def test_what_a_witness_saw_of_the_older_log_still_stands(kept: Path, tmp_path: Path) -> None:
    (first,) = rows(kept, "SELECT hash FROM entry WHERE seq = 1")[0]
    signed, witness = [Checkpoint(*row) for row in rows(kept, "SELECT * FROM checkpoint ORDER BY number")], tmp_path / "witness"
    before = ["", *(point.signature for point in signed)]
    lines = [json.dumps({"log": first, "previous": one, **asdict(point)}) + "\n" for one, point in zip(before, signed, strict=False)]
    witness.write_text("".join(lines))
    _open(kept)
    found = verify(kept, witness=witness)
    assert (found.damage, found.checkpoints, found.attested) == (None, len(signed), signed[-1].entry_seq)


def test_the_copy_beside_it_is_the_older_log_and_can_be_brought_up_to_date_itself(kept: Path, tmp_path: Path) -> None:
    before, schema = _all(kept), _schema(kept)
    _open(kept)
    copy = kept.with_name(f"audit.db.schema-{schema}")
    assert sorted(file.name for file in kept.parent.glob("audit.db*")) == ["audit.db", copy.name]
    assert (_all(copy), _schema(copy)) == (before, schema)
    with reading(copy, schema=schema) as database:
        assert walk(database).damage is None
    again = copy.rename(tmp_path / "again.db")
    _open(again)
    assert verify(again, deep=True).damage is None


def test_maps_that_were_let_go_stay_away_and_are_no_damage(tmp_path: Path) -> None:
    file = copy_of("b497f5b-purged", tmp_path)
    with Log(file, writing=True) as log:
        film = log.entry(1).film
        assert film.blobs
        assert [log.blob(name) for name in film.blobs.named().values()] == [None, None, None]
    assert verify(file, deep=True).damage is None


def test_an_edited_blob_of_an_older_log_is_found_by_a_deep_look(one: Path) -> None:
    forge(one, "UPDATE blob SET data = CAST(data || x'00' AS BLOB)")
    _open(one)
    damage = verify(one, deep=True).damage
    assert damage
    assert damage.kind is DamageKind.BLOB_EDITED


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE entry SET actor = 'eve' WHERE seq = 2", "left in its older schema: entry 2 was changed"),
        ("DELETE FROM entry WHERE seq = 3", "left in its older schema: entry 3 is missing"),
        ("UPDATE checkpoint SET time_utc = ''", "left in its older schema: checkpoint 1"),
        ("ALTER TABLE examination RENAME TO gone", "a table is missing"),
    ],
)
def test_a_damaged_older_log_is_refused_and_left_as_it_was(one: Path, statement: str, sentence: str) -> None:
    forge(one, statement)
    before = one.read_bytes()
    with pytest.raises(LogUnavailable, match=sentence):
        _open(one)
    assert one.read_bytes() == before


def test_an_older_log_with_a_body_that_nobody_knows_is_refused_and_left_as_it_was(one: Path) -> None:
    """Its hash is right, so it is no damage; no version that is known wrote it."""
    (time, actor, kind, subject) = rows(one, "SELECT time_utc, actor, kind, subject FROM entry WHERE seq = 1")[0]
    body = packed(b'{"schema":1,"status":"screened"}')
    digest = entry_hash(seq=1, time_utc=time, actor=actor, kind=kind, subject=subject, body=body, previous_hash=GENESIS)
    for table in ("checkpoint", "finding", "examination", "blob_use"):
        forge(one, f"DELETE FROM {table}")
    forge(one, "DELETE FROM entry WHERE seq > 1")
    forge(one, "UPDATE entry SET body = ?, hash = ?", body, digest)
    before = one.read_bytes()
    with pytest.raises(LogUnavailable, match="Entry 1 has no body that this version reads"):
        _open(one)
    assert one.read_bytes() == before


_OPENER = "import sys\nfrom pathlib import Path\nfrom audit.log.store import Log\nLog(Path(sys.argv[1]), writing=True).close()"
_LIMIT = "import resource\ndef limit(): resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))\n"
_AFTER_THE_COPY = """
from audit.log.migrations import migrate
copy = migrate._copy
def copied(*arguments):
    copy(*arguments)
    limit()
migrate._copy = copied
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are POSIX")
@pytest.mark.parametrize(("when", "left"), [("limit()\n", ["audit.db"]), (_AFTER_THE_COPY, ["audit.db", "audit.db.schema-{}"])])
def test_a_disk_that_is_full_while_it_is_copied_or_altered_leaves_the_log_as_it_was(kept: Path, when: str, left: list[str]) -> None:
    """A limit on the size of files stands for a full disk."""
    before, files = kept.read_bytes(), [name.format(_schema(kept)) for name in left]
    ended = subprocess.run([sys.executable, "-c", _LIMIT + when + _OPENER, str(kept)], capture_output=True, text=True, check=False)
    assert "audit.log.errors.LogUnavailable" in ended.stderr
    assert (kept.read_bytes(), sorted(file.name for file in kept.parent.iterdir())) == (before, files)
    _open(kept)
    assert verify(kept, deep=True).damage is None


def test_programs_that_open_it_at_once_bring_it_up_to_date_once(one: Path) -> None:
    programs = [subprocess.Popen([sys.executable, "-c", _OPENER, str(one)]) for _ in range(4)]
    assert [program.wait() for program in programs] == [0] * 4
    assert rows(one, "SELECT count(*) FROM entry WHERE kind = 'migrated'") == [(1,)]
    assert verify(one, deep=True).damage is None


def test_a_log_that_only_says_it_is_of_this_schema_is_told_as_damaged(one: Path) -> None:
    forge(one, "PRAGMA user_version = 5")
    with closing(Log(one, writing=True)) as log, pytest.raises(LogUnavailable, match="a table is missing"):
        log.append(EntryKind.SCREENED, actor="ann", subject="film", record=screened_film(1))
    damage = verify(one).damage
    assert damage
    assert damage.kind is DamageKind.GUARDS_CHANGED


@pytest.mark.parametrize(("number", "sentence"), [(6, "a newer schema"), (99, "a newer schema"), (2, "an older, development schema")])
@pytest.mark.parametrize("writing", [True, False])
def test_a_number_of_a_schema_that_nobody_knows_is_told(one: Path, number: int, sentence: str, *, writing: bool) -> None:
    forge(one, f"PRAGMA user_version = {number}")
    with pytest.raises(NotALog, match=rf"{sentence} \({number}; this version reads 5\)"):
        Log(one, writing=writing)
    assert rows(one, "PRAGMA user_version") == [(number,)]
