"""The reader process: pydicom and the decoders, no torch. A decoder may crash it; then the film is refused and it starts anew."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from app.workers.messages import Request, Task
from app.workers.tasks import draw_phantom, hash_file, read, read_tags
from app.workers.worker import Handler

MOST_MEMORY = 1_200_000_000
"""Private memory of a reader in bytes; with the block by which its largest film travels it stays under 1.5 GB."""

HANDLERS: dict[Task, Callable[..., Any]] = {
    Task.READ: read.handle, Task.READ_TAGS: read_tags.handle, Task.HASH: hash_file.handle, Task.DRAW_PHANTOM: draw_phantom.handle,
}  # fmt: skip


def make_reader() -> Handler:
    """Return the reader's handler; imports the decoders."""
    import models.reading.read  # noqa: F401

    def handle(request: Request) -> Generator[Any, None, Any]:
        return (yield from HANDLERS[request.kind](request.payload))

    return handle
