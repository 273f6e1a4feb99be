"""The pool: every request is answered exactly once, whatever becomes of the workers."""

from __future__ import annotations

import multiprocessing
import os
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
from app.workers.messages import Cancelled, Failed, Refused, Result, Task
from app.workers.pool import Pool
from app.workers.process import WorkerProcess
from app.workers.tasks.load_method import LoadMethod
from app.workers.tasks.read import ReadFilm
from app.workers.tasks.screen import ScreenFilms
from audit.records.method import MethodRecord
from models.values.parameters import CHEAPEST
from models.values.radiograph import Radiograph
from models.values.refusal import RefusalCode
from models.values.screening import Screening
from tests.app.workers.asking import SOON, asked, begun, kill, wait_for


def _gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.parametrize("kind", [Task.READ, Task.SCREEN])
def test_a_request_is_answered_by_a_process_of_its_own(odd_pool: Pool, kind: Task) -> None:
    assert asked(odd_pool, kind, "echo", "here") == "here"
    assert asked(odd_pool, kind, "pid") != os.getpid()


def test_readers_and_engine_are_different_processes(odd_pool: Pool) -> None:
    read, screened = asked(odd_pool, Task.READ, "pid"), asked(odd_pool, Task.SCREEN, "pid")
    assert read != screened
    assert sorted(odd_pool.processes()) == sorted([read, screened])


def test_processes_start_when_they_are_needed_or_told_to(odd_pool: Pool) -> None:
    assert odd_pool.processes() == []
    odd_pool.warm_up()
    wait_for(lambda: len(odd_pool.processes()) == 2)


def test_readers_start_alone_where_they_alone_are_told_to(odd: Callable[..., Pool]) -> None:
    pool = odd(readers=2)
    pool.start_readers()
    wait_for(lambda: len(pool.processes()) == 2)
    readers = set(pool.processes())
    assert asked(pool, Task.SCREEN, "pid") not in readers
    assert readers < set(pool.processes())


def test_behind_the_window_no_engine_starts_before_a_persons_first_film_is_read(odd: Callable[..., Pool], tmp_path: Path) -> None:
    pool, film_there = odd(behind=True), tmp_path / "there"
    first, screening = pool.submit(Task.READ, ("wait", str(film_there)), urgent=True), pool.submit(Task.SCREEN, ("echo", "screened"))
    begun(first)
    assert len(pool.processes()) == 1
    film_there.touch()
    ending = screening.result(SOON)
    assert isinstance(ending, Result)
    assert (ending.payload, first.ending.done()) == ("screened", True)


def test_behind_the_window_no_reader_that_waits_for_a_batch_keeps_the_engine_back(odd: Callable[..., Pool], tmp_path: Path) -> None:
    pool = odd(behind=True)
    batch = pool.submit(Task.READ, ("wait", str(tmp_path / "never")))
    assert asked(pool, Task.SCREEN, "echo", "screened") == "screened"
    assert not batch.ending.done()


def test_several_readers_work_at_once(odd: Callable[..., Pool], tmp_path: Path) -> None:
    pool = odd(readers=2)
    first = pool.submit(Task.READ, ("wait", str(tmp_path / "gate")))
    begun(first)
    assert asked(pool, Task.READ, "echo", 1) == 1
    assert not first.ending.done()
    (tmp_path / "gate").touch()
    assert isinstance(first.result(SOON), Result)


