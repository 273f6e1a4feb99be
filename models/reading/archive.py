"""Zips of films: what is in one by name, and the bytes of one member within bounds. Nothing is ever unpacked to a disk.

A member is named by a path of its own, as in ``archive.zip!folder/film.dcm``. What stands behind the mark of a file that is no zip
leads out of the folder that was named; it is never followed.
"""

from __future__ import annotations

import lzma
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

from models.reading.kinds import START, Kind, first_bytes, kind_of
from models.values.refusal import NotARadiograph, RefusalCode

_MARK = "!"
_SEPARATORS = re.compile(r"[/\\]")
_MOST_LISTING, _MOST_MEMBERS = 16_000_000, 100_000
_MOST_RATIO, _RATIO_MATTERS_FROM = 300, 10_000_000
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, ValueError, IndexError, NotImplementedError, struct.error)
_DAMAGED = "The archive is cut off or damaged; unpack it and name the folder, or send it again."


def inside(outer: Path, name: str) -> Path:
    """Return the path by which something inside a file is named."""
    return Path(f"{outer}{_MARK}{name}")


def split(path: Path) -> tuple[Path, str] | None:
    """Return the file and the name inside it, or None where a path names a file itself."""
    if ".." not in path.parts and os.path.lexists(path):
        return None
    text = os.fspath(path)
    for mark in re.finditer(_MARK, text):
        outer, name = text[: mark.start()], text[mark.end() :].replace(os.sep, "/")
        if os.path.isfile(outer):
            return Path(outer), name
    return None


def name_of(path: Path) -> str:
    """Return how a file is called where there is no room for its path: a member of a zip by the zip's name and its own."""
    found = split(path)
    return f"{found[0].name}{_MARK}{found[1]}" if found else path.name


def is_zip(path: Path) -> bool:
    """Tell a zip that can be opened by its first bytes."""
    try:
        if not path.is_file():
            return False
        return kind_of(first_bytes(path)) is Kind.ZIP
    except OSError:
        return False


def member_names(archive: Path) -> list[str]:
    """Return the names of all members but folders and hidden ones; a name that occurs again is marked by ``~``.

    Raises:
        NotARadiograph: It is damaged, or lists more than a person can mean.
    """
    try:
        with _open(archive) as opened:
            return list(_members(opened))
    except _BROKEN:
        raise NotARadiograph(RefusalCode.TRUNCATED, _DAMAGED) from None


def member_starts(archive: Path, names: Collection[str]) -> dict[str, bytes]:
    """Return the first bytes of members, enough to tell their kind; those are left out of which none can be had at no risk.

    Args:
        archive: The zip.
        names: As in ``member_names``.
    """
    try:
        with _open(archive) as opened:
            members = _members(opened)
            starts = {name: _member_start(opened, members[name]) for name in names if name in members}
    except _BROKEN:
        return {}
    return {name: start for name, start in starts.items() if start is not None}


def _member_start(opened: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes | None:
    """Return the first bytes of a member, None where they cannot be read or would be unpacked with no bound."""
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return None
    try:
        _check_member(member, member.file_size)
        with opened.open(member) as stream:
            return stream.read(START)
    except (NotARadiograph, RuntimeError, *_BROKEN):
        return None


def read_member(archive: Path, name: str, *, most: int) -> bytes:
    """Return a member's bytes.

    Args:
        archive: The zip.
        name: As in ``member_names``.
        most: Bytes that a member may have.

    Raises:
        NotARadiograph: It is not there, encrypted, damaged, an archive itself, named outside the archive, or a bomb.
    """
    if not is_zip(archive):
        raise _leads_out()
    try:
        status = archive.stat()
        opened, members = _opened(archive, status.st_ino, status.st_size, status.st_mtime_ns)
        if name not in members:
            raise NotARadiograph(RefusalCode.NOT_FOUND, "There is no such file in the archive; it may have been replaced.")
        _check_member(members[name], most)
        with opened.open(members[name]) as stream:
            data = stream.read(most + 1)
    except RuntimeError:
        raise NotARadiograph(RefusalCode.ENCRYPTED, "The archive is encrypted; unpack it with its password first.") from None
    except _BROKEN:
        raise NotARadiograph(RefusalCode.TRUNCATED, _DAMAGED) from None
    if len(data) > most:
        raise _bomb()
    if kind_of(data) is Kind.ZIP:
        raise NotARadiograph(RefusalCode.NESTED_ARCHIVE, "This is an archive inside an archive; unpack the outer one first.")
    return data


def _check_member(member: zipfile.ZipInfo, most: int) -> None:
    parts = _SEPARATORS.split(member.filename)
    if ".." in parts or not parts[0] or parts[0].endswith(":"):
        raise _leads_out()
    if member.flag_bits & 1:
        raise NotARadiograph(RefusalCode.ENCRYPTED, "The archive is encrypted; unpack it with its password first.")
    ratio = member.file_size / max(1, member.compress_size)
    if member.file_size > most or (member.file_size > _RATIO_MATTERS_FROM and ratio > _MOST_RATIO):
        raise _bomb()


def _leads_out() -> NotARadiograph:
    sentence = "This leads out of the folder or archive that was named and was not followed; name the file itself."
    return NotARadiograph(RefusalCode.OUTSIDE_FOLDER, sentence)


def _bomb() -> NotARadiograph:
    return NotARadiograph(RefusalCode.TOO_LARGE, "The archive unpacks this file to far more than a radiograph has; unpack it yourself.")


def _open(archive: Path) -> zipfile.ZipFile:
    if listing_size(archive) > _MOST_LISTING:
        raise zipfile.BadZipFile
    return zipfile.ZipFile(archive)


@lru_cache(maxsize=1)
def _opened(archive: Path, *_: int) -> tuple[zipfile.ZipFile, dict[str, zipfile.ZipInfo]]:
    """Keep the archive that was read last open, since its listing is read at every opening."""
    opened = _open(archive)
    return opened, _members(opened)


def _members(opened: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    found: dict[str, zipfile.ZipInfo] = {}
    if len(opened.infolist()) > _MOST_MEMBERS:
        raise zipfile.BadZipFile
    for member in opened.infolist():
        # As a path writes it, which drops doubled separators.
        name = os.fspath(Path(_MARK + member.filename))[1:].replace(os.sep, "/")
        hidden = any(part.startswith(".") and part not in (".", "..") for part in _SEPARATORS.split(name))
        if member.filename.endswith("/") or hidden:
            continue
        while name in found:
            name += "~"
        found[name] = member
    return found


def listing_size(archive: Path) -> int:
    """Return how many bytes the list of members has, from the archive's last record (APPNOTE 4.3.14, 4.3.16).

    Raises:
        zipfile.BadZipFile, OSError, struct.error: It is no zip, or cut off.
    """
    with archive.open("rb") as file:
        length = file.seek(0, os.SEEK_END)
        file.seek(max(0, length - 66_000))
        tail = file.read()
        at = tail.rfind(b"PK\x05\x06")
        if at < 0:
            raise zipfile.BadZipFile
        (size,) = struct.unpack_from("<L", tail, at + 12)
        if size == 0xFFFFFFFF and at >= 20:
            (where,) = struct.unpack_from("<Q", tail, at - 12)
            file.seek(where)
            (size,) = struct.unpack_from("<Q", file.read(56), 40)
    return int(size)
