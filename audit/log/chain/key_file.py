"""A file that holds a key: made once and whole, for its person only. It needs no hard link, which not every drive knows."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

WAIT_SECONDS = 2.0
_STEP_SECONDS = 0.02


def key_in(file: Path, make: Callable[[], bytes]) -> bytes:
    """Return what the file of a key holds; it is made when missing, and who asks at the same time gets the same.

    Args:
        file: In a folder that is there.
        make: Makes a key.

    Raises:
        OSError: It can neither be read nor made.
    """
    if not file.is_file():
        with suppress(FileExistsError):  # Another was first.
            return _made(file, make())
    return _read(file)


def _made(file: Path, key: bytes) -> bytes:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(descriptor, "wb") as made:
            made.write(key)
            made.flush()
            os.fsync(made.fileno())
    except BaseException:
        file.unlink(missing_ok=True)
        raise
    return key


def _read(file: Path) -> bytes:
    """Read a key; a file that is empty is being made just now, or was left by a program that was stopped while it made it."""
    if os.name == "posix" and file.stat().st_mode & 0o077:
        with suppress(OSError):  # As a copy from a backup may have it; some drives know no permissions.
            file.chmod(0o600)
    until = time.monotonic() + WAIT_SECONDS
    while not (key := file.read_bytes()) and time.monotonic() < until:
        time.sleep(_STEP_SECONDS)
    return key
