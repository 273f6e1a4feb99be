"""The pool: every request is answered exactly once, whatever becomes of the workers."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.shared_memory import SharedMemory
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.workers import parcel
from app.workers.inline import InlineWorkers
from app.workers.job import Job
from app.workers.messages import Cancelled, Failed, Progressed, Refused, Result, Task
from app.workers.pool import Pool
from app.workers.process import WorkerProcess
from app.workers.reader import MOST_MEMORY
from app.workers.tasks.load_method import LoadMethod
from app.workers.tasks.read import ReadFilm
from app.workers.tasks.screen import ScreenFilms
from audit.records.method import MethodRecord
from models.values.parameters import CHEAPEST
from models.values.radiograph import Radiograph
from models.values.refusal import RefusalCode
from models.values.screening import Screening

_SOON = 60


def _asked(pool: Pool, kind: Task, *payload: Any) -> Any:
    """Ask and return the result's value."""
    ending = pool.submit(kind, payload).result(_SOON)
    assert isinstance(ending, Result), ending
    return ending.payload


def _begun(job: Job) -> None:
    """Wait until a worker has begun."""
    assert isinstance(next(job.answers()), Progressed)


def _gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def _wait_for(reached: Callable[[], bool]) -> None:
    """Wait for what another thread or process is about to do."""
    until = time.monotonic() + _SOON
    while not reached():
        assert time.monotonic() < until
        time.sleep(0.005)


def _kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("kind", [Task.READ, Task.SCREEN])
def test_a_request_is_answered_by_a_process_of_its_own(odd_pool: Pool, kind: Task) -> None:
    assert _asked(odd_pool, kind, "echo", "here") == "here"
    assert _asked(odd_pool, kind, "pid") != os.getpid()


def test_readers_and_engine_are_different_processes(odd_pool: Pool) -> None:
    read, screened = _asked(odd_pool, Task.READ, "pid"), _asked(odd_pool, Task.SCREEN, "pid")
    assert read != screened
    assert sorted(odd_pool.processes()) == sorted([read, screened])


def test_processes_start_when_they_are_needed_or_told_to(odd_pool: Pool) -> None:
    assert odd_pool.processes() == []
    odd_pool.warm_up()
    _wait_for(lambda: len(odd_pool.processes()) == 2)


def test_several_readers_work_at_once(odd: Callable[..., Pool], tmp_path: Path) -> None:
    pool = odd(readers=2)
    first = pool.submit(Task.READ, ("wait", str(tmp_path / "gate")))
    _begun(first)
    assert _asked(pool, Task.READ, "echo", 1) == 1
    assert not first.ending.done()
    (tmp_path / "gate").touch()
    assert isinstance(first.result(_SOON), Result)


