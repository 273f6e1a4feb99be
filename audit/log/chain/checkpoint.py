"""Checkpoints: signatures over the chain's head, each also over the one before it; and the witness file that keeps them elsewhere."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from audit.log.chain.links import length_prefixed
from audit.log.chain.signing import Signer, signed
from audit.log.errors import WitnessUnavailable

_BEGINS = b'{"log": "'


@dataclass(frozen=True)
class Checkpoint:
    """One signature over the chain's head.

    Attributes:
        number: Counts from 1, without gaps.
        entry_seq, entry_hash: The chain's head that it attests, and so every entry up to it.
        time_utc: When it was made.
        public_key: Of its key, in hexadecimal.
        signature: Over all the above and the signature of the checkpoint before.
    """

    number: int
    entry_seq: int
    entry_hash: str
    time_utc: str
    public_key: str
    signature: str

    def holds(self, previous: str) -> bool:
        """Tell whether the signature is of this content and follows the one before, which is "" for the first."""
        try:
            message = _message(self.number, self.entry_seq, self.entry_hash, self.time_utc, self.public_key, previous)
        except (AttributeError, TypeError, UnicodeEncodeError):
            return False
        return signed(message, signature=self.signature, public_key=self.public_key)


def make_checkpoint(signer: Signer, *, previous: Checkpoint | None, entry_seq: int, entry_hash: str, time_utc: str) -> Checkpoint:
    """Sign the chain's head."""
    number, before = (previous.number + 1, previous.signature) if previous else (1, "")
    signature = signer.sign(_message(number, entry_seq, entry_hash, time_utc, signer.public_key, before))
    return Checkpoint(number, entry_seq, entry_hash, time_utc, signer.public_key, signature)


def _message(number: int, entry_seq: int, entry_hash: str, time_utc: str, public_key: str, previous: str) -> bytes:
    parts = (str(number), str(entry_seq), entry_hash, time_utc, public_key, previous)
    return length_prefixed(b"cxr-audit checkpoint 1\n", tuple(part.encode() for part in parts))


@dataclass(frozen=True)
class Witnessed:
    """A line of a witness file.

    Attributes:
        log: Hash of the log's first entry: which log it is.
        previous: Signature of the checkpoint before, so that the line proves itself.
    """

    log: str
    previous: str
    checkpoint: Checkpoint


def check_witness(file: Path | None) -> None:
    """Look whether lines can be added to a witness file, where one is wanted, before there is one to add; it is made when missing.

    Raises:
        WitnessUnavailable: It cannot be written, or holds something else.
    """
    if file is None:
        return
    try:
        if file.is_file() or not file.exists():
            with file.open("ab"), file.open("rb") as lines:
                beginning = lines.read(len(_BEGINS))
            if not beginning.startswith(_BEGINS[: len(beginning)]):
                sentence = f"{file.name} is there already and is no witness file. Choose another name for the witness, or move it away."
                raise WitnessUnavailable(sentence)
        elif file.is_dir() or not os.access(file, os.W_OK):
            raise PermissionError(0, "nothing can be written into it")
    except OSError as error:
        raise WitnessUnavailable(f"The witness file {file.name} cannot be written: {error.strerror}. Nothing was appended.") from error


def append_witness(file: Path, witnessed: Witnessed) -> None:
    """Add a line to a witness file, and wait until it is on its disk.

    Raises:
        WitnessUnavailable: It cannot be written.
    """
    line = json.dumps({"log": witnessed.log, "previous": witnessed.previous, **asdict(witnessed.checkpoint)}) + "\n"
    try:
        with file.open("ab") as target:
            # A line that was cut off when the disk was full is left alone, on a line of its own.
            torn = target.tell() and not _ends_a_line(file)
            target.write((b"\n" if torn else b"") + line.encode())
            target.flush()
            os.fsync(target.fileno())
    except OSError as error:
        sentence = f"The witness file {file.name} cannot be written: {error.strerror}. What was appended stands in the log."
        raise WitnessUnavailable(sentence) from error


def read_witness(file: Path) -> Iterator[Witnessed | None]:
    """Yield the lines of a witness file, oldest first; None for a line that is none.

    Raises:
        WitnessUnavailable: It cannot be read.
    """
    try:
        with file.open("rb") as lines:
            for line in lines:
                yield _witnessed(line)
    except OSError as error:
        raise WitnessUnavailable(f"The witness file {file.name} cannot be read: {error.strerror}.") from error


def _witnessed(line: bytes) -> Witnessed | None:
    try:
        value = json.loads(line)
        return Witnessed(str(value.pop("log")), str(value.pop("previous")), Checkpoint(**value))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _ends_a_line(file: Path) -> bool:
    with file.open("rb") as source:
        source.seek(-1, os.SEEK_END)
        return source.read(1) == b"\n"
