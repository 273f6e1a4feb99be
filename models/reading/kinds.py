"""What a file is by its first bytes. No decoder is imported here: the command line and the window ask this of every file in a folder."""

from __future__ import annotations

import re
from enum import Enum, auto
from pathlib import Path

START = 132
"""Bytes that tell a file: a DICOM file's preamble and its prefix (PS3.10 7.1)."""

PICTURE_FORMATS = {
    b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG", b"II*\x00": "TIFF", b"MM\x00*": "TIFF", b"II+\x00": "TIFF", b"MM\x00+": "TIFF",
}  # fmt: skip

SOFTWARE = "CXR Audit"
"""What pictures that this program writes have in PNG's field Software, before anything else, so that none is ever taken for a film."""

_PREFIX = b"DICM"
_OWN_PICTURE = b"tEXtSoftware\x00" + SOFTWARE.encode("latin-1")
# A tag, then a value representation or a length of four bytes, as far as the file goes.
_FIRST_ELEMENT = re.compile(
    rb"(?:\x08\x00..|\x02\x00.[\x00\x01])(?:[A-Z?]{2}|..\x00\x00|\xff{4}|.{0,3}\Z)"  # Little endian.
    rb"|\x00\x08..(?:[A-Z?]{2}|\x00\x00..|\xff{4}|.{0,3}\Z)",  # Big endian, which group 0002 never is.
    re.DOTALL,
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_LFS_POINTER = b"version https://git-lfs.github.com/spec/"
_ANNEX_POINTER = re.compile(rb"(?:(?:\.\./)*\.git)?/annex/objects/")


class Kind(Enum):
    """What a file is. A pointer stands where git keeps a large file elsewhere."""

    DICOM = auto()
    PICTURE = auto()
    OWN_PICTURE = auto()
    ZIP = auto()
    LFS_POINTER = auto()
    ANNEX_POINTER = auto()
    EMPTY = auto()
    OTHER = auto()


def kind_of(start: bytes) -> Kind:
    """Tell what a file is.

    Args:
        start: Its first ``START`` bytes, or more.
    """
    if start[128:132] == _PREFIX:  # First, since a DICOM file's preamble may be that of a TIFF or of anything (PS3.10 7.1).
        return Kind.DICOM
    if start.startswith(tuple(PICTURE_FORMATS)):
        return Kind.OWN_PICTURE if start[37:].startswith(_OWN_PICTURE) else Kind.PICTURE
    if start[:4] in _ZIP:
        return Kind.ZIP
    if start[:4] == _PREFIX or _FIRST_ELEMENT.match(start) or (_FIRST_ELEMENT.match(start, 128) and not any(start[:128])):
        return Kind.DICOM
    if start.startswith(_LFS_POINTER):
        return Kind.LFS_POINTER
    if _ANNEX_POINTER.match(start):
        return Kind.ANNEX_POINTER
    return Kind.OTHER if start else Kind.EMPTY


def first_bytes(path: Path) -> bytes:
    """Return the first bytes of a file, enough to tell its kind.

    Raises:
        OSError: It cannot be opened or read.
    """
    with path.open("rb", buffering=0) as file:
        return file.read(START)
