"""The hashes by which films, files, paths and patients are named."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


def pixel_hash(pixels: NDArray[np.float32]) -> str:
    """Return the SHA-256 over shape, dtype and values of a film's pixels."""
    digest = hashlib.sha256(f"{pixels.dtype.str} {pixels.shape}".encode())
    digest.update(np.ascontiguousarray(pixels).tobytes())
    return digest.hexdigest()


def keyed_digest(key: bytes, name: bytes) -> str:
    """Return the keyed hash (HMAC-SHA-256, RFC 2104) by which a path or a patient is named; without the key no name can be tried."""
    return hmac.new(key, name, "sha256").hexdigest()


def sha256_of(path: Path) -> str:
    """Return the hexadecimal SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
