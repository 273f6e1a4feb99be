"""The bytes of a file, or of a member of a zip; never more of them than a film has."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from models.reading.archive import read_member, split
from models.values.refusal import NotARadiograph, RefusalCode

MOST_BYTES = 400_000_000
NOT_FETCHED = "This is a git-annex link, the film itself is not on this computer; fetch it by 'git annex get' or 'datalad get'."


def is_unfetched(path: Path) -> bool:
    """Tell a link of git-annex or DataLad to content that is not on this computer."""
    try:
        target = Path(os.readlink(path))
    except (OSError, ValueError):
        return False
    return "annex/objects" in target.as_posix() and not os.path.exists(path)


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        NotARadiograph: It is not there, was not fetched, is no file, larger than ``MOST_BYTES``, or cannot be opened.
    """
    try:
        found = split(path)
        if found:
            return read_member(*found, most=MOST_BYTES)
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            os.scandir(path).close()  # One that a search could not list is told with the reason.
        if not stat.S_ISREG(status.st_mode):
            raise NotARadiograph(RefusalCode.UNREADABLE, "This is a folder or a device, not a file; choose the films in it.")
        if status.st_size <= MOST_BYTES:
            with path.open("rb") as file:
                data = file.read(status.st_size + 1)
                if len(data) > status.st_size:  # It grew.
                    data += file.read(MOST_BYTES + 1 - len(data))
        if status.st_size > MOST_BYTES or len(data) > MOST_BYTES:
            raise NotARadiograph(
                RefusalCode.TOO_LARGE, "The file is larger than 400 MB, which no single radiograph is; export the film alone."
            )
    except FileNotFoundError:
        if is_unfetched(path):
            raise NotARadiograph(RefusalCode.NOT_FETCHED, NOT_FETCHED) from None
        if os.path.islink(path):
            raise NotARadiograph(RefusalCode.NOT_FOUND, "This is a link to a file that is not there; check where it leads.") from None
        raise NotARadiograph(RefusalCode.NOT_FOUND, "There is no such file, it may have been moved; check its path.") from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        remedy = "check your rights to it" if isinstance(error, PermissionError) else "check the drive or the network"
        raise NotARadiograph(RefusalCode.UNREADABLE, f"The file cannot be read: {reason}; {remedy}.") from None
    except ValueError:
        raise NotARadiograph(RefusalCode.NOT_FOUND, "No file can have such a name; check its path.") from None
    return data
