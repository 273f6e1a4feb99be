"""Checkpoints of PyTorch 1.6 and later: a zip of one pickle and of one member a storage. Nothing is unpacked to a disk."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Collection
from pathlib import Path
from typing import BinaryIO

from models.networks.checkpoints.contents import Contents
from models.networks.checkpoints.inert import MOST_BYTES, Pickles
from models.networks.checkpoints.refusal import DAMAGED, EXPORT_AGAIN, CheckpointError
from models.reading.archive import listing_size

_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, IndexError, RuntimeError, NotImplementedError, struct.error)
_MOST_LISTING, _MOST_MEMBERS = 16_000_000, 100_000

_OTHERS = (
    (
        r"[^/]+/(constants\.pkl|code/.*)",
        f"This is a TorchScript archive, which holds code and is not read; {EXPORT_AGAIN}, or export it as ONNX.",
    ),
    (
        r"([^/]+/)?(archive_format|models/[^/]+\.json|serialized_exported_program\.json)",
        f"This is a .pt2 program, whose loader can run code and which is not read; {EXPORT_AGAIN}, or export it as ONNX.",
    ),
    (
        r"model\.weights\.h5|.*saved_model\.pb",
        "This is a model of Keras or TensorFlow, which is not read; export it as ONNX where it was made.",
    ),
    (r"[^/]+\.npy", "These are arrays of NumPy, not a network's weights; save the state dict with torch.save or safetensors."),
)


def contents_of_zip(path: Path, stream: BinaryIO) -> Contents:
    """Read the pickle of a zip and list its storages.

    Args:
        path: The file.
        stream: The same, open; the contents are read from it.

    Raises:
        CheckpointError: It is damaged, no checkpoint, or out of proportion.
    """
    try:
        if listing_size(path) > _MOST_LISTING:
            raise CheckpointError(_OUT_OF_PROPORTION)
        archive = zipfile.ZipFile(stream)
        members = {member.filename: member for member in archive.infolist()}
        if len(members) < len(archive.infolist()):
            raise CheckpointError("The archive holds two members of one name; it was not written by torch.save. Save it again.")
        _check(members.values(), path.stat().st_size)
        folder = _folder(members)
        if f"{folder}byteorder" in members and archive.read(f"{folder}byteorder") != b"little":
            raise CheckpointError("The file was written on a big-endian machine; load it and save it again on a usual one.")
        root, _ = Pickles(archive.read(f"{folder}data.pkl")).next()
    except _BROKEN:
        raise CheckpointError(DAMAGED) from None

    def read(key: str) -> bytes:
        try:
            return archive.read(f"{folder}data/{key}")
        except (KeyError, *_BROKEN):
            raise CheckpointError(DAMAGED) from None

    data = f"{folder}data/"
    sizes = {name.removeprefix(data): member.file_size for name, member in members.items() if name.startswith(data)}
    return Contents(root, sizes, read)


_OUT_OF_PROPORTION = "The archive promises more than its bytes can hold; it was not written by torch.save. Save the state dict again."


def _check(members: Collection[zipfile.ZipInfo], size: int) -> None:
    if any(".." in re.split(r"[/\\]", member.filename) or re.match(r"[/\\]|.:", member.filename) for member in members):
        raise CheckpointError("The archive names files outside itself; it was not written by torch.save and is not read.")
    if any(member.flag_bits & 1 for member in members):
        raise CheckpointError("The archive is encrypted; unpack it with its password first.")
    for pattern, sentence in _OTHERS:
        if any(re.fullmatch(pattern, member.filename) for member in members):
            raise CheckpointError(sentence)
    if any(member.compress_type != zipfile.ZIP_STORED for member in members):
        raise CheckpointError(
            "The archive is compressed, which torch.save never does; unpack it and choose the file inside, or save it again."
        )
    if len(members) > _MOST_MEMBERS or sum(member.file_size for member in members) > size:
        raise CheckpointError(_OUT_OF_PROPORTION)


def _folder(members: dict[str, zipfile.ZipInfo]) -> str:
    """Return the folder of the pickle; torch names it after the file."""
    found = [name.removesuffix("data.pkl") for name in members if re.fullmatch(r"([^/]+/)?data\.pkl", name)]
    if len(found) != 1:
        raise CheckpointError("This zip is no checkpoint of torch.save; if a checkpoint is inside, unpack it and choose that file.")
    if members[f"{found[0]}data.pkl"].file_size > MOST_BYTES:
        raise CheckpointError("The file describes more than a network has; save its state dict alone.")
    return found[0]
