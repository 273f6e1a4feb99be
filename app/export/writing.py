"""Files that are written whole or not at all, and never over what this program did not write (docs/decisions/0034)."""

from __future__ import annotations

import errno
import os
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

IsOurs = Callable[[Path], bool]
STANDARD_OUTPUT = 1
_NOT_OURS = "it is there already and holds something else; choose another name, or move it away"
_DESCRIPTORS = re.compile(r"/(?:dev|proc/self)/fd/(\d+)")
_STANDARD = {"/dev/stdout": STANDARD_OUTPUT, "/dev/stderr": 2}


def anything(_: Path) -> bool:
    """Every file may be replaced: for those that only this program names, in the data folder."""
    return True


def check_ours(out: Path, is_ours: IsOurs) -> None:
    """Look whether a file may be written.

    Raises:
        FileExistsError: There is one that this program did not write.
        OSError: What is there cannot be read.
    """
    if not is_stream(out) and out.exists() and not is_ours(out):
        raise FileExistsError(errno.EEXIST, _NOT_OURS)


def in_way(out: Path, is_ours: IsOurs) -> bool:
    """Tell whether there is something of this name that may not be replaced, a folder or what cannot be read too."""
    try:
        return os.path.lexists(out) and not (out.is_file() and is_ours(out))
    except OSError:
        return True


def is_stream(out: Path) -> bool:
    """Tell whether something is written into and never replaced: a pipe, a device, standard output."""
    return descriptor_of(out) is not None or (out.exists() and not out.is_file() and not out.is_dir())


def descriptor_of(out: Path) -> int | None:
    """Return the number of an open file that a name as /dev/stdout or /dev/fd/3 stands for."""
    found = _DESCRIPTORS.fullmatch(str(out))
    return int(found[1]) if found else _STANDARD.get(str(out))


def open_text(out: Path) -> TextIO:
    """Open a text file, or what is no plain one, to write into; a name of a file that is no text of UTF-8 is written with escapes.

    Raises:
        OSError: It cannot be written.
    """
    number = descriptor_of(out)
    if number is None:
        return out.open("w", encoding="utf-8", errors="backslashreplace", newline="")
    # Opened by its name, a redirected file would be written from its beginning again.
    return os.fdopen(os.dup(number), "w", encoding="utf-8", errors="backslashreplace", newline="")


@contextmanager
def beside(out: Path, is_ours: IsOurs) -> Iterator[Path]:
    """Give the path of a new file in the folder of another, and move it there at the end; after an exception all is as before.

    Args:
        out: The file; a link to one stays a link.
        is_ours: Whether what may be there by then is replaced.

    Raises:
        FileExistsError: There is a file that this program did not write.
        OSError: It cannot be written.
    """
    out = out.resolve()
    partial = out.with_name(f".{secrets.token_hex(8)}")
    try:
        yield partial
        with partial.open("rb+") as file:
            os.fsync(file.fileno())
        _move(partial, out, is_ours)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def replacing(out: Path, is_ours: IsOurs) -> Iterator[TextIO]:
    """Open a text file that takes the place of an earlier one at the end; a stream is written into. Raises as ``beside`` does."""
    if is_stream(out):
        with open_text(out) as file:
            yield file
        return
    with beside(out, is_ours) as partial, open_text(partial) as file:
        yield file


def _move(partial: Path, out: Path, is_ours: IsOurs) -> None:
    """Give a file its name; a name that is free is taken first, so that nobody else can take it meanwhile."""
    try:
        os.close(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
        taken = True
    except FileExistsError:
        check_ours(out, is_ours)
        taken = False
    try:
        os.replace(partial, out)
    except OSError:
        if taken:
            out.unlink()
        raise
