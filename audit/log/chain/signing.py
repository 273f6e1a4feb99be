"""The key that signs checkpoints (Ed25519, RFC 8032), in a file that only its person may read.

A key that is not in the log's file is what a forger of the file does not have.
"""

from __future__ import annotations

from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from audit.log.chain.key_file import key_in
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
        NoKey: The file holds no key.
        OSError: It can neither be read nor made.
    """
    file = folder / "signing.key"
    text = key_in(file, lambda: Ed25519PrivateKey.generate().private_bytes_raw().hex().encode())
    try:
        return Signer(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(text.decode("ascii"))))
    except ValueError as error:
        raise no_key(file) from error


def no_key(file: Path) -> NoKey:
    """Return that a file holds no key."""
    return NoKey(f"The file {file} holds no key. Put a copy of it back, or move it away, and a new key is made.")
