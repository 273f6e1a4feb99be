"""How paths and patients are named in the log: by keyed hashes. The key stays in a file that only its person may read."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from app.site.person import in_data_folder
from audit.log.chain.key_file import key_in
from audit.log.chain.signing import Signer, load_signer, no_key
from models.values.digests import keyed_digest

_BYTES = 32


def path_digest(path: Path) -> str:
    """Return the keyed hash (HMAC-SHA-256) of a path's absolute form; the key never leaves this machine.

    Raises:
        NoKey: The file of the key holds none.
        NoDataFolder: The key can neither be read nor made.
    """
    return path_digests([path])[0]


def path_digests(paths: Iterable[Path]) -> list[str]:
    """Return what ``path_digest`` does for each of many paths; raises as it does."""
    key = _key()
    return [keyed_digest(key, os.fsencode(os.path.abspath(path))) for path in paths]


def patient_key() -> bytes:
    """Return the key that a reader hashes patient identifiers with; it follows from this person's key, which the reader never gets.

    Raises:
        NoKey: The file of the key holds none.
        NoDataFolder: The key can neither be read nor made.
    """
    return bytes.fromhex(keyed_digest(_key(), b"patient identifiers"))


def signer() -> Signer:
    """Return this person's signer of the log's checkpoints.

    Raises:
        NoKey: The file of the key holds none.
        NoDataFolder: The key can neither be read nor made.
    """
    with in_data_folder() as folder:
        return load_signer(folder)


def _key() -> bytes:
    with in_data_folder() as folder:
        file = folder / "path.key"
        key = key_in(file, lambda: secrets.token_bytes(_BYTES))
    if len(key) != _BYTES:
        raise no_key(file)
    return key
