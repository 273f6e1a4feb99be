"""DICOMDIR: which files the index of a DICOM medium names (PS3.3 F, PS3.10 8.6)."""

from __future__ import annotations

import os
import re
from pathlib import Path

from models.reading.archive import inside
from models.reading.kinds import Kind, kind_of

_REFERENCED_FILE_ID = re.compile(rb"\x04\x00\x00\x15(?:CS(..)|(..)\x00\x00)", re.DOTALL)
_MOST, _MOST_FILES = 64_000_000, 100_000


def is_dicomdir(name: str, start: bytes) -> bool:
    """Tell the index of a medium by its name, which the standard prescribes, and by its first bytes."""
    return name.upper() == "DICOMDIR" and kind_of(start) is Kind.DICOM


def referenced_files(dicomdir: Path) -> list[Path]:
    """Return the files that a DICOMDIR names, also those that are not there; one that leads out of its folder by a name of its own.

    The element ReferencedFileID is looked for in the bytes, so that no decoder is needed and a damaged index still tells what it can.

    Raises:
        OSError: It cannot be read, or names more files than a medium holds.
    """
    with dicomdir.open("rb") as file:
        data = file.read(_MOST)
    found: dict[Path, None] = {}
    listed: dict[Path, dict[str, str]] = {}
    for match in _REFERENCED_FILE_ID.finditer(data):
        if len(found) == _MOST_FILES:
            raise OSError
        length = int.from_bytes(match[1] or match[2], "little")
        value = data[match.end() : match.end() + length].rstrip(b" \0").replace(b"\0", b"?")
        parts = [part.strip() for part in os.fsdecode(value).split("\\")]
        if any(parts):
            found[_located(dicomdir, parts, listed)] = None
    return list(found)


def _located(dicomdir: Path, parts: list[str], listed: dict[Path, dict[str, str]]) -> Path:
    if any(part in ("", ".", "..") or re.search(r"[/:]", part) for part in parts):
        return inside(dicomdir, "/".join(parts))
    path = dicomdir.parent
    for part in parts:
        path /= _as_spelt(path, part, listed)
    return path


def _as_spelt(folder: Path, name: str, listed: dict[Path, dict[str, str]]) -> str:
    """Return a name as the folder spells it: a medium's are upper case without endings, and were often copied in lower case or with one."""
    if os.path.lexists(folder / name):
        return name
    if folder not in listed:
        try:
            listed[folder] = {other.upper(): other for other in sorted(os.listdir(folder), reverse=True)}
        except OSError:
            listed[folder] = {}
    spelt, begun = listed[folder].get(name.upper()), f"{name.upper()}."
    return spelt or next((other for upper, other in listed[folder].items() if upper.startswith(begun)), name)
