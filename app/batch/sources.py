"""Which files a person means by some files and folders."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path


def film_paths(paths: Iterable[Path]) -> list[Path]:
    """Return every file meant, each once: files as given, folders with all below them in order of name, hidden ones left out.

    A path that does not exist and a folder that cannot be listed are returned too, so that they end as a refusal and not in silence.
    """
    found: dict[Path, None] = {}
    for path in paths:
        found.update(dict.fromkeys(_below(path) if path.is_dir() else [path]))
    return list(found)


def _below(folder: Path) -> list[Path]:
    files: list[Path] = []
    for where, folders, names in os.walk(folder, onerror=lambda error: files.append(Path(error.filename))):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        files.extend(Path(where, name) for name in sorted(names) if not name.startswith("."))
    return files
