"""``replay``: what it says, what it writes, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from audit.log.store import EntryKind, Log
from audit.log.verify.verify import verify
from audit.records.events import HeadRecord, ReplayedRecord
from tests.logs import films

Run = Callable[..., Any]


def test_a_replay_that_holds_ends_with_0_and_is_an_entry(run: Run, ready_log: Path, phantom_folder: Path) -> None:
    with Log(ready_log, writing=False) as log:
        replayed = log.entry(2)
    film = phantom_folder / "marked.dcm"
    ended = run("replay", ready_log, 2, "--film", film)
    assert ended.code == 0, ended.err
    assert "Entry 2 was computed anew on the same device: everything is the same within 0.0001." in ended.out
    assert "Entry 4." in ended.out
    with Log(ready_log, writing=False) as log:
        entry = log.entry(4)
    assert (entry.kind, entry.subject) == ("replayed", "entry 2")
    assert isinstance(entry.record, ReplayedRecord)
    assert entry.record.passed is True
    assert entry.record.of == HeadRecord(seq=2, hash=replayed.hash)
    assert len(films(ready_log)) == 3


def test_a_record_that_is_not_confirmed_ends_with_1_and_names_every_field(run: Run, ready_log: Path, phantom_folder: Path) -> None:
    """Whoever holds the file may write a false entry; the film tells."""
    with Log(ready_log, writing=True) as log:
        record = log.entry(2).film
        assert record.findings
        first, *others = record.findings
        untrue = replace(first, logit=first.logit + 1, positive=not first.positive)
        record = replace(record, findings=(untrue, *others))
        log.append(EntryKind.SCREENED, actor="eve", subject="s", record=record)
    ended = run("replay", ready_log, 4, "--film", phantom_folder / "marked.dcm")
    assert ended.code == 1
    assert "  findings[0].logit: " in ended.out
    assert "  findings[0].positive: " in ended.out
    assert "the record is NOT confirmed; 2 values differ" in ended.out
    with Log(ready_log, writing=False) as log:
        entry = log.entry(5)
    assert isinstance(entry.record, ReplayedRecord)
    assert entry.record.passed is False


def test_another_film_is_refused_and_nothing_is_written(run: Run, ready_log: Path, phantom_folder: Path) -> None:
    ended = run("replay", ready_log, 2, "--film", phantom_folder / "notes.dcm")
    assert (ended.code, ended.out) == (1, "")
    assert "This is not the file of entry 2" in ended.err
    assert verify(ready_log).entries == 3


def test_a_log_or_an_entry_that_is_not_there_is_reported_and_not_made(
    run: Run, ready_log: Path, phantom_folder: Path, tmp_path: Path
) -> None:
    ended = run("replay", tmp_path / "missing.db", 1, "--film", phantom_folder / "marked.dcm")
    assert (ended.code, ended.err) == (1, "There is no audit log named missing.db.\n")
    assert not (tmp_path / "missing.db").exists()
    assert run("replay", ready_log, 9, "--film", phantom_folder / "marked.dcm").err == "The log holds no entry 9.\n"
