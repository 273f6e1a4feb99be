"""The numbers of a graph's tensors: what they claim is held against the bytes that are there before anything is allocated."""

from __future__ import annotations

import math
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from models.networks.graphs.refusal import DAMAGED, EXPORT_AGAIN, UnusableGraph, shown

if TYPE_CHECKING:
    from onnx import TensorProto

MOST_BYTES = 1 << 30
"""Of a file, and of all numbers of a graph together."""

_BYTES_OF = {"FLOAT": 4, "DOUBLE": 8, "FLOAT16": 2, "BFLOAT16": 2, "BOOL": 1} | {
    f"{sign}INT{8 * size}": size for sign in ("", "U") for size in (1, 2, 4, 8)
}
_REAL = frozenset({"FLOAT", "DOUBLE", "FLOAT16", "BFLOAT16"})
_FIELDS = ("float_data", "int32_data", "int64_data", "double_data", "uint64_data", "string_data")


def check_size(tensor: TensorProto) -> int:
    """Return how many bytes a tensor's numbers take.

    Raises:
        UnusableGraph: They are of a type that is not read, or there are not as many as it claims.
    """
    kind = type(tensor).DataType.Name(tensor.data_type) if tensor.data_type in type(tensor).DataType.values() else "unknown"
    if kind not in _BYTES_OF:
        raise UnusableGraph(f"The graph holds numbers of a type that is not read ({kind}); {EXPORT_AGAIN} in 32-bit floating point.")
    if any(length < 0 for length in tensor.dims):
        raise UnusableGraph(DAMAGED)
    count = math.prod(tensor.dims)
    size: int = count * _BYTES_OF[kind]
    if size > MOST_BYTES:
        raise UnusableGraph(
            f"The tensor {shown(tensor.name)} claims {size / 2**30:.3g} GiB of numbers, more than a graph of {MOST_BYTES >> 30} GiB may "
            f"hold; {EXPORT_AGAIN}."
        )
    if tensor.data_location == tensor.EXTERNAL:
        return size
    typed = sum(len(getattr(tensor, field)) for field in _FIELDS)
    there = len(tensor.raw_data) == size and not typed if tensor.HasField("raw_data") else typed == count
    if not there:
        raise UnusableGraph(f"The tensor {shown(tensor.name)} claims more or fewer numbers than the file holds; {_AGAIN}.")
    return size


_AGAIN = f"download it again, or {EXPORT_AGAIN}"


def fold_in(tensor: TensorProto, folder: Path) -> None:
    """Take in a tensor's numbers from a plain file in a folder.

    Raises:
        UnusableGraph: It points elsewhere, or beyond the end of that file.
    """
    said = {entry.key: entry.value for entry in tensor.external_data}
    file = folder / _plain(said.get("location", ""))
    try:
        found = file.lstat()
        if not stat.S_ISREG(found.st_mode):
            raise UnusableGraph(f"The numbers beside the graph are no plain file ({shown(file.name)}); copy both into one folder.")
        offset, length = int(said.get("offset", 0)), int(said.get("length", check_size(tensor)))
        if length != check_size(tensor) or offset < 0 or offset + length > found.st_size:
            raise UnusableGraph(f"The file {shown(file.name)} beside the graph is too short for it; {_AGAIN}.")
        with file.open("rb") as stream:
            stream.seek(offset)
            tensor.raw_data = stream.read(length)
    except ValueError:
        raise UnusableGraph(DAMAGED) from None
    except OSError as error:
        raise UnusableGraph(
            f"The graph keeps its numbers in the file {shown(file.name)}, which cannot be read ({error.strerror}); put it beside the graph."
        ) from None
    tensor.ClearField("external_data")
    tensor.data_location = tensor.DEFAULT


def _plain(location: str) -> str:
    """Return a file's name, refusing all that could lead out of the folder, on any system."""
    if not location or location in (".", "..") or any(character in "/\\:" or not character.isprintable() for character in location):
        raise UnusableGraph(
            f"The graph keeps its numbers in another folder ({shown(location)}), which is not read; put that file beside the graph and "
            f"export it with a plain file name, or all in one file."
        )
    return location


def check_finite(tensor: TensorProto) -> None:
    """Check that weights are numbers; a single infinite number may be a limit.

    Raises:
        UnusableGraph: They are not.
    """
    import numpy as np
    from onnx import numpy_helper

    if type(tensor).DataType.Name(tensor.data_type) not in _REAL:
        return
    values = numpy_helper.to_array(tensor)
    finite = np.isfinite(values) if values.size > 1 else ~np.isnan(values)
    if not finite.all():
        raise UnusableGraph(
            f"The tensor {shown(tensor.name)} holds numbers that are not finite; the network cannot be used. Take another export of it."
        )