def test_arrays_go_there_and_back_and_leave_no_shared_memory(odd_pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    names: list[str] = []

    class Noted(SharedMemory):
        def __init__(self, *arguments: Any, **named: Any) -> None:
            super().__init__(*arguments, **named)
            names.append(self.name)

    monkeypatch.setattr(parcel, "SharedMemory", Noted)
    np.testing.assert_array_equal(asked(odd_pool, Task.SCREEN, "twice", np.arange(50_000)), np.arange(50_000) * 2)
    odd_pool.close()
    assert len(set(names)) == 2
    for name in names:
        with pytest.raises(FileNotFoundError):
            SharedMemory(name=name)


def test_the_person_s_request_goes_before_the_batch_s(odd_pool: Pool, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    running = odd_pool.submit(Task.SCREEN, ("wait", str(gate)))
    begun(running)
    batch = [odd_pool.submit(Task.SCREEN, ("number",)) for _ in range(2)]
    urgent = [odd_pool.submit(Task.SCREEN, ("number",), urgent=True) for _ in range(2)]
    gate.touch()
    endings = [job.result(SOON) for job in (running, *urgent, *batch)]
    assert [ending.payload for ending in endings if isinstance(ending, Result)] == [1, 2, 3, 4, 5]


def test_a_request_that_waits_is_cancelled_at_once(odd_pool: Pool, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    running = odd_pool.submit(Task.SCREEN, ("wait", str(gate)))
    waiting = odd_pool.submit(Task.SCREEN, ("echo", 1))
    odd_pool.cancel(waiting)
    assert waiting.result(0) == Cancelled(waiting.request.id)
    assert not running.ending.done()
    gate.touch()
    assert isinstance(running.result(SOON), Result)


def test_a_request_that_runs_is_cancelled_between_two_steps_and_the_worker_goes_on(odd_pool: Pool, tmp_path: Path) -> None:
    before = asked(odd_pool, Task.SCREEN, "pid")
    running = odd_pool.submit(Task.SCREEN, ("wait", str(tmp_path / "never")))
    begun(running)
    odd_pool.cancel(running)
    assert running.result(SOON) == Cancelled(running.request.id)
    assert asked(odd_pool, Task.SCREEN, "pid") == before


def test_cancelling_what_has_ended_changes_nothing(odd_pool: Pool) -> None:
    job = odd_pool.submit(Task.SCREEN, ("echo", 1))
    ending = job.result(SOON)
    odd_pool.cancel(job)
    assert job.result() == ending
    assert asked(odd_pool, Task.SCREEN, "echo", 2) == 2


@pytest.mark.parametrize(
    ("payload", "ending"),
    [
        (("refuse",), Refused(1, RefusalCode.BLANK, "It is empty.", "a" * 64)),
        (("expected",), Refused(1, "no_device", "There is none.")),
        (("memory",), Failed(1, "There was not enough memory for this film.")),
    ],
)
def test_reasons_cross_from_the_worker(odd_pool: Pool, payload: tuple[str], ending: Any) -> None:
    found = odd_pool.submit(Task.READ, payload).result(SOON)
    assert isinstance(found, Refused | Failed)
    assert 0 < found.seconds < SOON
    assert replace(found, seconds=0.0) == ending


def test_seconds_are_the_worker_s_own_and_not_the_time_in_the_queue(odd_pool: Pool, tmp_path: Path) -> None:
    """A file that waits behind another one is not slow."""
    gate = tmp_path / "gate"
    running = odd_pool.submit(Task.READ, ("wait", str(gate)))
    begun(running)
    waiting = [odd_pool.submit(Task.READ, payload) for payload in (("echo", 1), ("refuse",), ("memory",))]
    time.sleep(0.5)
    gate.touch()
    slow, *quick = (job.result(SOON) for job in (running, *waiting))
    assert isinstance(slow, Result)
    assert slow.seconds >= 0.5
    for ending in quick:
        assert isinstance(ending, Result | Refused | Failed)
        assert 0 < ending.seconds < 0.25


def test_a_defect_costs_one_request_and_not_the_worker(odd_pool: Pool) -> None:
    before = asked(odd_pool, Task.READ, "pid")
    ending = odd_pool.submit(Task.READ, ("defect", "Zwetschgenbaum")).result(SOON)
    assert isinstance(ending, Failed)
    assert ending.traceback is not None
    assert "Zwetschgenbaum" not in ending.traceback + ending.sentence
    assert asked(odd_pool, Task.READ, "pid") == before


@pytest.mark.parametrize("verb", ["send", "kill"])
def test_nobody_waits_while_a_worker_is_sent_to_or_buried(odd_pool: Pool, monkeypatch: pytest.MonkeyPatch, verb: str) -> None:
    """The window's thread asks and cancels; it must not stand still for a slow pipe or a slow death."""
    reached, gate, do = threading.Event(), threading.Event(), getattr(WorkerProcess, verb)

    def slowly(process: WorkerProcess, *arguments: Any) -> None:
        reached.set()
        assert gate.wait(SOON)
        do(process, *arguments)

    monkeypatch.setattr(WorkerProcess, verb, slowly)
    first = odd_pool.submit(Task.READ, ("echo", 1) if verb == "send" else ("die", os.devnull, 9))
    assert reached.wait(SOON)
    waiting = odd_pool.submit(Task.SCREEN, ("echo", 2))
    odd_pool.cancel(waiting)
    odd_pool.processes()
    odd_pool.warm_up()
    assert waiting.result(0) == Cancelled(waiting.request.id)
    assert not first.ending.done()
    gate.set()
    first.result(SOON)


def test_a_batch_that_crashes_the_engine_twice_fails_with_a_reason(odd_pool: Pool, tmp_path: Path) -> None:
    ending = odd_pool.submit(Task.SCREEN, ("die", str(tmp_path / "deaths"), 9)).result(SOON)
    assert isinstance(ending, Failed)
    assert "ended unexpectedly" in ending.sentence
    assert asked(odd_pool, Task.SCREEN, "echo", 1) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
def test_a_cancelled_request_whose_worker_dies_is_not_begun_again(odd_pool: Pool) -> None:
    running = odd_pool.submit(Task.SCREEN, ("stuck",))
    begun(running)
    odd_pool.cancel(running)
    kill(odd_pool.processes()[0])
    assert running.result(SOON) == Cancelled(running.request.id)
    assert running.attempts == 1


def test_closing_ends_all_processes_and_cancels_what_waits_and_runs(odd_pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.workers.pool._GRACE_SECONDS", 0.1)
    asked(odd_pool, Task.READ, "pid")
    stuck = odd_pool.submit(Task.SCREEN, ("stuck",))
    waiting = [odd_pool.submit(Task.SCREEN, ("echo", n)) for n in range(3)]
    begun(stuck)
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
        found = threads.map(lambda n: asked(odd_pool, Task.READ if n % 2 else Task.SCREEN, "echo", n), range(60))
    assert list(found) == list(range(60))


def test_the_real_reader_and_engine_answer_like_the_inline_ones(pool: Pool, workers: InlineWorkers, phantom_folder: Path) -> None:
    ask = ReadFilm(phantom_folder / "plain.dcm")
    film, same = pool.submit(Task.READ, ask).result(SOON), workers.submit(Task.READ, ask).result()
    assert isinstance(film, Result)
    assert isinstance(same, Result)
    assert film.payload.header == same.payload.header
    np.testing.assert_array_equal(film.payload.pixels, same.payload.pixels)
    load = LoadMethod("embedded")
    method, same = pool.submit(Task.LOAD_METHOD, load).result(SOON), workers.submit(Task.LOAD_METHOD, load).result()
    assert isinstance(method, Result)
    assert isinstance(same, Result)
    assert method.payload == same.payload


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
def test_a_real_engine_that_took_over_from_a_killed_one_screens_by_the_fingerprint(
    pool: Pool, films: list[Radiograph], screenings: tuple[Screening, ...], method: MethodRecord
) -> None:
    """It loads anew what the killed one had loaded."""
    load = LoadMethod("embedded", CHEAPEST)
    assert isinstance(pool.submit(Task.LOAD_METHOD, load).result(SOON), Result)
    kill(pool.processes()[-1])
    assert method.fingerprint is not None
    ending = pool.submit(Task.SCREEN, ScreenFilms((films[1],), method.fingerprint, load)).result(SOON)
    assert isinstance(ending, Result), ending
    ((before, after),) = zip(screenings[1:], ending.payload, strict=True)
    assert [one.logit for one in after.findings] == pytest.approx([one.logit for one in before.findings], abs=1e-4)


def test_the_pool_itself_imports_neither_torch_nor_decoders() -> None:
    script = "import sys, app.workers.pool; print(sorted({name.split('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert "'numpy'" in loaded
    for name in ("torch", "pydicom", "PIL", "PySide6"):
        assert f"'{name}'" not in loaded
