"""What a checkpoint of torch holds, whichever way it was packed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from models.networks.checkpoints.inert import Named, Persistent
from models.networks.checkpoints.refusal import DAMAGED, CheckpointError


@dataclass(frozen=True)
class Contents:
    """A checkpoint whose numbers are still in its file.

    Attributes:
        root: What was saved, as inert records.
        sizes: Bytes that are there for each storage, by its key.
        read: Reads the bytes of one storage, by its key.
    """

    root: Any
    sizes: Mapping[str, int]
    read: Callable[[str], bytes]


@dataclass(frozen=True)
class Storage:
    """A row of numbers that tensors are views of.

    Attributes:
        key: Its name in the file.
        kind: The name of its type, such as ``FloatStorage``.
        count: How many numbers the file promises.
        start: The number that a view of it begins with; 0 but in files of the first versions.
    """

    key: str
    kind: str
    count: int
    start: int = 0


def storage_of(kept: Persistent) -> Storage | None:
    """Return the storage that a pickle refers to, None where it refers to a class beside its source.

    Raises:
        CheckpointError: It refers to something else.
    """
    match kept.id:
        case ("module", *_):
            return None
        case ("storage", kind, key, _, int(count), *view) if isinstance(kind, Named) and isinstance(key, str):
            match view:
                case [] | [None]:
                    start = 0
                case [(_, int(start), int(_))]:
                    pass
                case _:
                    raise CheckpointError(DAMAGED)
            if 0 <= count < 2**48 and 0 <= start <= count:
                return Storage(key, kind.name.rpartition(".")[2], count, start)
    raise CheckpointError(DAMAGED)
