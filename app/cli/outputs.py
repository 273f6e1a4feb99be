"""Where a command writes for the person is looked at before the work starts."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, redirect_stdout
from pathlib import Path

from app.cli.terminal import fail
from app.export.maps import not_of_log
from app.export.outputs import Output
from app.export.writing import STANDARD_OUTPUT, check_ours, descriptor_of, is_stream
from audit.log.store import Log


def check_outputs(*, file: Path | None = None, holds: Output | None = None, folder: Path | None = None) -> None:
    """End the command, before anything is computed, where a result could not be written.

    Args:
        file: To be written.
        holds: What an earlier file of this command holds; it is replaced, and nothing else.
        folder: To be filled; it is made when missing.
    """
    for wanted in (file, folder):
        if wanted is None:
            continue
        above = wanted.absolute().parent
        if not above.is_dir():
            fail(f"{wanted.name} cannot be written: there is no folder {above}.", code=2)
        try:
            if wanted is folder:
                wanted.mkdir(exist_ok=True)
                _try(wanted)
            else:
                _check_file(wanted, holds)
        except OSError as error:
            fail(f"{wanted} cannot be written: {error.strerror}.", code=2)


def check_maps(folder: Path | None, log: Path) -> None:
    """End the command where a folder holds maps of another log: entries of both have the same numbers.

    Raises:
        LogError: The log cannot be read.
    """
    if folder is None:
        return
    is_new = not log.is_file() or not log.stat().st_size
    with nullcontext() if is_new else Log(log, writing=False) as opened:
        other = not_of_log(folder, opened)
    if other:
        sentence = f"{folder} holds maps that are not, or not known to be, of this log, as {other}."
        fail(f"{sentence} Choose another folder for the maps.", code=2)


@contextmanager
def results_alone(file: Path | None) -> Iterator[None]:
    """Say on standard error what is said while a result goes to standard output, which then holds nothing else."""
    if file and descriptor_of(file) == STANDARD_OUTPUT:
        with redirect_stdout(sys.stderr):
            yield
    else:
        yield


def _check_file(file: Path, holds: Output | None) -> None:
    if file.is_dir():
        raise IsADirectoryError(0, "it is a folder")
    if is_stream(file):
        if not os.access(file, os.W_OK):
            raise PermissionError(0, "nothing can be written into it")
        return
    _try(file.resolve().parent)
    if holds:
        check_ours(file, holds.is_in)
        if file.exists() and not os.access(file, os.W_OK):
            raise PermissionError(0, "it is read-only")


def _try(folder: Path) -> None:
    with tempfile.TemporaryFile(dir=folder):
        pass
