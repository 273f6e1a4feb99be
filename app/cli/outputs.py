"""Where a command writes for the person is looked at before the work starts."""

from __future__ import annotations

import tempfile
from pathlib import Path

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
