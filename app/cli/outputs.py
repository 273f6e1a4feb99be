"""Files that a command writes for the person: whole or not at all, and looked at before the work starts."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from app.cli.terminal import fail


def check_outputs(*, file: Path | None = None, folder: Path | None = None) -> None:
    """End the command, before anything is computed, where a result could not be written.

    Args:
        file: To be written, or replaced.
        folder: To be filled; it is made when missing.
    """
    for wanted in (file, folder):
        if wanted is None:
            continue
        try:
            if wanted is folder:
                wanted.mkdir(exist_ok=True)
            elif wanted.is_dir():
                raise IsADirectoryError(0, "it is a folder")
            with tempfile.TemporaryFile(dir=wanted if wanted is folder else wanted.resolve().parent):
                pass
        except OSError as error:
            fail(f"{wanted} cannot be written: {error.strerror}.", code=2)


@contextmanager
def replacing(out: Path) -> Iterator[TextIO]:
    """Write a text file beside its place and move it there at the end; after an exception what was there before is still there.

    A name of a file that is no text of UTF-8 is written with escapes.

    Raises:
        OSError: It cannot be written.
    """
    partial = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        with partial.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, out)
    finally:
        partial.unlink(missing_ok=True)
