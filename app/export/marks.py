"""What pictures and maps say of what they are of, so that a later run tells its own file from any other (docs/decisions/0034)."""

from __future__ import annotations

from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from PIL.PngImagePlugin import PngInfo

from models.reading.kinds import SOFTWARE

_KEYWORD = "CXR Audit"
_HEAD = 4096


def png_mark(of: str) -> PngInfo:
    """Return the text chunk of a picture.

    Args:
        of: In ASCII, what it is of: an entry or a film, by its hash.
    """
    mark = PngInfo()
    mark.add_text("Software", SOFTWARE)  # First: by it the picture is never taken for a film.
    mark.add_text(_KEYWORD, of)
    return mark


def is_png_of(file: Path, of: str) -> bool:
    """Tell whether a file is a picture with this mark; it is not decoded.

    Raises:
        OSError: It cannot be read.
    """
    with file.open("rb") as opened:
        return f"tEXt{_KEYWORD}\0{of}".encode("latin-1") in opened.read(_HEAD)


def entry_of_maps(file: Path) -> str | None:
    """Return the hash of the entry that an NPZ's maps are of; None where it names none, or is none."""
    try:
        with np.load(file, allow_pickle=False) as kept:
            return str(kept["entry"])
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None
