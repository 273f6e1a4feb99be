"""Pooling over a grid whose colours come last, as Keras's exporters leave it, becomes pooling over the grid it was turned from."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onnx import GraphProto, NodeProto

_TO_LAST = [0, 2, 3, 1]
_GRID_LAST, _GRID_FIRST = {1, 2}, [2, 3]
_POOLING = ("ReduceMean", "ReduceMax", "ReduceSum")


def pool_before_turning(graph: GraphProto) -> None:
    """Take the mean, maximum or sum of a grid before its colours are put last; it is the same, and the grid is seen as one."""
    import numpy as np
    from onnx import numpy_helper

    made_by = {name: node for node in graph.node for name in node.output}
    stored = {tensor.name: tensor for tensor in graph.initializer}
    for node in graph.node:
        turned = made_by.get(node.input[0]) if node.op_type in _POOLING else None
        if turned is None or turned.op_type != "Transpose" or _ints(turned, "perm") != _TO_LAST or _keeps_dims(node):
            continue
        if set(_ints(node, "axes")) == _GRID_LAST:
            next(attribute for attribute in node.attribute if attribute.name == "axes").ints[:] = _GRID_FIRST
        elif len(node.input) > 1 and node.input[1] in stored and set(numpy_helper.to_array(stored[node.input[1]]).tolist()) == _GRID_LAST:
            axes = graph.initializer.add()
            axes.CopyFrom(numpy_helper.from_array(np.array(_GRID_FIRST, np.int64)))
            axes.name = node.input[1] = f"{node.output[0]}_axes"
        else:
            continue
        node.input[0] = turned.input[0]


def _ints(node: NodeProto, name: str) -> list[int]:
    return [int(one) for attribute in node.attribute if attribute.name == name for one in attribute.ints]


def _keeps_dims(node: NodeProto) -> bool:
    return all(attribute.i for attribute in node.attribute if attribute.name == "keepdims")
