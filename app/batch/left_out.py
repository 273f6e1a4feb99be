"""What is left out of a folder of films: what a person excludes, and what this program writes."""

from __future__ import annotations

import os
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path

from audit.log.database.signature import is_log
from models.reading.kinds import first_bytes

_BESIDE_A_LOG = ("-wal", "-shm", "-journal")
"""Files that SQLite keeps beside a database."""


class LeftOut:
    """Tells what is not looked at.

    Args:
        patterns: As a shell writes them; one leaves out what it matches by its name or by its path.
        outputs: Files and folders that are written to.
    """

    def __init__(self, patterns: Iterable[str] = (), outputs: Iterable[Path] = ()) -> None:
        self._patterns = [pattern.rstrip("/") for pattern in patterns]
        self._outputs = {os.path.realpath(output) for output in outputs}

    def excludes(self, relative: str) -> bool:
        """Tell what a person excludes, itself or with a folder that it lies in.

        Args:
            relative: The path of a file or folder below the folder that was named, with slashes; a zip counts as a folder.
        """
        if not self._patterns:
            return False
        parts = relative.split("/")
        paths = ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
        return any(fnmatch(name, pattern) for name in {*parts, *paths} for pattern in self._patterns)

    def writes(self, real: str) -> bool:
        """Tell an output by its real path."""
        return real in self._outputs


def with_companions(log: Path) -> list[Path]:
    """Return a log with the files that SQLite keeps beside it."""
    return [log, *(log.with_name(log.name + ending) for ending in _BESIDE_A_LOG)]


def belongs_to_a_log(path: Path, start: bytes) -> bool:
    """Tell a log or a copy of one by its first bytes, and what SQLite keeps beside it by its name."""
    for ending in _BESIDE_A_LOG:
        if path.name.endswith(ending):
            try:
                return is_log(first_bytes(path.with_name(path.name.removesuffix(ending))))
            except (OSError, ValueError):
                return False
    return is_log(start)
