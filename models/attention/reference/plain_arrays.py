"""A file of plain arrays: nothing is ever unpickled, no entry is larger than is sensible, and any damage is told in a sentence."""

from __future__ import annotations

import hashlib
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_LARGEST = 2 << 30
_DAMAGED = (
    KeyError, ValueError, TypeError, OSError, EOFError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, RuntimeError, MemoryError,
    OverflowError, struct.error,
)  # fmt: skip
"""What a damaged archive can raise; a method of compression that nobody knows is a NotImplementedError, so a RuntimeError."""


class UnreadableArrays(ValueError):
    """A file that cannot be read, is damaged or of another version; the sentence says which, without its full stop."""


def write_arrays(path: Path, schema: int, arrays: dict[str, NDArray[Any]]) -> None:
    """Write arrays under their names.

    Args:
        path: Of the file.
        schema: Number of the file's version.
        arrays: None of objects.
    """
    with path.open("wb") as out:
        np.savez_compressed(out, allow_pickle=False, schema=np.array(schema), **arrays)


def read_arrays(path: Path, schema: int, names: Sequence[str], what: str) -> tuple[dict[str, NDArray[Any]], str]:
    """Read what was written; also the file's SHA-256.

    Args:
        path: Of the file.
        schema: The version that is read.
        names: Of all arrays that are wanted.
        what: The file holds, for the sentence: "reference".

    Raises:
        UnreadableArrays: It cannot be read, is no such file, or one of another version.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableArrays(f"The file of the {what} cannot be read ({error.strerror})") from None
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as table:
            if int(table["schema"]) != schema:
                raise UnreadableArrays(f"The {what} is of another version")
            if sum(entry.file_size for entry in table.zip.infolist()) > _LARGEST:
                raise UnreadableArrays(f"The file of the {what} is damaged")
            return {name: table[name] for name in names}, hashlib.sha256(data).hexdigest()
    except UnreadableArrays:
        raise
    except _DAMAGED:
        raise UnreadableArrays(f"The file of the {what} is damaged") from None
