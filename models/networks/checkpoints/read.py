"""The tensors of a file of weights that somebody else made. Nothing in the file is run, imported or called."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import torch
from torch import Tensor

from models.networks.checkpoints.kinds import NO_WEIGHTS, Kind, kind_of
from models.networks.checkpoints.legacy import contents_of_pickles
from models.networks.checkpoints.numbers import tensors_of
from models.networks.checkpoints.refusal import CheckpointError, cannot_be_read
from models.networks.checkpoints.safetensors_file import tensors_of_safetensors
from models.networks.checkpoints.tree import named_tensors
from models.networks.checkpoints.zipped import contents_of_zip

MARKS_BY_NAN = "op_threshs"
"""The buffer in which torchxrayvision writes not-a-number for a finding without a threshold; no weight."""


def read_tensors(path: Path) -> dict[str, Tensor]:
    """Read the tensors of a safetensors file or of a checkpoint of torch.save: a state dict, also inside another dict, or a whole module.

    Args:
        path: The file; its kind is told by its bytes.

    Returns:
        The tensors by the names that ``state_dict()`` gives, each contiguous and in memory of its own. Floating-point numbers of 16 and 64
        bits have become 32 bits; whole numbers, such as ``num_batches_tracked``, and truth values stay what they are.

    Raises:
        CheckpointError: The file cannot be used; the sentence says why and what to do.
    """
    try:
        return {name: _finite(name, tensor) for name, tensor in _tensors(path)}
    except OSError as error:
        raise cannot_be_read(error) from None


def _finite(name: str, tensor: Tensor) -> Tensor:
    found = tensor.to(torch.float32) if tensor.is_floating_point() else tensor
    if not found.isfinite().all() and name.rpartition(".")[2] != MARKS_BY_NAN:
        raise CheckpointError(
            f"The tensor {name} holds numbers that are not finite; the network cannot be used. Take another checkpoint of it."
        )
    return found


def _tensors(path: Path) -> Iterator[tuple[str, Tensor]]:
    kind = kind_of(path)
    if kind is Kind.SAFETENSORS:
        yield from tensors_of_safetensors(path)
        return
    if kind not in (Kind.ZIP, Kind.PICKLE):
        raise CheckpointError(NO_WEIGHTS[kind])
    with path.open("rb") as stream:
        contents = contents_of_zip(path, stream) if kind is Kind.ZIP else contents_of_pickles(stream)
        yield from tensors_of(named_tensors(contents.root), contents, path.stat().st_size)
