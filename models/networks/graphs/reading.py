"""A graph from its file, with the numbers that lie beside it. It is parsed as a protocol buffer; nothing in it is run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.networks.checkpoints.refusal import cannot_be_read
from models.networks.graphs.numbers import MOST_BYTES, check_finite, check_size, fold_in
from models.networks.graphs.refusal import DAMAGED, EXPORT_AGAIN, NOT_INSTALLED, UnusableGraph

if TYPE_CHECKING:
    from onnx import ModelProto, TensorProto


def read_graph(path: Path) -> tuple[ModelProto, bool]:
    """Read a graph and all its numbers.

    Args:
        path: The file; numbers that it keeps elsewhere are taken from plain files in the same folder alone.

    Returns:
        The graph, whole, and whether it is all in this file.

    Raises:
        UnusableGraph: The packages are missing, the file is damaged, too large or points elsewhere, or its numbers are not finite.
        CheckpointError: The file cannot be read.
    """
    try:
        from google.protobuf.message import DecodeError
        from onnx import ModelProto
    except ImportError:
        raise UnusableGraph(NOT_INSTALLED) from None
    try:
        if path.stat().st_size > MOST_BYTES:
            raise too_large()
        model = ModelProto.FromString(path.read_bytes())
    except OSError as error:
        raise cannot_be_read(error) from None
    except (DecodeError, RecursionError):
        raise UnusableGraph(DAMAGED) from None
    if not model.HasField("graph") or not model.graph.node or not _names_are_text(model):
        raise UnusableGraph(DAMAGED)
    return model, _complete(model, path.parent)


def too_large() -> UnusableGraph:
    """Return what is said of more numbers than are read."""
    return UnusableGraph(f"The graph holds more than {MOST_BYTES >> 30} GiB of numbers, which is not read; choose a smaller network.")


def _complete(model: ModelProto, folder: Path) -> bool:
    """Take in what lies beside the graph; every tensor is checked, and all together, before a number is read."""
    if model.graph.sparse_initializer:
        raise UnusableGraph(f"The graph holds sparse tensors, which are not read; {EXPORT_AGAIN} with dense weights.")
    tensors = list(_tensors(model))
    if sum(check_size(tensor) for tensor in tensors) > MOST_BYTES:
        raise too_large()
    outside = [tensor for tensor in tensors if tensor.data_location == tensor.EXTERNAL]
    for tensor in outside:
        fold_in(tensor, folder)
    for tensor in tensors:
        check_finite(tensor)
    return not outside


def _names_are_text(message: Any) -> bool:
    """Whether all strings can be read as such; damaged ones come as bytes."""
    for field, value in message.ListFields():
        values = [value] if isinstance(value, (str, bytes)) or hasattr(value, "ListFields") else value
        if field.type == field.TYPE_STRING and not all(isinstance(one, str) for one in values):
            return False
        if field.type == field.TYPE_MESSAGE and not all(map(_names_are_text, values)):
            return False
    return True


def _tensors(model: ModelProto) -> Iterator[TensorProto]:
    yield from model.graph.initializer
    for node in model.graph.node:
        for attribute in node.attribute:
            if attribute.HasField("sparse_tensor") or attribute.sparse_tensors:
                raise UnusableGraph(f"The graph holds sparse tensors, which are not read; {EXPORT_AGAIN} with dense weights.")
            if attribute.HasField("t"):
                yield attribute.t
            yield from attribute.tensors
