"""The way back through a graph."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onnx import GraphProto, NodeProto


def maker_of(graph: GraphProto, output: str, passed_over: Collection[str]) -> NodeProto | None:
    """Return the node that makes an output and that nothing else uses, behind nodes of some operators that nothing else uses either.

    Args:
        graph: Whose node it is.
        output: The name of a value.
        passed_over: Operators that only rearrange.

    Returns:
        None where the way back ends at what no node makes, or at a value that has other users.
    """
    made_by = {name: node for node in graph.node for name in node.output}
    users = [name for node in graph.node for name in node.input]
    node = made_by.get(output)
    while node is not None and node.op_type in passed_over and users.count(node.input[0]) == 1:
        node = made_by.get(node.input[0])
    return node if node is not None and users.count(node.output[0]) <= 1 else None
