"""Tensors of the numbers in a file: every view is checked against the bytes that are there before anything is allocated."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from models.networks.checkpoints.contents import Contents, Storage, storage_of
from models.networks.checkpoints.inert import Named, Persistent, Record
from models.networks.checkpoints.refusal import DAMAGED, EXPORT_AGAIN, CheckpointError, checked_name

_KINDS = {
    "FloatStorage": torch.float32, "DoubleStorage": torch.float64, "HalfStorage": torch.float16, "BFloat16Storage": torch.bfloat16,
    "LongStorage": torch.int64, "IntStorage": torch.int32, "ShortStorage": torch.int16, "CharStorage": torch.int8,
    "ByteStorage": torch.uint8, "BoolStorage": torch.bool,
}  # fmt: skip
_VIEWS = {"torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2"}
_WRAPPERS = {
    "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state",
    "torch.nn.parameter.Parameter", "torch.autograd.variable.Variable",
}  # fmt: skip
_WITH_ATTRIBUTES = "torch._tensor._rebuild_from_type_v2"
_OTHER_FORMS = ("torch._utils._rebuild", "torch._tensor._rebuild")
_MOST_NUMBERS = 2**40
_MOST_WRAPPED = 4
_ROOM_FOR_REPEATS = 1_000_000


@dataclass(frozen=True)
class _View:
    storage: Storage
    offset: int
    size: tuple[int, ...]
    stride: tuple[int, ...]

    @property
    def count(self) -> int:
        return math.prod(self.size)

    @property
    def end(self) -> int:
        """The number of its storage behind its last one."""
        reach = sum((length - 1) * stride for length, stride in zip(self.size, self.stride, strict=True))
        return self.offset + reach + 1 if self.count else 0


def kind_of_numbers(storage: str) -> torch.dtype:
    """Return the numbers in a storage of this type.

    Raises:
        CheckpointError: They are of a type that is not read: complex, quantised, of eight bits.
    """
    if storage not in _KINDS:
        raise CheckpointError(
            f"The file holds numbers of a type that is not read ({checked_name(storage)}); convert the network to float32 and save it."
        )
    return _KINDS[storage]


def is_tensor(described: Any) -> bool:
    """Tell whether a record describes a tensor, of a form that is read or of another one."""
    return isinstance(described, Record) and (described.what in _WRAPPERS or described.what.startswith(_OTHER_FORMS))


def tensors_of(described: Mapping[str, Any], contents: Contents, file_bytes: int) -> Iterator[tuple[str, Tensor]]:
    """Read the tensors of records, each in memory of its own, in the order of their storages.

    Args:
        described: Records that describe tensors, by their names.
        contents: Where their numbers are.
        file_bytes: What the file has; together the tensors may not have many more numbers than that.

    Raises:
        CheckpointError: One reaches outside its storage, a storage is shorter than promised, or a form is not read.
    """
    by_storage: dict[Storage, dict[str, _View]] = {}
    room = file_bytes + _ROOM_FOR_REPEATS
    for name, record in described.items():
        view = _checked(name, record, contents)
        room -= view.count
        if room < 0:
            raise CheckpointError("The tensors have more numbers than the file has bytes; save the state dict again.")
        by_storage.setdefault(view.storage, {})[name] = view
    for storage, views in by_storage.items():
        kind = kind_of_numbers(storage.kind)
        data = bytearray(contents.read(storage.key))
        numbers = torch.frombuffer(data, dtype=kind) if data else torch.empty(0, dtype=kind)
        for name, view in views.items():
            yield name, torch.as_strided(numbers, view.size, view.stride, view.offset).clone(memory_format=torch.contiguous_format)


def _checked(name: str, record: Any, contents: Contents) -> _View:
    view = _view(name, record)
    there, promised = contents.sizes.get(view.storage.key, 0), view.storage.count * kind_of_numbers(view.storage.kind).itemsize
    if there != promised:
        raise CheckpointError(
            f"The numbers of {name} are not all there: {promised} bytes promised, {there} found; download the file again."
        )
    if max(view.offset, view.end) > view.storage.count or math.prod(max(1, length) for length in view.size) > _MOST_NUMBERS:
        raise CheckpointError(f"The tensor {name} reaches outside its numbers: the file is damaged; download it again.")
    return view


def _view(name: str, record: Any) -> _View:
    for _ in range(_MOST_WRAPPED):
        match record:
            # The third of the rest says that the numbers are to be conjugated or negated.
            case Record(what, (Persistent() as kept, int(offset), tuple(size), tuple(stride), *rest)) if what in _VIEWS and not any(
                rest[2:3]
            ):
                storage = storage_of(kept)
                if storage is None or len(size) != len(stride) or not all(map(_is_length, (offset, *size, *stride))):
                    raise CheckpointError(DAMAGED)
                return _View(storage, offset + storage.start, size, stride)
            case Record(what, (inner, *_)) if what in _WRAPPERS:
                record = inner
            case Record(what, (Named(function), _, tuple(arguments), *_)) if what == _WITH_ATTRIBUTES:
                record = Record(function, arguments)
            case _:
                break
    raise CheckpointError(f"The tensor {name} is sparse, quantised or of another form that is not read; {EXPORT_AGAIN}.")


def _is_length(found: Any) -> bool:
    return type(found) is int and 0 <= found <= _MOST_NUMBERS
