"""The reader process: pydicom and the decoders, no torch. A decoder may crash it; then the film is refused and it starts anew."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from app.workers.messages import Request, Task
from app.workers.worker import Handler

MOST_MEMORY = 1_200_000_000
"""Private memory of a reader in bytes; with the block by which its largest film travels it stays under 1.5 GB."""


def make_reader() -> Handler:
    """Return the reader's handler; imports the decoders."""
    from models.film.phantom_file import write_phantom
    from models.reading.read import read_radiograph

    def handle(request: Request) -> Generator[Any, None, Any]:
        yield from ()
        ask = request.payload
        match request.kind:
            case Task.READ:
                return read_radiograph(ask.path, ask.patient_key)
            case Task.DRAW_PHANTOM:
                return write_phantom(ask.path, ask.seed, marked=ask.marked)
        raise ValueError(request.kind)

    return handle
