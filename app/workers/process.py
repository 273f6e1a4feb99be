"""One spawned worker process and the pipe to it."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from typing import Any

from app.workers.environment import inherited
from app.workers.messages import Cancel, Request
from app.workers.parcel import Post
from app.workers.worker import serve


class WorkerProcess:
    """A worker that runs.

    Args:
        make_handler: Makes what does the work, in the new process.
        arguments: Of ``make_handler``.
        most_memory: In bytes; None leaves it to the system.
        environment: That it starts in, besides this process's own.

    Raises:
        OSError: The system has no room for another process.
    """

    def __init__(
        self, make_handler: Callable[..., Any], arguments: tuple[Any, ...], most_memory: int | None, environment: Mapping[str, str]
    ) -> None:
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        self._process = context.Process(target=serve, args=(there, make_handler, arguments, most_memory), daemon=True)
        try:
            with inherited(environment):
                self._process.start()
        except OSError:
            here.close()
            raise
        finally:
            there.close()
        self._post = Post(here)

    @property
    def connection(self) -> Connection:
        """The end of the pipe, to wait on."""
        return self._post.connection

    @property
    def pid(self) -> int:
        """The number the system knows the process by."""
        assert self._process.pid is not None, "it was started"
        return self._process.pid

    def send(self, note: Request | Cancel) -> None:
        """Send to a process that may just have died; whoever waits on the pipe notices that."""
        try:
            self._post.send(note)
        except OSError:
            return

    def receive(self) -> Any:
        """Receive what it sent.

        Raises:
            EOFError, OSError, MemoryError: It is gone, or what it sent cannot be held.
        """
        return self._post.receive()

    def dismiss(self) -> None:
        """Close the pipe; a worker between two requests then ends by itself."""
        self._post.discard()
        self._post.connection.close()

    def end(self, patience: float) -> None:
        """Wait for its end, kill it when that takes too long, and free what it left unread.

        Args:
            patience: In seconds; also how long the system may take to end a process that was killed.
        """
        self._process.join(patience)
        self.kill(patience)

    def kill(self, patience: float) -> None:
        """Kill it and free what it left unread; one that hangs in the system itself, as on a dead drive, is left behind."""
        self._process.kill()
        self._process.join(patience)
        self._post.release(unread=True)
        self._post.discard()
        self._post.connection.close()
