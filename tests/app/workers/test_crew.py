"""How many workers of each kind, on which devices, and in what environment they start."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from app.workers import crew, devices
from app.workers.crew import Crew
from app.workers.devices import confine, cuda_devices
from app.workers.environment import engine_environment, inherited
from app.workers.messages import Progressed, Result, Task
from app.workers.pool import Pool


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., None]:
    """A machine of so many cores and CUDA devices."""

    def made(*, cores: int, cuda: int = 0, visible: str | None = None) -> None:
        monkeypatch.setattr(crew, "_cores", lambda: cores)
        monkeypatch.setattr(devices, "_DRIVER", tmp_path)
        for number in range(cuda):
            (tmp_path / f"0000:0{number}:00.0").mkdir()
        monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
        if visible is not None:
            monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)

    return made


@pytest.mark.parametrize(("cores", "found"), [(1, Crew(("cpu",), 1, 1)), (2, Crew(("cpu",) * 2, 1, 1)), (16, Crew(("cpu",) * 4, 4, 8))])
def test_the_cores_are_shared_by_a_few_engines_and_no_thread_is_left_over(machine: Callable[..., None], cores: int, found: Crew) -> None:
    machine(cores=cores, cuda=2)
    assert Crew.of("cpu") == found


@pytest.mark.parametrize("device", ["auto", "cuda"])
def test_each_cuda_device_has_an_engine(machine: Callable[..., None], device: str) -> None:
    machine(cores=8, cuda=2)
    assert Crew.of(device, readers=3) == Crew(("cuda:0", "cuda:1"), None, 3)
    machine(cores=8, visible="1")
    assert Crew.of(device) == Crew((device,), None, 4)


@pytest.mark.parametrize(("visible", "names"), [("", []), ("-1", []), ("3, GPU-a", ["cuda:3", "cuda:GPU-a"])])
def test_devices_that_are_hidden_from_this_process_are_none(machine: Callable[..., None], visible: str, names: list[str]) -> None:
    machine(cores=2, cuda=4, visible=visible)
    assert cuda_devices() == names


def test_an_engine_sees_its_own_device_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0,1")
    assert (confine("cuda:1"), os.environ["CUDA_VISIBLE_DEVICES"]) == ("cuda", "1")
    assert (confine("cpu"), os.environ["CUDA_VISIBLE_DEVICES"]) == ("cpu", "1")


def test_what_the_person_has_set_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    with inherited(engine_environment(2)):
        assert (os.environ["OMP_NUM_THREADS"], os.environ["OPENBLAS_NUM_THREADS"]) == ("7", "1")
    assert (os.environ["OMP_NUM_THREADS"], "OPENBLAS_NUM_THREADS" in os.environ) == ("7", False)


def test_two_engines_work_at_once_and_share_one_queue(odd_pool: Pool, tmp_path: Path) -> None:
    with Pool(device=("cpu", "cpu")) as pool:
        first = pool.submit(Task.SCREEN, ("wait", str(tmp_path / "gate")))
        assert isinstance(next(first.answers()), Progressed)
        for number in range(3):
            ending = pool.submit(Task.SCREEN, ("echo", number)).result(60)
            assert isinstance(ending, Result)
            assert ending.payload == number
        assert len(pool.processes()) == 2
        assert not first.ending.done()
        (tmp_path / "gate").touch()
        assert isinstance(first.result(60), Result)
