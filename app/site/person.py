"""Who acts, and where this person's log, keys and settings are."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs

from app.export.one_line import one_line
from audit.log.account import account

MOVES_DATA_FOLDER = "WIN_PD_OVERRIDE_LOCAL_APPDATA" if sys.platform == "win32" else "XDG_DATA_HOME"
_NAMES = ("SUDO_USER", "LOGNAME", "USER", "LNAME", "USERNAME")
_LONGEST = 64


class NoDataFolder(OSError):
    """The data folder cannot be used. The text is a sentence: which it is, what it is for, and what moves it."""

    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(
            f"Your data folder {folder} cannot be used: {why}. It holds your keys, and your log where no other is named. "
            f"Make it writable, or set {MOVES_DATA_FOLDER} to a folder in which it can be made."
        )


@contextmanager
def in_data_folder() -> Iterator[Path]:
    """Give the folder of this person's log and keys, made when missing, to do something in it.

    Raises:
        NoDataFolder: It cannot be made, or what is done in it fails.
    """
    folder = _folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
    except NoDataFolder:
        raise
    except OSError as error:
        raise NoDataFolder(folder, error.strerror or type(error).__name__) from error


def _folder() -> Path:
    try:
        folder = Path(platformdirs.user_data_dir("cxr-audit", appauthor=False))
    except RuntimeError:
        folder = Path("~")
    if not folder.is_absolute():
        raise NoDataFolder(folder, "you have no home folder")
    return folder


def data_folder() -> Path:
    """Return the folder of this person's log and keys; it is made when missing.

    Raises:
        NoDataFolder: It cannot be made.
    """
    with in_data_folder() as folder:
        return folder


def default_log() -> Path:
    """Return the log that is used when no other is named; raises as ``data_folder`` does."""
    return data_folder() / "audit.db"


def actor() -> str:
    """Return who acts: the process's account, and beside it the name that the environment gives where that is another.

    Anybody can set the environment; the account is the system's.
    """
    of_process = account()
    named = next((name for variable in _NAMES if (name := os.environ.get(variable)) and name != of_process), None)
    return f"{of_process} (environment: {one_line(named)[:_LONGEST]})" if named else of_process
