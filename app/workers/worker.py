"""The loop of a worker process: requests in, steps, one ending out; looks between two steps whether it should stop."""

from __future__ import annotations

import gc
import sys
import time
import traceback
from collections.abc import Callable, Generator
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import Any

from app.workers.limits import be_silent, bound_memory, ignore_interrupts, leave_no_core
from app.workers.messages import Cancel, Cancelled, Failed, Interim, Outcome, PartialResult, Progressed, Ready, Refused, Request, Result
from app.workers.parcel import Post
from models.values.progress import Progress
from models.values.refusal import NoScore, NotARadiograph

_NO_MEMORY = "There was not enough memory for this film."


class Expected(Exception):
    """A reason against a request that is no defect, such as a missing device; code and sentence."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(code, sentence)
        self.code, self.sentence = code, sentence


Handler = Callable[[Request], Generator[Any, None, Any]]


def answer(request: Request, handle: Handler, *, tell: Callable[[Interim], None], stopped: Callable[[], bool]) -> Outcome:
    """Run one request to its ending.

    Args:
        request: What is asked.
        handle: Makes the generator that does it.
        tell: Takes progress and parts of the result.
        stopped: Asked between two steps whether the request was cancelled.
    """
    started = time.perf_counter()
    outcome = _outcome(request, handle(request), tell, stopped)
    return outcome if isinstance(outcome, Cancelled) else replace(outcome, seconds=time.perf_counter() - started)


def _outcome(request: Request, steps: Generator[Any, None, Any], tell: Callable[[Interim], None], stopped: Callable[[], bool]) -> Outcome:
    try:
        while True:
            step = next(steps)
            tell(Progressed(request.id, step) if isinstance(step, Progress) else PartialResult(request.id, step))
            if stopped():
                return Cancelled(request.id)
    except StopIteration as finished:
        return Result(request.id, finished.value)
    except NotARadiograph as refusal:
        return Refused(request.id, refusal.code, refusal.sentence, refusal.file_sha256)
    except Expected as reason:
        return Refused(request.id, reason.code, reason.sentence)
    except NoScore as reason:
        return Failed(request.id, str(reason))
    except MemoryError:
        return Failed(request.id, _NO_MEMORY)
    except Exception as defect:
        if type(defect).__name__ == "OutOfMemoryError":  # torch's, which this module must not import
            return Failed(request.id, _NO_MEMORY)
        return Failed(request.id, f"A defect in the program ({type(defect).__name__}) stopped this film.", _trace_without_values())
    finally:
        steps.close()


def serve(connection: Connection, make_handler: Callable[..., Handler], arguments: tuple[Any, ...], most_memory: int | None = None) -> None:
    """Run a worker until its pipe closes; the target of the spawned process.

    Args:
        connection: Its end of the pipe.
        make_handler: Makes what does the work.
        arguments: Of ``make_handler``.
        most_memory: In bytes; None leaves it to the system.
    """
    ignore_interrupts()
    leave_no_core()
    if most_memory is not None:
        bound_memory(most_memory)
    post = Post(connection)
    gc.disable()
    handle = make_handler(*arguments)
    gc.freeze()  # What was imported stays; no collection, then or later, need look through it.
    gc.enable()
    be_silent(1, 2)  # Only now, so that an installation that is incomplete says so.
    post.send(Ready())
    cancelled: set[int] = set()

    def stopped(request: Request) -> bool:
        while connection.poll():
            note = post.receive()
            if isinstance(note, Cancel):
                cancelled.add(note.id)
        return request.id in cancelled

    try:
        while True:
            request = post.receive()
            if isinstance(request, Request):
                ending = answer(request, handle, tell=post.send, stopped=lambda: stopped(request))  # noqa: B023
                cancelled.clear()
                post.send(ending)
                del request, ending
    except (EOFError, OSError):
        post.release(unread=True)  # Nobody is left to read it.
        sys.exit(0)


def _trace_without_values() -> str:
    """Return where a defect happened: files, lines and types, but no message, since a message may quote a header."""
    kind, _, where = sys.exc_info()
    lines = traceback.format_tb(where)
    return "".join(lines) + (kind.__name__ if kind else "")
