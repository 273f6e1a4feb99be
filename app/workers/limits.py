"""What a worker process may not do: use up the memory, leave it behind, end by a Ctrl-C meant for the program, or talk to the person."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker


def bound_memory(most: int) -> None:
    """Let an allocation that takes this process over a limit fail with MemoryError, where the system can.

    Linux can. It counts private memory, so neither libraries nor the blocks by which arrays travel.

    Args:
        most: In bytes.
    """
    if sys.platform == "linux":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def leave_no_core() -> None:
    """Have a crash leave no copy of the memory, which holds films and headers, where the system can."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def ignore_interrupts() -> None:
    """Leave Ctrl-C to the program's main process, which then closes the pipe to this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def be_silent(*streams: int) -> None:
    """Drop what libraries print; it would stand among the results, and what decoders say of a file is theirs.

    Args:
        streams: 1 and 2 for standard output and error.
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in streams:
        os.dup2(nowhere, stream)
    os.close(nowhere)


def shield_children() -> None:
    """Keep Ctrl-C from the processes that this thread starts, from their first instruction on, where the system can.

    The tracker runs already, since its start would lift the mask again.
    """
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def start_silent_tracker() -> None:
    """Start Python's tracker of shared memory, where it has one, so that it prints nothing.

    It clears up after processes that were killed, and prints that it did; a person can do nothing with that. Standard error is away
    meanwhile for the whole program, so whoever may have something to say calls this, and no thread beside.
    """
    if sys.platform != "win32":
        with _silence():
            resource_tracker.ensure_running()


@contextmanager
def _silence() -> Iterator[None]:
    """Have a process that is started meanwhile print nothing."""
    kept = os.dup(2)
    be_silent(2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
