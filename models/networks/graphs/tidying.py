"""The same graph, written as the converter needs it: constants stored as numbers, one input, names that modules may have."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onnx import GraphProto, ModelProto, NodeProto, OperatorSetIdProto, TensorProto

from models.networks.graphs.operators import OWN_DOMAINS
from models.networks.graphs.refusal import EXPORT_AGAIN, UnusableGraph

_REARRANGING = frozenset({"Identity", "Reshape", "Transpose", "Squeeze", "Unsqueeze"})
_VALUES = ("value_float", "value_floats", "value_int", "value_ints")


def tidy(model: ModelProto) -> None:
    """Rewrite a checked graph in place; it computes the same.

    Raises:
        UnusableGraph: A constant is no number.
    """
    graph = model.graph
    _store_constants(graph, model.opset_import)
    _drop_stored_inputs(graph)
    _rename(graph)
    own = [one for one in model.opset_import if one.domain in OWN_DOMAINS][:1]
    version = own[0].version
    del model.opset_import[:]
    model.opset_import.add(domain="", version=version)


def _store_constants(graph: GraphProto, opsets: Sequence[OperatorSetIdProto]) -> None:
    """Make stored numbers of constants, and of stored numbers that some exporters name again, reshape or turn before a layer takes them."""
    stored = {tensor.name: tensor for tensor in graph.initializer}
    outputs = {one.name for one in graph.output}
    nodes = list(graph.node)
    del graph.node[:]
    for node in nodes:
        if node.op_type == "Constant":
            found = _constant(node)
        elif node.op_type in _REARRANGING and all(name in stored for name in node.input) and node.output[0] not in outputs:
            found = _rearranged(node, [stored[name] for name in node.input], opsets)
        else:
            graph.node.append(node)
            continue
        tensor = graph.initializer.add()
        tensor.CopyFrom(found)
        tensor.name = node.output[0]
        stored[tensor.name] = tensor


def _constant(node: NodeProto) -> TensorProto:
    import numpy as np
    from onnx import numpy_helper
    from onnx.helper import get_attribute_value

    said = {attribute.name: attribute for attribute in node.attribute}
    if "value" in said:
        found: TensorProto = said["value"].t
        return found
    for name in _VALUES:
        if name in said:
            kind = np.float32 if "float" in name else np.int64
            return numpy_helper.from_array(np.array(get_attribute_value(said[name]), kind))
    raise UnusableGraph(f"The graph holds constants that are no numbers, which are not supported; {EXPORT_AGAIN}.")


def _rearranged(node: NodeProto, inputs: Sequence[TensorProto], opsets: Sequence[OperatorSetIdProto]) -> TensorProto:
    """Compute one node of stored numbers by ONNX's own reference, which has the rules of every version."""
    import numpy as np
    from onnx import ModelProto, numpy_helper
    from onnx.reference import ReferenceEvaluator

    alone = ModelProto(ir_version=10, opset_import=opsets)
    alone.graph.name = "alone"
    alone.graph.node.append(node)
    alone.graph.initializer.extend(inputs)
    alone.graph.output.add(name=node.output[0])
    try:
        (values,) = ReferenceEvaluator(alone).run(None, {})
        return numpy_helper.from_array(np.asarray(values))
    except Exception:  # The reference raises whatever numpy does.
        raise UnusableGraph(f"The graph rearranges its weights in a way that is not possible; {EXPORT_AGAIN}.") from None


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
