"""How paths and patients are named in the log: by keyed hashes. The key stays in a file that only its person may read."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

from app.site.person import data_folder
from audit.log.chain.signing import Signer, load_signer
from models.values.digests import keyed_digest


def path_digest(path: Path) -> str:
    """Return the keyed hash (HMAC-SHA-256) of a path's absolute form; the key never leaves this machine.

    Raises:
        OSError: The key can neither be read nor made.
    """
    return keyed_digest(_key(data_folder() / "path.key"), os.fsencode(os.path.abspath(path)))


def patient_key() -> bytes:
    """Return the key that a reader hashes patient identifiers with; it follows from this person's key, which the reader never gets.

    Raises:
        OSError: The key can neither be read nor made.
    """
    return bytes.fromhex(keyed_digest(_key(data_folder() / "path.key"), b"patient identifiers"))


def signer() -> Signer:
    """Return this person's signer of the log's checkpoints.

    Raises:
        NoKey: The key can neither be read nor made.
        OSError: The data folder cannot be made.
    """
    return load_signer(data_folder())


def _key(file: Path) -> bytes:
    """Return the key; it comes to be whole or not at all, so that whoever asks at the same time gets the same."""
    if file.is_file() and (key := file.read_bytes()):
        if os.name == "posix" and file.stat().st_mode & 0o077:
            file.chmod(0o600)  # As a copy from a backup may have it.
        return key
    descriptor, made = tempfile.mkstemp(dir=file.parent, prefix=f"{file.name}.")
    with os.fdopen(descriptor, "wb") as partial:
        partial.write(secrets.token_bytes(32))
    try:
        if file.is_file() and not file.stat().st_size:
            file.unlink(missing_ok=True)  # Left by a program that was stopped while it made the key.
        with contextlib.suppress(FileExistsError):  # Another was first.
            os.link(made, file)
    finally:
        os.unlink(made)
    return file.read_bytes()
