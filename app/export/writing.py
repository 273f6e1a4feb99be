"""Files that are written whole or not at all: after an exception what was there before is still there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def beside(out: Path) -> Iterator[Path]:
    """Give the path of a file beside another, and move it there at the end.

    Raises:
        OSError: It cannot be written.
    """
    partial = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        yield partial
        with partial.open("rb+") as file:
            os.fsync(file.fileno())
        os.replace(partial, out)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def replacing(out: Path) -> Iterator[TextIO]:
    """Open a text file that takes the place of another at the end; a name of a file that is no text of UTF-8 is written with escapes.

    What is no plain file, as /dev/stdout, is written into and never replaced.

    Raises:
        OSError: It cannot be written.
    """
    if out.exists() and not out.is_file():
        with out.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            yield file
        return
    with beside(out) as partial, partial.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
        yield file
