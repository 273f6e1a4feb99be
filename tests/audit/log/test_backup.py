"""Copies of a log: whole, verified, and never laid over anything."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from audit.log.backup import back_up, restore
from audit.log.chain.signing import Signer
from audit.log.errors import LogUnavailable, NotALog
from audit.log.store import EntryKind, Log
from audit.log.verify.verify import verify
from audit.records.events import CopiedRecord, EventRecord
from tests.audit.log.conftest import append_films

Raw = Callable[..., list[Any]]
_WRITER = """
import sys
from pathlib import Path
from audit.log.store import EntryKind, Log
from tests.audit.films import self_check
with Log(Path(sys.argv[1]), writing=True) as log:
    print("ready", flush=True)
    for number in range(300):
        log.append(EntryKind.SELF_CHECK, actor="ben", subject=str(number), record=self_check("x" * 3000))
"""


def test_a_copy_made_while_another_process_writes_is_one_state_of_the_log(forged: Path, tmp_path: Path, signer: Signer) -> None:
    writer = subprocess.Popen([sys.executable, "-c", _WRITER, str(forged)], stdout=subprocess.PIPE)
    assert writer.stdout is not None
    assert writer.stdout.readline() == b"ready\n"
    with Log(forged, writing=True, signer=signer) as log:
        found = back_up(log, tmp_path / "copy.db", actor="ann")
        (entry,) = log.entries(kinds=[EntryKind.BACKED_UP])
        writer.communicate()
        assert isinstance(entry.record, CopiedRecord)
        assert entry.record.head == found.head == log.entry(found.entries).hash
    assert verify(tmp_path / "copy.db", deep=True).head == found.head
    assert verify(forged, deep=True).damage is None


def test_a_copy_is_a_single_file(forged: Path, tmp_path: Path) -> None:
    (tmp_path / "safe").mkdir()
    with Log(forged, writing=True) as log:
        back_up(log, tmp_path / "safe" / "copy.db", actor="ann")
    assert [file.name for file in (tmp_path / "safe").iterdir()] == ["copy.db"]


def test_a_copy_never_replaces_a_file(forged: Path, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("a letter")
    with Log(forged, writing=True) as log, pytest.raises(LogUnavailable, match="left as it is"):
        back_up(log, tmp_path / "copy.db", actor="ann")
    assert (tmp_path / "copy.db").read_text() == "a letter"


@pytest.mark.usefixtures("without_hard_links")
def test_a_copy_needs_no_hard_link(forged: Path, tmp_path: Path, signer: Signer) -> None:
    with Log(forged, writing=True, signer=signer) as log:
        found = back_up(log, tmp_path / "copy.db", actor="ann")
    restore(tmp_path / "copy.db", tmp_path / "restored.db", actor="ann", signer=signer)
    assert verify(tmp_path / "copy.db", deep=True).head == found.head
    assert verify(tmp_path / "restored.db", deep=True).damage is None


def test_a_copy_that_cannot_be_written_is_told(forged: Path, tmp_path: Path) -> None:
    with Log(forged, writing=True) as log, pytest.raises(LogUnavailable, match="cannot be written: No such file or directory"):
        back_up(log, tmp_path / "missing" / "copy.db", actor="ann")


def test_a_damaged_log_is_not_copied_and_nothing_is_left(forged: Path, tmp_path: Path, raw: Raw) -> None:
    raw("UPDATE finding SET label = 'Hernia' WHERE entry_seq = 2", forging=True)
    with Log(forged, writing=True) as log, pytest.raises(LogUnavailable, match="damaged, and was not copied: the table finding"):
        back_up(log, tmp_path / "copy.db", actor="ann")
    assert {file.name for file in tmp_path.iterdir()} == {"audit.db", "witness.jsonl"}


def test_a_copy_restored_goes_on_with_its_chain(forged: Path, tmp_path: Path, signer: Signer, witness: Path) -> None:
    with Log(forged, writing=True, signer=signer, witness=witness) as log:
        back_up(log, tmp_path / "copy.db", actor="ann")
    restored = tmp_path / "restored.db"
    restore(tmp_path / "copy.db", restored, actor="ann", signer=signer)
    with Log(restored, writing=True, signer=signer) as log:
        assert log.entry(12).kind == EntryKind.RESTORED
        append_films(log, 1, first=9)
    assert verify(restored, deep=True).damage is None
    with Log(forged, writing=False) as log:
        assert log.count() == 12


def test_only_a_log_is_restored_and_only_where_there_is_none(forged: Path, tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("a letter" * 1000)
    with pytest.raises(NotALog):
        restore(tmp_path / "letter", tmp_path / "new.db", actor="ann")
    with pytest.raises(LogUnavailable, match="left as it is"):
        restore(forged, forged, actor="ann")
    assert not (tmp_path / "new.db").exists()


def test_what_a_log_writes_of_itself_names_the_version_of_the_program(file: Path, tmp_path: Path, signer: Signer) -> None:
    with Log(file, writing=True, signer=signer, code_version="0.2.0") as log:
        append_films(log, 1)
        log.purge_blobs(before=datetime.now(UTC) + timedelta(seconds=1), actor="ann")
        back_up(log, tmp_path / "copy.db", actor="ann")
    restore(tmp_path / "copy.db", tmp_path / "restored.db", actor="ann", code_version="0.3.0")
    with Log(tmp_path / "restored.db", writing=False) as log:
        own = [(entry.kind, entry.record.code_version) for entry in log.entries() if isinstance(entry.record, EventRecord)]
    assert own == [("blobs_purged", "0.2.0"), ("key_added", "0.2.0"), ("restored", "0.3.0")]
    with Log(file, writing=False) as log:
        (entry,) = log.entries(kinds=[EntryKind.BACKED_UP])
    assert isinstance(entry.record, CopiedRecord)
    assert entry.record.code_version == "0.2.0"
