"""What a graph must be before it is converted: a plain chain of known operators from one image to one row of scores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from models.networks.graphs.operators import CONTROL_FLOW, OWN_DOMAINS, SUPPORTED, WEIGHTED
from models.networks.graphs.refusal import EXPORT_AGAIN, UnusableGraph, shown

if TYPE_CHECKING:
    from onnx import GraphProto, ModelProto, NodeProto, TensorShapeProto, ValueInfoProto

_MOST_NODES = 20_000
_COLOURS = (1, 3)
_LISTED = 12


def check_nodes(model: ModelProto) -> None:
    """Check what the graph computes with.

    Raises:
        UnusableGraph: It has functions, loops or branches, other domains' or unknown operators, or too many of them.
    """
    nodes: Sequence[NodeProto] = model.graph.node
    if len(nodes) > _MOST_NODES:
        raise UnusableGraph(f"The graph has {len(nodes)} nodes, more than the {_MOST_NODES} that are read; {EXPORT_AGAIN}.")
    if model.functions:
        raise UnusableGraph(f"The graph has functions of its own, which are not supported; {EXPORT_AGAIN} with functions inlined.")
    inner = any(attribute.HasField("g") or attribute.graphs for node in nodes for attribute in node.attribute)
    if inner or any(node.op_type in CONTROL_FLOW for node in nodes):
        raise UnusableGraph(f"The graph has loops or branches (Loop, If, Scan), which are not supported; {EXPORT_AGAIN} without them.")
    if foreign := sorted({node.domain for node in nodes} - OWN_DOMAINS):
        raise UnusableGraph(
            f"The graph uses operators outside the ONNX standard ({_list(foreign)}), which are not supported; {EXPORT_AGAIN} with standard "
            "operators alone."
        )
    if unknown := sorted({node.op_type for node in nodes} - SUPPORTED):
        raise UnusableGraph(f"The graph uses operators that are not supported: {_list(unknown)}; {EXPORT_AGAIN} without them.")
    if not any(one.domain in OWN_DOMAINS for one in model.opset_import):
        raise UnusableGraph(f"The graph does not say which version of the ONNX operators it uses; {EXPORT_AGAIN}.")


def check_layers(graph: GraphProto) -> None:
    """Check, once constants are stored numbers, that layers have weights that fit, so that no layer is made larger than its weights.

    Raises:
        UnusableGraph: Weights are computed, or of another shape than the layer.
    """
    stored = {tensor.name: tensor for tensor in graph.initializer}
    for node in graph.node:
        weighted = node.op_type in WEIGHTED
        if not weighted and node.op_type != "MatMul":
            continue
        layer = f"The layer {shown(node.name or node.op_type)}"
        weights = [name for name in node.input[1:] if name] if weighted else []
        if not node.input or node.input[0] in stored or any(name not in stored for name in weights) or (weighted and not weights):
            raise UnusableGraph(f"{layer} computes its weights, which is not supported; {EXPORT_AGAIN}.")
        kernels = [list(attribute.ints) for attribute in node.attribute if attribute.name == "kernel_shape" and weighted]
        if any(kernel != list(stored[weights[0]].dims[2:]) for kernel in kernels):
            raise UnusableGraph(f"{layer} has weights of another shape than it says; {EXPORT_AGAIN}.")


def check_evaluates(graph: GraphProto) -> None:
    """Check that the graph answers the same whenever it is asked.

    Raises:
        UnusableGraph: It was exported as it is trained.
    """
    for node in graph.node:
        trains = any(attribute.name == "training_mode" and attribute.i for attribute in node.attribute)
        if trains or (node.op_type == "BatchNormalization" and len(node.output) > 1) or (node.op_type == "Dropout" and _drops(graph, node)):
            raise UnusableGraph(
                "The graph was exported as it is trained, with dropout or batch statistics; call eval() and export it again."
            )


def _drops(graph: GraphProto, node: NodeProto) -> bool:
    from onnx import numpy_helper

    if len(node.input) < 3 or not node.input[2]:
        return False
    return all(numpy_helper.to_array(tensor).any() for tensor in graph.initializer if tensor.name == node.input[2])


def image_of(graph: GraphProto) -> ValueInfoProto:
    """Return the one input that takes the image, N×C×H×W or N×H×W×C, its colours known or not.

    Raises:
        UnusableGraph: There is not one input, or it takes no image of 32-bit floating-point numbers.
    """
    stored = {tensor.name for tensor in graph.initializer}
    inputs: list[ValueInfoProto] = [one for one in graph.input if one.name not in stored]
    if len(inputs) != 1:
        raise UnusableGraph(f"The graph has {len(inputs)} inputs, and a classifier is given one image; {EXPORT_AGAIN} with one input.")
    kind = inputs[0].type.tensor_type
    dims = kind.shape.dim
    if len(dims) != 4:
        raise UnusableGraph(f"The graph's input has {len(dims)} dimensions, not the 4 of images; choose the graph of an image classifier.")
    if kind.elem_type != 1:
        raise UnusableGraph(f"The graph takes images of another type than 32-bit floating point; {EXPORT_AGAIN} with float32 input.")
    if not any(known(dim) in (0, *_COLOURS) for dim in (dims[1], dims[3])):
        raise UnusableGraph("The graph's input has neither 1 nor 3 colours; choose the graph of an image classifier.")
    return inputs[0]


def colours_last(image: ValueInfoProto) -> bool:
    """Return whether an image is N×H×W×C."""
    dims = image.type.tensor_type.shape.dim
    return known(dims[1]) not in _COLOURS and known(dims[3]) in _COLOURS


def known(dim: TensorShapeProto.Dimension) -> int:
    """Return a dimension's length, 0 where it is open."""
    return max(0, int(dim.dim_value))


def scores_of(graph: GraphProto) -> str:
    """Return the name of the one output.

    Raises:
        UnusableGraph: There are several, or none.
    """
    if len(graph.output) != 1:
        raise UnusableGraph(f"The graph has {len(graph.output)} outputs, not one; {EXPORT_AGAIN} with the scores as its only output.")
    return str(graph.output[0].name)


def opset_of(model: ModelProto) -> int:
    """Return the version of the standard's operators that a checked graph uses."""
    return next(int(one.version) for one in model.opset_import if one.domain in OWN_DOMAINS)


def _list(names: Sequence[str]) -> str:
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return ", ".join(map(shown, names[:_LISTED])) + more
