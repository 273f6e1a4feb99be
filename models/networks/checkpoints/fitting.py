"""Tensors by the names of a network: prefixes and old spellings are mapped, and what does not fit is listed name by name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import torch
from torch import Tensor

from models.networks.checkpoints.refusal import CheckpointError

_LISTED = 10
_COUNTER = "num_batches_tracked"
_NO_WEIGHTS = {"op_threshs", "pos_weight", "total_ops", "total_params"}

_OLD_DENSENET = re.compile(r"\b(denselayer\d+\.(?:norm|relu|conv))\.([12])\.")
_HEAD_WITH_SIGMOID = re.compile(r"\.0\.(weight|bias)$")


class DoesNotFit(CheckpointError):
    """Weights of another network.

    Attributes:
        missing: Names of the network that the file lacks.
        left_over: Names of the file for which the network has no place.
        other_shapes: What both have, with both shapes.
    """

    def __init__(self, missing: Sequence[str], left_over: Sequence[str], other_shapes: Sequence[str]) -> None:
        self.missing, self.left_over, self.other_shapes = tuple(missing), tuple(left_over), tuple(other_shapes)
        lists = (("Missing", missing), ("Left over", left_over), ("Other shape", other_shapes))
        listed = "".join(f"\n{title} ({len(names)}): {_listed(names)}." for title, names in lists if names)
        super().__init__(f"The weights do not fit the network; choose the architecture and the labels they were made with.{listed}")


@dataclass(frozen=True)
class Fitted:
    """What fits a network.

    Attributes:
        tensors: One for each name of the network, in its order.
        left_out: Names of the file that the network has no place for and does not need; for the person to know.
    """

    tensors: dict[str, Tensor]
    left_out: tuple[str, ...]


def fitted(tensors: Mapping[str, Tensor], expected: Mapping[str, Sequence[int]], unused: Sequence[str] = ()) -> Fitted:
    """Give the tensors of a file the names of a network.

    One prefix is taken off, that under which most names are the network's: ``module.``, ``model.``, ``module.densenet121.``. The layers
    that old DenseNets call ``norm.1`` and ``conv.2`` become ``norm1`` and ``conv2``. A last layer that stands in a sequence, as
    ``classifier.0`` before a sigmoid, takes the place of ``classifier``; what follows it has no weights and is not known here.

    Whole numbers and truth values, counted operations, and the buffers ``op_threshs`` of torchxrayvision and ``pos_weight`` of a loss are
    no weights of a layer: where the network has no place for them they are left out and told. Anything else that is left over is refused,
    since it may be a layer that the network lacks. Batches that were not counted are counted from none.

    Args:
        tensors: As read.
        expected: The shape of each tensor of the network, by its name in ``state_dict()``.
        unused: How the names begin, behind a prefix or not, of layers that serve training alone; they are left out and told, too.

    Raises:
        DoesNotFit: Names or shapes differ.
    """
    places = placed(tensors, expected)
    left = [name for name in tensors if name not in places.values()]
    missing = [name for name in expected if name not in places and name.rpartition(".")[2] != _COUNTER]
    other_shapes = [
        f"{name} has {_shape(tensors[places[name]].shape)}, the network {_shape(shape)}"
        for name, shape in expected.items()
        if name in places and tuple(tensors[places[name]].shape) != tuple(shape)
    ]
    left_over = [name for name in left if not (_is_no_weight(name, tensors[name]) or any(f".{start}" in f".{name}" for start in unused))]
    if missing or left_over or other_shapes:
        raise DoesNotFit(missing, left_over, other_shapes)
    zero = torch.zeros((), dtype=torch.int64)
    return Fitted({name: tensors[places[name]] if name in places else zero.clone() for name in expected}, tuple(left))


def placed(tensors: Mapping[str, Tensor], expected: Mapping[str, Sequence[int]]) -> dict[str, str]:
    """Return which name of the file takes which place of the network; of two for one place, the one spelt as the network does."""
    spellings = {name: _spellings(name) for name in tensors}
    found = Counter(
        prefix for spelt in spellings.values() for prefix in {prefix for one in {*spelt} for prefix in _prefixes(one, expected)}
    )
    prefix = min(found, key=lambda prefix: (-found[prefix], len(prefix)), default="")
    places: dict[str, str] = {}
    for rank in range(3):
        taken = set(places.values())
        for name in tensors:
            spelt = spellings[name][rank]
            place = spelt.removeprefix(prefix)
            if name not in taken and spelt.startswith(prefix) and place in expected:
                places.setdefault(place, name)
    return places


@lru_cache(maxsize=4096)
def _spellings(name: str) -> tuple[str, str, str]:
    """Return how a network may spell a name, the file's own way first."""
    modern = _OLD_DENSENET.sub(r"\1\2.", name)
    return name, modern, _HEAD_WITH_SIGMOID.sub(r".\1", modern)


def _prefixes(name: str, expected: Mapping[str, Sequence[int]]) -> Iterator[str]:
    starts = [0, *(match.end() for match in re.finditer(r"\.", name))]
    return (name[:start] for start in starts if name[start:] in expected)


def _is_no_weight(name: str, tensor: Tensor) -> bool:
    return not tensor.is_floating_point() or name.rpartition(".")[2] in _NO_WEIGHTS


def _shape(shape: Sequence[int]) -> str:
    return "×".join(map(str, shape)) or "one number"


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _LISTED
    return ", ".join(names[:_LISTED]) + (f" and {more} more" if more > 0 else "")
