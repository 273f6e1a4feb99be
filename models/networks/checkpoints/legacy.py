"""Checkpoints of PyTorch before 1.6, and of later ones that were asked for the old form: five pickles, then the numbers."""

from __future__ import annotations

import struct
from typing import BinaryIO

from models.networks.checkpoints.contents import Contents, storage_of
from models.networks.checkpoints.inert import MOST_BYTES, Pickles
from models.networks.checkpoints.numbers import kind_of_numbers
from models.networks.checkpoints.refusal import DAMAGED, EXPORT_AGAIN, CheckpointError

_MAGIC, _VERSION = 0x1950A86A20F9469CFC6C, 1001


def contents_of_pickles(stream: BinaryIO) -> Contents:
    """Read the pickles of an old checkpoint and find its storages behind them.

    Raises:
        CheckpointError: It is damaged, or a pickle of another program.
    """
    pickles = Pickles(stream.read(MOST_BYTES))
    if pickles.next()[0] != _MAGIC:
        raise CheckpointError(f"This is a pickle that torch.save did not write, which is not read; {EXPORT_AGAIN}.")
    version, _ = pickles.next()
    pickles.next()
    root, kept_outside = pickles.next()
    keys, _ = pickles.next()
    storages = {found.key: found for kept in kept_outside if (found := storage_of(kept))}
    if version != _VERSION or not isinstance(keys, list) or not all(isinstance(key, str) and key in storages for key in keys):
        raise CheckpointError(DAMAGED)
    places: dict[str, tuple[int, int]] = {}
    end, at = stream.seek(0, 2), pickles.tell()
    for key in keys:
        stream.seek(at)
        before = stream.read(8)
        count = struct.unpack("<q", before)[0] if len(before) == 8 else -1
        size = count * kind_of_numbers(storages[key].kind).itemsize
        if count != storages[key].count or at + 8 + size > end:
            raise CheckpointError(DAMAGED)
        places[key] = at + 8, size
        at += 8 + size

    def read(key: str) -> bytes:
        place, size = places[key]
        stream.seek(place)
        return stream.read(size)

    return Contents(root, {key: size for key, (_, size) in places.items()}, read)
