"""Safetensors: the library checks the header against the bytes that are there before it allocates anything."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import safetensors
import torch
from torch import Tensor

from models.networks.checkpoints.refusal import DAMAGED, CheckpointError, checked_name

_READ = {
    torch.float16,
    torch.bfloat16,
    torch.float32,
    torch.float64,
    torch.int8,
    torch.uint8,
    torch.int16,
    torch.int32,
    torch.int64,
    torch.bool,
}
_MOST_HEADER = 16_000_000


def tensors_of_safetensors(path: Path) -> Iterator[tuple[str, Tensor]]:
    """Read the tensors of a safetensors file, in the order of their names.

    Raises:
        CheckpointError: It is damaged, holds none, gives a name twice or has numbers of a type that is not read.
    """
    with path.open("rb") as stream:
        length = int.from_bytes(stream.read(8), "little")
        header = stream.read(min(length, _MOST_HEADER + 1))
    if length > _MOST_HEADER:
        raise CheckpointError("The header of the file is out of proportion, or the file is damaged; download it again.")
    try:
        with safetensors.safe_open(path, "pt") as opened:
            json.loads(header, object_pairs_hook=_without_repeats)
            names = sorted(opened.keys())
            if not names:
                raise CheckpointError("The file holds no tensors; download it again.")
            for name in map(checked_name, names):
                tensor = opened.get_tensor(name)
                if tensor.dtype not in _READ:
                    raise CheckpointError(
                        f"The tensor {name} has numbers of a type that is not read ({tensor.dtype}); convert it to float32."
                    )
                yield name, tensor.clone()
    except (safetensors.SafetensorError, ValueError, RecursionError):
        raise CheckpointError(DAMAGED) from None


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise CheckpointError("The file gives two values for one name; save it again with safetensors.")
    return found
