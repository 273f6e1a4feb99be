"""Whether a file that was met, not named, is a film, a film that is missing, or a stranger among the films."""

from __future__ import annotations

from pathlib import PurePath

from models.reading.kinds import Kind, kind_of

_FILM_SUFFIXES = {".dcm", ".dicom", ".dic", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".zip"}
_ABSENT = {Kind.EMPTY, Kind.LFS_POINTER, Kind.ANNEX_POINTER}


def is_called_a_film(name: str) -> bool:
    """Tell a name that promises a film; a file of such a name that is none was to be one, and is refused and not passed over."""
    return PurePath(name).suffix.lower() in _FILM_SUFFIXES


def is_film_by_name(name: str) -> bool:
    """Tell a name of which the bytes need not be looked at: an archive may hold others, and a PNG may be this program's own."""
    return is_called_a_film(name) and PurePath(name).suffix.lower() not in {".zip", ".png"}


def may_be_called_a_film(name: str) -> bool:
    """Tell a name that does not say that a file is no film: media and archives name films by numbers and by UIDs."""
    suffix = PurePath(name).suffix
    return is_called_a_film(name) or not suffix.strip(".") or suffix[1:].isdecimal()


def is_stranger(name: str, start: bytes) -> bool:
    """Tell a file that is no image by its bytes and was not to be one by its name, and a picture that this program wrote.

    Args:
        name: Of the file; it decides alone where the content is not there.
        start: Its first bytes.
    """
    kind = kind_of(start)
    if kind is Kind.OWN_PICTURE:
        return True
    if kind in (Kind.DICOM, Kind.PICTURE):
        return False
    return not (may_be_called_a_film(name) if kind in _ABSENT else is_called_a_film(name))
