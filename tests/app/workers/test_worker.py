"""How one request ends: exactly one ending, and nothing in it that a header said."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Generator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from app.workers import messages, worker
from app.workers.messages import Cancelled, Failed, Outcome, Progressed, Refused, Request, Result, Task
from app.workers.worker import Expected, answer
from models.values.progress import Progress
from models.values.refusal import NotARadiograph, RefusalCode

_REQUEST = Request(7, Task.READ, None)


def _ending(steps: Callable[[], Generator[Any, None, Any]], *, stop_after: int | None = None) -> tuple[Outcome, list[Progressed]]:
    told: list[Progressed] = []
    stopped = lambda: stop_after is not None and len(told) >= stop_after  # noqa: E731
    return answer(_REQUEST, lambda request: steps(), tell=told.append, stopped=stopped), told


def _without_time(ending: Outcome) -> Outcome:
    """Return an ending as if it had taken no time; that it took some is checked."""
    if isinstance(ending, Cancelled):
        return ending
    assert 0 < ending.seconds < 60
    return replace(ending, seconds=0.0)


def _raising(error: BaseException) -> Callable[[], Generator[Any, None, Any]]:
    def steps() -> Generator[Any, None, Any]:
        yield Progress(0, 1, "begun")
        raise error

    return steps


def _three_steps(reached: list[int]) -> Callable[[], Generator[Any, None, Any]]:
    def steps() -> Generator[Any, None, Any]:
        try:
            for number in range(3):
                reached.append(number)
                yield Progress(number, 3, f"step {number}")
            return "found"
        finally:
            reached.append(-1)

    return steps


def test_what_is_returned_is_the_result_after_all_progress() -> None:
    ending, told = _ending(_three_steps([]))
    assert _without_time(ending) == Result(7, "found")
    assert told == [Progressed(7, Progress(number, 3, f"step {number}")) for number in range(3)]


def test_a_request_is_stopped_between_two_steps_and_cleared_up() -> None:
    reached: list[int] = []
    ending, told = _ending(_three_steps(reached), stop_after=2)
    assert ending == Cancelled(7)
    assert reached == [0, 1, -1]
    assert len(told) == 2


def test_a_file_that_is_no_radiograph_is_refused_with_its_reason_and_hash() -> None:
    ending, _ = _ending(_raising(NotARadiograph(RefusalCode.BLANK, "It is empty.", "a" * 64)))
    assert _without_time(ending) == Refused(7, RefusalCode.BLANK, "It is empty.", "a" * 64)


def test_an_expected_reason_is_refused_with_its_sentence() -> None:
    assert _without_time(_ending(_raising(Expected("no_device", "There is none.")))[0]) == Refused(7, "no_device", "There is none.")


def test_a_lack_of_memory_is_told_as_such() -> None:
    assert _without_time(_ending(_raising(MemoryError()))[0]) == Failed(7, "There was not enough memory for this film.")


def test_a_defect_tells_where_it_happened_but_nothing_that_its_message_says() -> None:
    """A message may quote a header, and so a patient."""
    try:
        raise KeyError("Zwetschgenbaum^Ottilie")
    except KeyError as cause:
        error = ValueError("patient Zwetschgenbaum^Ottilie")
        error.__cause__ = cause
    ending, _ = _ending(_raising(error))
    assert isinstance(ending, Failed)
    assert "ValueError" in ending.sentence
    assert ending.traceback is not None
    assert "in steps" in ending.traceback
    assert "test_worker.py" in ending.traceback
    assert ending.traceback.endswith("ValueError")
    assert "Zwetschgenbaum" not in ending.traceback + ending.sentence


@pytest.mark.parametrize("error", [None, NotARadiograph(RefusalCode.BLANK, "It is empty."), MemoryError(), ValueError()])
def test_every_ending_but_a_cancelled_one_says_how_long_the_work_took(monkeypatch: pytest.MonkeyPatch, error: Exception | None) -> None:
    clock = iter([100.0, 102.5])
    monkeypatch.setattr(worker, "time", SimpleNamespace(perf_counter=lambda: next(clock)))

    def steps() -> Generator[Any, None, Any]:
        yield Progress(0, 1, "begun")
        if error:
            raise error

    ending, _ = _ending(steps)
    assert isinstance(ending, Result | Refused | Failed)
    assert ending.seconds == 2.5


def test_what_crosses_between_processes_is_frozen() -> None:
    values = [one for one in vars(messages).values() if dataclasses.is_dataclass(one) and one.__module__ == messages.__name__]
    assert {Request, Progressed, Result, Refused, Failed, Cancelled} <= set(values)
    assert all(one.__dataclass_params__.frozen for one in values)


@pytest.mark.parametrize("ending", [Result(1, None), Refused(1, "blank", ""), Failed(1, ""), Cancelled(1)])
def test_a_job_hands_out_its_progress_and_then_its_ending(ending: Outcome) -> None:
    from app.workers.job import Job

    job = Job(Request(1, Task.READ, None))
    job.hear(Progressed(1, Progress(0, 1, "begun")))
    job.end(ending)
    assert list(job.answers()) == [Progressed(1, Progress(0, 1, "begun")), ending]
    assert job.result(timeout=0) == ending
