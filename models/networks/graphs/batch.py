"""A graph that was exported for one batch size is made to take any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from models.networks.graphs.checking import known

if TYPE_CHECKING:
    from onnx import GraphProto, NodeProto, TensorProto, ValueInfoProto


def take_any_batch(graph: GraphProto, image: ValueInfoProto, shapes: Mapping[str, Sequence[int]]) -> None:
    """Open the first dimension of the image, and of every stored shape that repeats its length.

    Args:
        graph: Changed in place.
        image: Its input.
        shapes: The lengths of values by name, 0 where they are open.
    """
    dim = image.type.tensor_type.shape.dim[0]
    fixed = known(dim)
    dim.dim_param = "batch"
    if not fixed:
        return
    stored = {tensor.name: tensor for tensor in graph.initializer}
    for node in graph.node:
        if node.op_type == "Reshape" and node.input[0] not in stored and len(node.input) > 1 and node.input[1] in stored:
            _open(graph, node, stored[node.input[1]], fixed, shapes.get(node.input[0], ()))


def _open(graph: GraphProto, node: NodeProto, shape: TensorProto, fixed: int, entering: Sequence[int]) -> None:
    import numpy as np
    from onnx import numpy_helper

    target = numpy_helper.to_array(shape).tolist()
    allows_zero = [attribute for attribute in node.attribute if attribute.name == "allowzero" and attribute.i]
    if len(target) < 2 or target[0] != fixed or (allows_zero and 0 in target):
        return
    keeps_batch = not entering or entering[0] == fixed
    if not keeps_batch and -1 in target:
        return
    for attribute in allows_zero:  # Without zeros it says nothing, and from here on one is the batch.
        node.attribute.remove(attribute)
    opened = graph.initializer.add()
    opened.CopyFrom(numpy_helper.from_array(np.array([0 if keeps_batch else -1, *target[1:]], np.int64)))
    opened.name = f"{node.output[0]}_any_batch"
    node.input[1] = opened.name