def test_arrays_go_there_and_back_and_leave_no_shared_memory(odd_pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    names: list[str] = []

    class Noted(SharedMemory):
        def __init__(self, *arguments: Any, **named: Any) -> None:
            super().__init__(*arguments, **named)
            names.append(self.name)

    monkeypatch.setattr(parcel, "SharedMemory", Noted)
    np.testing.assert_array_equal(_asked(odd_pool, Task.SCREEN, "twice", np.arange(50_000)), np.arange(50_000) * 2)
    odd_pool.close()
    assert len(set(names)) == 2
    for name in names:
        with pytest.raises(FileNotFoundError):
            SharedMemory(name=name)


def test_the_person_s_request_goes_before_the_batch_s(odd_pool: Pool, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    running = odd_pool.submit(Task.SCREEN, ("wait", str(gate)))
    _begun(running)
    batch = [odd_pool.submit(Task.SCREEN, ("number",)) for _ in range(2)]
    urgent = [odd_pool.submit(Task.SCREEN, ("number",), urgent=True) for _ in range(2)]
    gate.touch()
    endings = [job.result(_SOON) for job in (running, *urgent, *batch)]
    assert [ending.payload for ending in endings if isinstance(ending, Result)] == [1, 2, 3, 4, 5]


def test_a_request_that_waits_is_cancelled_at_once(odd_pool: Pool, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    running = odd_pool.submit(Task.SCREEN, ("wait", str(gate)))
    waiting = odd_pool.submit(Task.SCREEN, ("echo", 1))
    odd_pool.cancel(waiting)
    assert waiting.result(0) == Cancelled(waiting.request.id)
    assert not running.ending.done()
    gate.touch()
    assert isinstance(running.result(_SOON), Result)


def test_a_request_that_runs_is_cancelled_between_two_steps_and_the_worker_goes_on(odd_pool: Pool, tmp_path: Path) -> None:
    before = _asked(odd_pool, Task.SCREEN, "pid")
    running = odd_pool.submit(Task.SCREEN, ("wait", str(tmp_path / "never")))
    _begun(running)
    odd_pool.cancel(running)
    assert running.result(_SOON) == Cancelled(running.request.id)
    assert _asked(odd_pool, Task.SCREEN, "pid") == before


def test_cancelling_what_has_ended_changes_nothing(odd_pool: Pool) -> None:
    job = odd_pool.submit(Task.SCREEN, ("echo", 1))
    ending = job.result(_SOON)
    odd_pool.cancel(job)
    assert job.result() == ending
    assert _asked(odd_pool, Task.SCREEN, "echo", 2) == 2


@pytest.mark.parametrize(
    ("payload", "ending"),
    [
        (("refuse",), Refused(1, RefusalCode.BLANK, "It is empty.", "a" * 64)),
        (("expected",), Refused(1, "no_device", "There is none.")),
        (("memory",), Failed(1, "There was not enough memory for this film.")),
    ],
)
def test_reasons_cross_from_the_worker(odd_pool: Pool, payload: tuple[str], ending: Any) -> None:
    found = odd_pool.submit(Task.READ, payload).result(_SOON)
    assert isinstance(found, Refused | Failed)
    assert 0 < found.seconds < _SOON
    assert replace(found, seconds=0.0) == ending


def test_seconds_are_the_worker_s_own_and_not_the_time_in_the_queue(odd_pool: Pool, tmp_path: Path) -> None:
    """A file that waits behind another one is not slow."""
    gate = tmp_path / "gate"
    running = odd_pool.submit(Task.READ, ("wait", str(gate)))
    _begun(running)
    waiting = [odd_pool.submit(Task.READ, payload) for payload in (("echo", 1), ("refuse",), ("memory",))]
    time.sleep(0.5)
    gate.touch()
    slow, *quick = (job.result(_SOON) for job in (running, *waiting))
    assert isinstance(slow, Result)
    assert slow.seconds >= 0.5
    for ending in quick:
        assert isinstance(ending, Result | Refused | Failed)
        assert 0 < ending.seconds < 0.25


def test_a_defect_costs_one_request_and_not_the_worker(odd_pool: Pool) -> None:
    before = _asked(odd_pool, Task.READ, "pid")
    ending = odd_pool.submit(Task.READ, ("defect", "Zwetschgenbaum")).result(_SOON)
    assert isinstance(ending, Failed)
    assert ending.traceback is not None
    assert "Zwetschgenbaum" not in ending.traceback + ending.sentence
    assert _asked(odd_pool, Task.READ, "pid") == before


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
@pytest.mark.parametrize("kind", [Task.READ, Task.SCREEN])
def test_a_worker_killed_while_idle_is_replaced(odd_pool: Pool, kind: Task) -> None:
    before = _asked(odd_pool, kind, "pid")
    _kill(before)
    after = _asked(odd_pool, kind, "pid")
    assert after != before
    assert odd_pool.processes() == [after]


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
@pytest.mark.parametrize("kind", [Task.READ, Task.SCREEN])
def test_a_request_whose_worker_is_killed_is_answered_all_the_same(odd_pool: Pool, tmp_path: Path, kind: Task) -> None:
    gate = tmp_path / "gate"
    running = odd_pool.submit(kind, ("wait", str(gate)))
    following = odd_pool.submit(kind, ("pid",))
    _begun(running)
    (before,) = odd_pool.processes()
    _kill(before)
    gate.touch()
    assert isinstance(running.result(_SOON), Result)
    assert running.attempts == 2
    ending = following.result(_SOON)
    assert isinstance(ending, Result)
    assert ending.payload != before
    assert odd_pool.processes() == [ending.payload]


def test_a_file_that_crashes_the_reader_once_is_read(odd_pool: Pool, tmp_path: Path) -> None:
    assert _asked(odd_pool, Task.READ, "die", str(tmp_path / "deaths"), 1) == 1


def test_a_file_that_crashes_the_reader_twice_is_refused_and_the_next_is_read(odd_pool: Pool, tmp_path: Path) -> None:
    ending = odd_pool.submit(Task.READ, ("die", str(tmp_path / "deaths"), 9)).result(_SOON)
    assert isinstance(ending, Refused)
    assert ending.code == RefusalCode.CRASHED_READER
    assert "decoder" in ending.sentence
    assert 0 < ending.seconds < _SOON
    assert (tmp_path / "deaths").read_text() == "xx"
    assert _asked(odd_pool, Task.READ, "echo", 1) == 1


def test_a_reader_that_cannot_start_is_not_the_film_s_fault(odd: Callable[..., Pool], monkeypatch: pytest.MonkeyPatch) -> None:
    """An incomplete installation fails a film, which is tried again next time; it never refuses one."""
    pool = odd()
    monkeypatch.setattr("app.workers.pool.make_reader", sys.modules["odd_worker"].cannot_start)
    broken = Pool(device="cpu")
    try:
        ending = broken.submit(Task.READ, ("echo", 1)).result(_SOON)
    finally:
        broken.close()
    assert isinstance(ending, Failed)
    assert "cannot start" in ending.sentence
    assert _asked(pool, Task.READ, "echo", 2) == 2


def test_a_file_that_hangs_the_reader_is_refused_in_time_and_the_next_is_read(odd: Callable[..., Pool]) -> None:
    pool = odd(patience=0.3)
    hanging, following = pool.submit(Task.READ, ("stuck",)), pool.submit(Task.READ, ("echo", 1))
    ending = hanging.result(_SOON)
    assert isinstance(ending, Refused)
    assert ending.code == RefusalCode.TOO_SLOW
    assert "longer than 0.3 seconds" in ending.sentence
    assert 0.3 <= ending.seconds < _SOON
    assert hanging.attempts == 1
    assert isinstance(following.result(_SOON), Result)


def test_the_engine_may_take_its_time(odd: Callable[..., Pool], tmp_path: Path) -> None:
    pool, gate = odd(patience=0.05), tmp_path / "gate"
    running = pool.submit(Task.SCREEN, ("wait", str(gate)))
    _begun(running)
    time.sleep(0.2)
    assert not running.ending.done()
    gate.touch()
    assert isinstance(running.result(_SOON), Result)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds a process's memory")
def test_a_reader_that_needs_too_much_memory_fails_that_film_and_goes_on(odd_pool: Pool) -> None:
    before = _asked(odd_pool, Task.READ, "pid")
    failed = odd_pool.submit(Task.READ, ("hog", MOST_MEMORY)).result(_SOON)
    assert isinstance(failed, Failed)
    assert replace(failed, seconds=0.0) == Failed(2, "There was not enough memory for this film.")
    assert _asked(odd_pool, Task.READ, "pid") == before
    assert _asked(odd_pool, Task.READ, "hog", MOST_MEMORY // 2) == MOST_MEMORY // 2


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
@pytest.mark.parametrize("kind", [Task.READ, Task.SCREEN])
def test_a_worker_that_crashes_leaves_no_copy_of_its_memory(odd_pool: Pool, kind: Task) -> None:
    """It would hold a header."""
    assert _asked(odd_pool, kind, "core") == (0, 0)


def test_what_a_decoder_prints_is_not_among_the_results(odd_pool: Pool, capfd: pytest.CaptureFixture[str]) -> None:
    _asked(odd_pool, Task.READ, "talk")
    assert "SOMETHING" not in "".join(capfd.readouterr())


@pytest.mark.parametrize("kind", [Task.READ, Task.SCREEN])
def test_a_worker_does_not_end_by_ctrl_c(odd_pool: Pool, kind: Task) -> None:
    """The terminal sends it to all processes; the main one closes the others."""
    before = _asked(odd_pool, kind, "pid")
    assert _asked(odd_pool, kind, "interrupt") == before
    assert _asked(odd_pool, kind, "pid") == before


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_worker_is_deaf_to_ctrl_c_from_its_first_instruction_on(odd_pool: Pool) -> None:
    """Before it runs code of ours too, while Python starts: else it prints a traceback."""
    odd_pool.warm_up()
    _wait_for(lambda: len(odd_pool.processes()) == 2)
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
        ending = odd_pool.submit(Task.READ, ("echo", 1)).result(_SOON)
    assert isinstance(ending, Failed)
    assert "cannot start" in ending.sentence
    assert _asked(odd_pool, Task.READ, "echo", 2) == 2


@pytest.mark.parametrize("verb", ["send", "kill"])
def test_nobody_waits_while_a_worker_is_sent_to_or_buried(odd_pool: Pool, monkeypatch: pytest.MonkeyPatch, verb: str) -> None:
    """The window's thread asks and cancels; it must not stand still for a slow pipe or a slow death."""
    reached, gate, do = threading.Event(), threading.Event(), getattr(WorkerProcess, verb)

    def slowly(process: WorkerProcess, *arguments: Any) -> None:
        reached.set()
        assert gate.wait(_SOON)
        do(process, *arguments)

    monkeypatch.setattr(WorkerProcess, verb, slowly)
    first = odd_pool.submit(Task.READ, ("echo", 1) if verb == "send" else ("die", os.devnull, 9))
    assert reached.wait(_SOON)
    waiting = odd_pool.submit(Task.SCREEN, ("echo", 2))
    odd_pool.cancel(waiting)
    odd_pool.processes()
    odd_pool.warm_up()
    assert waiting.result(0) == Cancelled(waiting.request.id)
    assert not first.ending.done()
    gate.set()
    first.result(_SOON)


def test_a_batch_that_crashes_the_engine_twice_fails_with_a_reason(odd_pool: Pool, tmp_path: Path) -> None:
    ending = odd_pool.submit(Task.SCREEN, ("die", str(tmp_path / "deaths"), 9)).result(_SOON)
    assert isinstance(ending, Failed)
    assert "ended unexpectedly" in ending.sentence
    assert _asked(odd_pool, Task.SCREEN, "echo", 1) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
def test_a_cancelled_request_whose_worker_dies_is_not_begun_again(odd_pool: Pool) -> None:
    running = odd_pool.submit(Task.SCREEN, ("stuck",))
    _begun(running)
    odd_pool.cancel(running)
    _kill(odd_pool.processes()[0])
    assert running.result(_SOON) == Cancelled(running.request.id)
    assert running.attempts == 1


def test_closing_ends_all_processes_and_cancels_what_waits_and_runs(odd_pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.workers.pool._GRACE_SECONDS", 0.1)
    _asked(odd_pool, Task.READ, "pid")
    stuck = odd_pool.submit(Task.SCREEN, ("stuck",))
    waiting = [odd_pool.submit(Task.SCREEN, ("echo", n)) for n in range(3)]
    _begun(stuck)
    pids = odd_pool.processes()
    odd_pool.close()
    assert [job.result(0) for job in (stuck, *waiting)] == [Cancelled(job.request.id) for job in (stuck, *waiting)]
    assert len(pids) == 2
    assert all(map(_gone, pids))
    assert not {process.pid for process in multiprocessing.active_children()} & set(pids)


def test_a_closed_pool_cancels_what_it_is_asked_and_may_be_closed_again(odd_pool: Pool) -> None:
    odd_pool.close()
    odd_pool.close()
    job = odd_pool.submit(Task.READ, ("echo", 1))
    assert job.result(0) == Cancelled(job.request.id)


def test_many_threads_may_ask_at_once(odd_pool: Pool) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(8) as threads:
        found = threads.map(lambda n: _asked(odd_pool, Task.READ if n % 2 else Task.SCREEN, "echo", n), range(60))
    assert list(found) == list(range(60))


def test_the_real_reader_and_engine_answer_like_the_inline_ones(pool: Pool, workers: InlineWorkers, phantom_folder: Path) -> None:
    ask = ReadFilm(phantom_folder / "plain.dcm")
    film, same = pool.submit(Task.READ, ask).result(_SOON), workers.submit(Task.READ, ask).result()
    assert isinstance(film, Result)
    assert isinstance(same, Result)
    assert film.payload.header == same.payload.header
    np.testing.assert_array_equal(film.payload.pixels, same.payload.pixels)
    load = LoadMethod("embedded")
    method, same = pool.submit(Task.LOAD_METHOD, load).result(_SOON), workers.submit(Task.LOAD_METHOD, load).result()
    assert isinstance(method, Result)
    assert isinstance(same, Result)
    assert method.payload == same.payload


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
def test_a_real_engine_that_took_over_from_a_killed_one_screens_by_the_fingerprint(
    pool: Pool, films: list[Radiograph], screenings: tuple[Screening, ...], method: MethodRecord
) -> None:
    """It loads anew what the killed one had loaded."""
    load = LoadMethod("embedded", CHEAPEST)
    assert isinstance(pool.submit(Task.LOAD_METHOD, load).result(_SOON), Result)
    _kill(pool.processes()[-1])
    assert method.fingerprint is not None
    ending = pool.submit(Task.SCREEN, ScreenFilms((films[1],), method.fingerprint, load)).result(_SOON)
    assert isinstance(ending, Result), ending
    ((before, after),) = zip(screenings[1:], ending.payload, strict=True)
    assert [one.logit for one in after.findings] == pytest.approx([one.logit for one in before.findings], abs=1e-4)


def test_the_pool_itself_imports_neither_torch_nor_decoders() -> None:
    script = "import sys, app.workers.pool; print(sorted({name.split('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert "'numpy'" in loaded
    for name in ("torch", "pydicom", "PIL", "PySide6"):
        assert f"'{name}'" not in loaded
