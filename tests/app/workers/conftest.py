"""A pool of small workers that do odd things on demand, in processes of their own; they start fast, since they import little."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.workers.pool import Pool

_ODD = '''
"""A worker that does odd things; its payload says which."""

import itertools
import os
import signal
import time
from pathlib import Path

from app.workers.worker import Expected
from models.values.progress import Progress
from models.values.refusal import NotARadiograph, RefusalCode


def cannot_start(*_):
    os._exit(1)


def make(*_):
    numbers = itertools.count(1)

    def handle(request):
        number = next(numbers)
        what, *rest = request.payload
        yield Progress(0, 1, "begun")
        match what:
            case "echo":
                return rest[0]
            case "twice":
                return rest[0] * 2
            case "pid":
                return os.getpid()
            case "number":
                return number
            case "wait":
                while not Path(rest[0]).exists():
                    time.sleep(0.005)
                    yield Progress(0, 1, "waiting")
                return number
            case "stuck":
                while True:
                    time.sleep(0.005)
            case "die":
                deaths, most = Path(rest[0]), rest[1]
                died = len(deaths.read_text()) if deaths.exists() else 0
                if died < most:
                    deaths.write_text("x" * (died + 1))
                    os._exit(1)
                return died
            case "defect":
                raise ValueError(rest[0])
            case "refuse":
                raise NotARadiograph(RefusalCode.BLANK, "It is empty.", "a" * 64)
            case "expected":
                raise Expected("no_device", "There is none.")
            case "memory":
                raise MemoryError
            case "talk":
                os.write(1, b"SOMETHING")
                os.write(2, b"SOMETHING")
            case "core":
                import resource

                return resource.getrlimit(resource.RLIMIT_CORE)
            case "hog":
                return len(bytearray(rest[0]))
            case "interrupt":
                signal.raise_signal(signal.SIGINT)
                return os.getpid()

    return handle
'''


@pytest.fixture
def odd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Pool]]:
    """Make pools whose reader and engine are odd workers."""
    (tmp_path / "odd_worker.py").write_text(_ODD)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "odd_worker", raising=False)
    module = importlib.import_module("odd_worker")
    monkeypatch.setattr("app.workers.pool.make_reader", module.make)
    monkeypatch.setattr("app.workers.pool.make_engine", module.make)
    made: list[Pool] = []

    def make(*, readers: int = 1, patience: float = 60, behind: bool = False) -> Pool:
        made.append(Pool(device="cpu", readers=readers, patience=patience, behind=behind))
        return made[-1]

    yield make
    for pool in made:
        pool.close()
    sys.modules.pop("odd_worker", None)


@pytest.fixture
def odd_pool(odd: Callable[..., Pool]) -> Pool:
    """One odd reader and one odd engine."""
    return odd()
