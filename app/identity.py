"""Who acts, and how a path is named in the log: by a keyed hash, since paths can name patients."""

from __future__ import annotations

import getpass
import hmac
import os
import secrets
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


def path_digest(path: Path) -> str:
    """Return the keyed hash (HMAC-SHA-256) of a path's absolute form; the key never leaves this machine.

    Raises:
        OSError: The key can neither be read nor made.
    """
    name = os.fsencode(os.path.abspath(path))
    return hmac.new(_key(data_folder() / "path.key"), name, "sha256").hexdigest()


def _key(file: Path) -> bytes:
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_bytes()
    key = secrets.token_bytes(32)
    with os.fdopen(descriptor, "wb") as made:
        made.write(key)
    return key
