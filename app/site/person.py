"""Who acts, and where this person's log, keys and settings are."""

from __future__ import annotations

import getpass
from pathlib import Path

import platformdirs


def data_folder() -> Path:
    """Return the folder of this person's log and key; it is made when missing.

    Raises:
        OSError: It cannot be made.
    """
    folder = Path(platformdirs.user_data_dir("cxr-audit", appauthor=False))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def default_log() -> Path:
    """Return the log that is used when no other is named."""
    return data_folder() / "audit.db"


def actor() -> str:
    """Return the name of the person's account."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"
