"""Workers give way to the window: fewer cores while it is used, all of them after, and what they compute stays the same."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.workers import courtesy
from app.workers.courtesy import leave_cores
from app.workers.messages import Result, Task
from app.workers.pool import Pool

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps a process of another off a core")
_CORES = sorted(os.sched_getaffinity(0)) if sys.platform == "linux" else []


def _cores(pid: int) -> list[set[int]]:
    return [os.sched_getaffinity(int(thread.name)) for thread in Path(f"/proc/{pid}/task").iterdir()]


@pytest.mark.skipif(len(_CORES) < 2, reason="one core cannot be shared")
def test_every_thread_of_an_engine_leaves_cores_and_gets_them_back() -> None:
    threads = "import threading, time; [threading.Thread(target=time.sleep, args=(60,), daemon=True).start() for _ in range(3)]"
    child = subprocess.Popen([sys.executable, "-c", f"{threads}; print('ready', flush=True); time.sleep(60)"], stdout=subprocess.PIPE)
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        leave_cores(child.pid, leave=True)
        kept = _cores(child.pid)
        assert len(kept) == 4
        assert all(one == kept[0] and 1 <= len(one) < len(_CORES) for one in kept)
        leave_cores(child.pid, leave=False)
        assert all(one == set(_CORES) for one in _cores(child.pid))
    finally:
        child.kill()
        child.communicate()


@pytest.mark.parametrize(("cores", "kept"), [({0}, [0]), ({0, 1}, [1]), ({0, 1, 2}, [1, 2]), (set(range(8)), [2, 3, 4, 5, 6, 7])])
def test_two_cores_are_left_to_the_window_and_half_of_few(monkeypatch: pytest.MonkeyPatch, cores: set[int], kept: list[int]) -> None:
    given: list[list[int]] = []
    monkeypatch.setattr(courtesy.os, "sched_getaffinity", lambda _: cores)
    monkeypatch.setattr(courtesy.os, "sched_setaffinity", lambda _, some: given.append(list(some)))
    leave_cores(os.getpid(), leave=True)
    assert given
    assert all(some == kept for some in given)


def test_a_process_that_has_ended_is_no_error() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    leave_cores(ended.pid, leave=True)


@pytest.mark.skipif(len(_CORES) < 2, reason="one core cannot be shared")
def test_the_pool_shares_the_engine_s_cores_and_not_the_reader_s(odd_pool: Pool) -> None:
    reader, engine = (odd_pool.submit(kind, ("pid",)).result(60) for kind in (Task.READ, Task.SCREEN))
    assert isinstance(reader, Result)
    assert isinstance(engine, Result)
    odd_pool.window_in_use(True)
    assert _cores(reader.payload) == [set(_CORES)]
    assert all(len(one) < len(_CORES) for one in _cores(engine.payload))
    odd_pool.window_in_use(False)
    assert _cores(engine.payload) == [set(_CORES)]


@pytest.mark.skipif(len(_CORES) < 2, reason="one core cannot be shared")
def test_an_engine_that_starts_while_the_window_is_used_counts_all_cores_first(odd_pool: Pool) -> None:
    odd_pool.window_in_use(True)
    engine = odd_pool.submit(Task.SCREEN, ("pid",)).result(60)
    assert isinstance(engine, Result)
    assert all(len(one) < len(_CORES) for one in _cores(engine.payload))


def test_an_engine_behind_the_window_lets_it_go_first() -> None:
    before = os.getpriority(os.PRIO_PROCESS, 0)
    script = "import os; from app.workers.courtesy import stand_back; stand_back(); print(os.getpriority(os.PRIO_PROCESS, 0))"
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert int(said.stdout) == min(19, before + 10)
