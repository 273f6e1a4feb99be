"""Several writers at once, readers left in the middle, disks full: one chain, and whole entries or none."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from audit.log.errors import LogUnavailable
from audit.log.store import EntryKind, Log
from audit.log.verify.verify import verify
from audit.records.film import FilmRecord
from tests.audit.log.conftest import screened_record

_APPENDER = """
import sys
from pathlib import Path
from audit.log.store import EntryKind, Log
from tests.audit.films import refused_film
with Log(Path(sys.argv[1]), writing=True) as log:
    for number in range(int(sys.argv[3])):
        log.append(EntryKind.REFUSED, actor=sys.argv[2], subject=str(number), record=refused_film(None))
"""
_ONCE = """
import sys
from pathlib import Path
from audit.log.store import EntryKind, Log
from tests.audit.films import refused_film
with Log(Path(sys.argv[1]), writing=True) as log:
    for number in range(int(sys.argv[3])):
        film = f"{number:064}"
        log.append(EntryKind.REFUSED, actor=sys.argv[2], subject=str(number), record=refused_film(film),
                   unless=lambda: log.unreadable(file_sha256=film, code_version="0"))
"""


def test_two_runs_that_look_first_record_each_file_once(file: Path) -> None:
    """Looking and writing are one transaction, so nothing comes between."""
    runs = [subprocess.Popen([sys.executable, "-c", _ONCE, str(file), name, "100"]) for name in ("ann", "ben")]
    assert [run.wait() for run in runs] == [0, 0]
    with Log(file, writing=False) as log:
        entries = list(log.entries())
    assert sorted(int(entry.subject) for entry in entries) == list(range(100))
    assert verify(file).damage is None


def test_two_processes_that_append_at_once_leave_one_chain_without_gaps(file: Path) -> None:
    command = [sys.executable, "-W", "error", "-c", _APPENDER, str(file)]
    running = [subprocess.Popen([*command, name, "100"], stderr=subprocess.PIPE, text=True) for name in ("ann", "ben")]
    errors = [process.communicate(timeout=120)[1] for process in running]
    assert [process.returncode for process in running] == [0, 0], errors
    assert (verify(file).entries, verify(file).damage) == (200, None)
    with Log(file, writing=False) as log:
        by = [(entry.actor, entry.subject) for entry in log.entries()]
    for name in ("ann", "ben"):
        assert [subject for actor, subject in by if actor == name] == [str(n) for n in range(100)]


def test_threads_with_logs_of_their_own_leave_one_chain(file: Path, refusal: FilmRecord) -> None:
    defects: list[BaseException] = []

    def write(name: str) -> None:
        try:
            with Log(file, writing=True) as log:
                for n in range(20):
                    log.append(EntryKind.REFUSED, actor=name, subject=str(n), record=refusal)
        except BaseException as defect:
            defects.append(defect)

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert defects == []
    assert (verify(file).entries, verify(file).damage) == (80, None)


def test_a_full_disk_is_told_and_nothing_is_half_written(log: Log) -> None:
    record, blobs = screened_record(1)
    log.append(EntryKind.SCREENED, actor="a", subject="s", record=record, blobs=blobs)
    with log._engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")  # No page more than there is.
    large = b"x" * 200_000
    assert record.blobs
    larger = replace(record, blobs=replace(record.blobs, lungs=replace(record.blobs.lungs, sha256=sha256(large).hexdigest())))
    with pytest.raises(LogUnavailable, match=r"disk is full.*Nothing was written"):
        log.append(EntryKind.SCREENED, actor="a", subject="s", record=larger, blobs={sha256(large).hexdigest(): large})
    found = verify(log.path, deep=True)
    assert (found.entries, found.damage) == (1, None)
    with Log(log.path, writing=False) as reader:
        assert reader.blob(sha256(large).hexdigest()) is None


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are POSIX")
def test_a_write_that_the_system_refuses_is_told_and_nothing_is_half_written(file: Path) -> None:
    """A limit on the size of files stands for a quota or a failing disk."""
    script = _APPENDER.replace("with Log", "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))\nwith Log")
    ended = subprocess.run([sys.executable, "-c", script, str(file), "ann", "1000"], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "audit.log.errors.LogUnavailable" in ended.stderr
    found = verify(file)
    assert found.damage is None
    assert 0 < found.entries < 1000
    with Log(file, writing=True) as log:
        assert log.count() == found.entries


def test_a_reader_left_in_the_middle_does_not_keep_the_writer_waiting(log: Log, refusal: FilmRecord) -> None:
    for n in range(3):
        log.append(EntryKind.REFUSED, actor="a", subject=str(n), record=refusal)
    with Log(log.path, writing=False) as reader:
        stream = reader.entries()
        next(stream)
        assert log.append(EntryKind.REFUSED, actor="a", subject="s", record=refusal).seq == 4
        stream.close()
