"""The key that signs checkpoints (Ed25519, RFC 8032), in a file that only its person may read.

A key that is not in the log's file is what a forger of the file does not have.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from audit.log.errors import NoKey


class Signer:
    """Signs with one key.

    Attributes:
        public_key: The 32 bytes of the public key, in hexadecimal: what a person gives to an auditor.
    """

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public_key = key.public_key().public_bytes_raw().hex()

    def sign(self, message: bytes) -> str:
        """Return the signature of a message, in hexadecimal."""
        return self._key.sign(message).hex()


def signed(message: bytes, *, signature: str, public_key: str) -> bool:
    """Tell whether a signature is of this message by this key; what is no signature or no key is not."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def load_signer(folder: Path) -> Signer:
    """Return this person's signer, whose key is in the file ``signing.key``; it is made when there is none.

    Raises:
        NoKey: The file can neither be read nor made, or holds no key.
    """
    file = folder / "signing.key"
    try:
        text = file.read_text("ascii") if file.is_file() else _from_new_file(file)
        file.chmod(0o600)  # As a copy from a backup may have it.
        return Signer(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(text)))
    except OSError as error:
        raise NoKey(f"The key that signs the log cannot be read or made: {error.strerror}.") from error
    except ValueError as error:
        raise NoKey(f"The file {file.name} holds no key; move it away, and a new key is made.") from error


def _from_new_file(file: Path) -> str:
    """Make the file; it comes to be whole or not at all, and who asks at the same time gets the same."""
    descriptor, made = tempfile.mkstemp(dir=file.parent, prefix=f"{file.name}.")  # mkstemp makes it 0600.
    with os.fdopen(descriptor, "w", encoding="ascii") as partial:
        partial.write(Ed25519PrivateKey.generate().private_bytes_raw().hex())
        partial.flush()
        os.fsync(partial.fileno())
    try:
        with contextlib.suppress(FileExistsError):  # Another was first.
            os.link(made, file)
    finally:
        os.unlink(made)
    return file.read_text("ascii")
