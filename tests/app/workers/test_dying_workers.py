"""Workers that crash, hang, are killed or cannot start, and what becomes of their requests."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.workers.messages import Failed, Refused, Result, Task
from app.workers.pool import Pool
from app.workers.reader import MOST_MEMORY
from models.values.refusal import RefusalCode
from tests.app.workers.asking import SOON, asked, begun, kill, wait_for


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
@pytest.mark.parametrize("kind", [Task.READ, Task.SCREEN])
def test_a_worker_killed_while_idle_is_replaced(odd_pool: Pool, kind: Task) -> None:
    before = asked(odd_pool, kind, "pid")
    kill(before)
    after = asked(odd_pool, kind, "pid")
    assert after != before
    assert odd_pool.processes() == [after]


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
def test_a_worker_that_was_wanted_while_it_ran_is_not_started_again_when_it_dies(odd_pool: Pool) -> None:
    reader = asked(odd_pool, Task.READ, "pid")
    odd_pool.start_readers()
    kill(reader)
    wait_for(lambda: not odd_pool.processes())
    engine = asked(odd_pool, Task.SCREEN, "pid")
    assert odd_pool.processes() == [engine]


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
@pytest.mark.parametrize("kind", [Task.READ, Task.SCREEN])
def test_a_request_whose_worker_is_killed_is_answered_all_the_same(odd_pool: Pool, tmp_path: Path, kind: Task) -> None:
    gate = tmp_path / "gate"
    running = odd_pool.submit(kind, ("wait", str(gate)))
    following = odd_pool.submit(kind, ("pid",))
    begun(running)
    (before,) = odd_pool.processes()
    kill(before)
    gate.touch()
    assert isinstance(running.result(SOON), Result)
    assert running.attempts == 2
    ending = following.result(SOON)
    assert isinstance(ending, Result)
    assert ending.payload != before
    assert odd_pool.processes() == [ending.payload]


def test_a_file_that_crashes_the_reader_once_is_read(odd_pool: Pool, tmp_path: Path) -> None:
    assert asked(odd_pool, Task.READ, "die", str(tmp_path / "deaths"), 1) == 1


def test_a_file_that_crashes_the_reader_twice_is_refused_and_the_next_is_read(odd_pool: Pool, tmp_path: Path) -> None:
    ending = odd_pool.submit(Task.READ, ("die", str(tmp_path / "deaths"), 9)).result(SOON)
    assert isinstance(ending, Refused)
    assert ending.code == RefusalCode.CRASHED_READER
    assert "decoder" in ending.sentence
    assert 0 < ending.seconds < SOON
    assert (tmp_path / "deaths").read_text() == "xx"
    assert asked(odd_pool, Task.READ, "echo", 1) == 1


def test_a_reader_that_cannot_start_is_not_the_film_s_fault(odd: Callable[..., Pool], monkeypatch: pytest.MonkeyPatch) -> None:
    """An incomplete installation fails a film, which is tried again next time; it never refuses one."""
    pool = odd()
    monkeypatch.setattr("app.workers.pool.make_reader", sys.modules["odd_worker"].cannot_start)
    broken = Pool(device="cpu")
    try:
        ending = broken.submit(Task.READ, ("echo", 1)).result(SOON)
    finally:
        broken.close()
    assert isinstance(ending, Failed)
    assert "cannot start" in ending.sentence
    assert asked(pool, Task.READ, "echo", 2) == 2


def test_a_file_that_hangs_the_reader_is_refused_in_time_and_the_next_is_read(odd: Callable[..., Pool]) -> None:
    pool = odd(patience=0.3)
    hanging, following = pool.submit(Task.READ, ("stuck",)), pool.submit(Task.READ, ("echo", 1))
    ending = hanging.result(SOON)
    assert isinstance(ending, Refused)
    assert ending.code == RefusalCode.TOO_SLOW
    assert "longer than 0.3 seconds" in ending.sentence
    assert 0.3 <= ending.seconds < SOON
    assert hanging.attempts == 1
    assert isinstance(following.result(SOON), Result)


def test_the_engine_may_take_its_time(odd: Callable[..., Pool], tmp_path: Path) -> None:
    pool, gate = odd(patience=0.05), tmp_path / "gate"
    running = pool.submit(Task.SCREEN, ("wait", str(gate)))
    begun(running)
    time.sleep(0.2)
    assert not running.ending.done()
    gate.touch()
    assert isinstance(running.result(SOON), Result)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds a process's memory")
def test_a_reader_that_needs_too_much_memory_fails_that_film_and_goes_on(odd_pool: Pool) -> None:
    before = asked(odd_pool, Task.READ, "pid")
    failed = odd_pool.submit(Task.READ, ("hog", MOST_MEMORY)).result(SOON)
    assert isinstance(failed, Failed)
    assert replace(failed, seconds=0.0) == Failed(2, "There was not enough memory for this film.")
    assert asked(odd_pool, Task.READ, "pid") == before
    assert asked(odd_pool, Task.READ, "hog", MOST_MEMORY // 2) == MOST_MEMORY // 2


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
@pytest.mark.parametrize("kind", [Task.READ, Task.SCREEN])
def test_a_worker_that_crashes_leaves_no_copy_of_its_memory(odd_pool: Pool, kind: Task) -> None:
    """It would hold a header."""
    assert asked(odd_pool, kind, "core") == (0, 0)


def test_what_a_decoder_prints_is_not_among_the_results(odd_pool: Pool, capfd: pytest.CaptureFixture[str]) -> None:
    asked(odd_pool, Task.READ, "talk")
    assert "SOMETHING" not in "".join(capfd.readouterr())


@pytest.mark.parametrize("kind", [Task.READ, Task.SCREEN])
def test_a_worker_does_not_end_by_ctrl_c(odd_pool: Pool, kind: Task) -> None:
    """The terminal sends it to all processes; the main one closes the others."""
    before = asked(odd_pool, kind, "pid")
    assert asked(odd_pool, kind, "interrupt") == before
    assert asked(odd_pool, kind, "pid") == before


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_worker_is_deaf_to_ctrl_c_from_its_first_instruction_on(odd_pool: Pool) -> None:
    """Before it runs code of ours too, while Python starts: else it prints a traceback."""
    odd_pool.warm_up()
    wait_for(lambda: len(odd_pool.processes()) == 2)
    for pid in odd_pool.processes():
        status = dict(line.split(":\t", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":\t" in line)
        assert int(status["SigBlk"], 16) & 1 << (signal.SIGINT - 1)


@pytest.mark.parametrize("error", [BlockingIOError(11, "Resource temporarily unavailable"), ModuleNotFoundError("popen_spawn_posix")])
def test_a_process_that_cannot_be_made_fails_the_film_and_not_the_pool(
    odd_pool: Pool, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """The system has no room for it, or a part of Python is missing."""

    def no_room(*_: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr("app.workers.pool.WorkerProcess", no_room)
        ending = odd_pool.submit(Task.READ, ("echo", 1)).result(SOON)
    assert isinstance(ending, Failed)
    assert "cannot start" in ending.sentence
    assert asked(odd_pool, Task.READ, "echo", 2) == 2
