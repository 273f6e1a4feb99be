"""The same graph, written as the converter needs it: constants stored as numbers, one input, names that modules may have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onnx import GraphProto, ModelProto, NodeProto, TensorProto

from models.networks.graphs.operators import OWN_DOMAINS
from models.networks.graphs.refusal import EXPORT_AGAIN, UnusableGraph

_VALUES = ("value_float", "value_floats", "value_int", "value_ints")


def tidy(model: ModelProto) -> None:
    """Rewrite a checked graph in place; it computes the same.

    Raises:
        UnusableGraph: A constant is no number.
    """
    graph = model.graph
    _store_constants(graph)
    _drop_stored_inputs(graph)
    _rename(graph)
    own = [one for one in model.opset_import if one.domain in OWN_DOMAINS][:1]
    version = own[0].version
    del model.opset_import[:]
    model.opset_import.add(domain="", version=version)


def _store_constants(graph: GraphProto) -> None:
    """Make stored numbers of constants, and of second names for stored numbers, which some exporters give to shared weights."""
    stored = {tensor.name: tensor for tensor in graph.initializer}
    outputs = {one.name for one in graph.output}
    nodes = list(graph.node)
    del graph.node[:]
    for node in nodes:
        if node.op_type == "Constant":
            found = _constant(node)
        elif node.op_type == "Identity" and node.input[0] in stored and node.output[0] not in outputs:
            found = stored[node.input[0]]
        else:
            graph.node.append(node)
            continue
        tensor = graph.initializer.add()
        tensor.CopyFrom(found)
        tensor.name = node.output[0]
        stored[tensor.name] = tensor


def _constant(node: NodeProto) -> TensorProto:
    from onnx import numpy_helper
    from onnx.helper import get_attribute_value
    import numpy as np

    said = {attribute.name: attribute for attribute in node.attribute}
    if "value" in said:
        return said["value"].t
    for name in _VALUES:
        if name in said:
            kind = np.float32 if "float" in name else np.int64
            return numpy_helper.from_array(np.array(get_attribute_value(said[name]), kind))
    raise UnusableGraph(f"The graph holds constants that are no numbers, which are not supported; {EXPORT_AGAIN}.")


def _drop_stored_inputs(graph: GraphProto) -> None:
    """Older exporters list weights among the inputs, too."""
    stored = {tensor.name for tensor in graph.initializer}
    inputs = [one for one in graph.input if one.name not in stored]
    del graph.input[:]
    graph.input.extend(inputs)


def _rename(graph: GraphProto) -> None:
    """Give all values names without dots or other signs, each its own."""
    names: dict[str, str] = {"": ""}
    taken: set[str] = set()

    def fresh(name: str) -> str:
        if name not in names:
            plain = re.sub(r"[^A-Za-z0-9_]", "_", name)[:100]
            names[name] = plain if plain not in taken else f"{plain}_of_{len(names)}"
            while names[name] in taken:
                names[name] += "_"
            taken.add(names[name])
        return names[name]

    for value in (*graph.input, *graph.initializer, *graph.output):
        value.name = fresh(value.name)
    for node in graph.node:
        node.input[:] = [fresh(name) for name in node.input]
        node.output[:] = [fresh(name) for name in node.output]
    del graph.value_info[:]
