"""Closing signs what was appended; what it cannot do is told, and never in the place of what stopped the run."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from audit.log.chain.signing import Signer
from audit.log.errors import LogUnavailable, WitnessUnavailable
from audit.log.store import EntryKind, Log
from audit.log.verify.verify import verify
from audit.records.film import FilmRecord
from tests.audit.log.conftest import append_films


@pytest.fixture
def nowhere(tmp_path: Path) -> Path:
    """Where a witness can be written when the log is opened, and not any more once something was appended."""
    (tmp_path / "drive").mkdir()
    return tmp_path / "drive" / "witness"


def test_what_closing_cannot_do_is_told(file: Path, signer: Signer, nowhere: Path) -> None:
    with pytest.raises(WitnessUnavailable), Log(file, writing=True, signer=signer, witness=nowhere) as log:
        _append_and_lose(log, nowhere.parent)


def test_the_error_that_stopped_a_run_is_not_hidden_by_closing(file: Path, signer: Signer, nowhere: Path) -> None:
    with pytest.raises(KeyError, match="a defect") as stopped, Log(file, writing=True, signer=signer, witness=nowhere) as log:
        _defect(log, nowhere.parent)
    (told,) = stopped.value.__notes__
    assert "witness" in told
    assert verify(file).checkpoints == 1


def test_a_full_disk_is_told_as_such_though_closing_fails_too(file: Path, signer: Signer, refusal: FilmRecord) -> None:
    with pytest.raises(LogUnavailable, match="disk is full"), Log(file, writing=True, signer=signer) as log:
        _fill(log, refusal)
    assert verify(file, deep=True).damage is None


def test_a_log_that_was_closed_lets_go_of_its_file_also_when_it_could_not_sign(file: Path, signer: Signer, nowhere: Path) -> None:
    log = Log(file, writing=True, signer=signer, witness=nowhere)
    append_films(log, 1)
    shutil.rmtree(nowhere.parent)
    with pytest.raises(WitnessUnavailable):
        log.close()
    log.close()
    assert [name.name for name in file.parent.glob("audit.db*")] == ["audit.db"]


def _append_and_lose(log: Log, drive: Path) -> None:
    append_films(log, 1)
    shutil.rmtree(drive)


def _defect(log: Log, drive: Path) -> None:
    _append_and_lose(log, drive)
    raise KeyError("a defect")


def _fill(log: Log, record: FilmRecord) -> None:
    append_films(log, 1)
    with log._engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")  # No page more than there is.
    for _ in range(200):
        log.append(EntryKind.REFUSED, actor="a", subject="s" * 4000, record=record)
