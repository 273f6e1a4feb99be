"""How large a graph's tensors get, by ONNX's own rules and without its weights, so that an absurd one is refused unmade."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from models.networks.graphs.checking import known
from models.networks.graphs.refusal import EXPORT_AGAIN, UnusableGraph, shown

if TYPE_CHECKING:
    from onnx import ModelProto

_MOST_NUMBERS = 1 << 28
_SHAPE_LIKE = 64


def shapes_of(model: ModelProto) -> dict[str, tuple[int, ...]]:
    """Return the lengths of a graph's values by name, 0 where they are open.

    Raises:
        UnusableGraph: The graph breaks the rules of ONNX, or a value of it would be absurdly large.
    """
    import onnx
    from google.protobuf.message import EncodeError

    try:
        inferred = onnx.shape_inference.infer_shapes(_without_weights(model), data_prop=True)
        for output in inferred.graph.output:
            if not output.type.tensor_type.HasField("shape"):  # Some exporters leave it out, and the rules want one.
                output.type.tensor_type.shape.dim.extend([onnx.TensorShapeProto.Dimension()] * 2)
        onnx.checker.check_model(inferred)
    except (onnx.checker.ValidationError, onnx.shape_inference.InferenceError, EncodeError, ValueError, RuntimeError):
        raise UnusableGraph(f"The graph breaks the rules of ONNX; {EXPORT_AGAIN}.") from None
    shapes = {}
    for value in (*inferred.graph.value_info, *inferred.graph.output):
        if value.type.HasField("tensor_type") and value.type.tensor_type.HasField("shape"):
            shapes[value.name] = tuple(map(known, value.type.tensor_type.shape.dim))
    for name, lengths in shapes.items():
        if math.prod(length or 1 for length in lengths) > _MOST_NUMBERS:
            raise UnusableGraph(f"The value {shown(name)} of the graph would hold too many numbers; {EXPORT_AGAIN} for images of films.")
    return shapes


def _without_weights(model: ModelProto) -> ModelProto:
    """Return the graph with its weights as inputs without numbers; short tensors stay, as they may be shapes."""
    from onnx.helper import make_graph, make_model, make_tensor_value_info

    graph = model.graph
    short = [tensor for tensor in graph.initializer if math.prod(tensor.dims) <= _SHAPE_LIKE]
    long = [make_tensor_value_info(one.name, one.data_type, one.dims) for one in graph.initializer if math.prod(one.dims) > _SHAPE_LIKE]
    bones = make_graph(graph.node, "bones", [*graph.input, *long], graph.output, short)
    return make_model(bones, opset_imports=model.opset_import, ir_version=max(4, model.ir_version))
