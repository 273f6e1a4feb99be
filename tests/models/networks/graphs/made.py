"""Small graphs by hand, as exporters other than torch's write them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from onnx import ModelProto, NodeProto, TensorProto, numpy_helper
from onnx.helper import make_graph, make_model, make_node, make_opsetid, make_tensor_value_info

from models.networks.graphs.converting import GraphNetwork, network_of
from models.networks.graphs.reading import read_graph

SIDE = 16
_DRAW = np.random.default_rng(3)
CONV_1 = _DRAW.normal(0, 0.3, (6, 3, 3, 3)).astype(np.float32)
CONV_2 = _DRAW.normal(0, 0.2, (8, 6, 3, 3)).astype(np.float32)
BIAS_1, BIAS_2 = _DRAW.normal(0, 0.2, 6).astype(np.float32), _DRAW.normal(0, 0.2, 8).astype(np.float32)
HEAD, BIAS = _DRAW.normal(0, 1.0, (4, 8)).astype(np.float32), _DRAW.normal(0, 0.2, 4).astype(np.float32)

LAYERS = [
    make_node("Conv", ["image", "w1", "b1"], ["c1"], kernel_shape=[3, 3], pads=[1, 1, 1, 1], strides=[2, 2]),
    make_node("Relu", ["c1"], ["r1"]),
    make_node("Conv", ["r1", "w2", "b2"], ["c2"], kernel_shape=[3, 3], pads=[1, 1, 1, 1]),
    make_node("Relu", ["c2"], ["r2"]),
]
POOLED = [make_node("GlobalAveragePool", ["r2"], ["pooled"]), make_node("Flatten", ["pooled"], ["flat"])]
GEMM = [make_node("Gemm", ["flat", "head", "bias"], ["scores"], transB=1)]
WEIGHTS = {"w1": CONV_1, "b1": BIAS_1, "w2": CONV_2, "b2": BIAS_2, "head": HEAD, "bias": BIAS}


def graph(
    nodes: Sequence[NodeProto] = (*LAYERS, *POOLED, *GEMM),
    weights: dict[str, Any] | None = None,
    *,
    image: Sequence[int | str] = ("batch", 3, SIDE, SIDE),
    output: str = "scores",
    opset: int = 17,
    more_inputs: Sequence[tuple[str, Sequence[int | str]]] = (),
) -> ModelProto:
    """Return a classifier of four labels, or one of other nodes and weights."""
    held = [numpy_helper.from_array(value, name) for name, value in (WEIGHTS if weights is None else WEIGHTS | weights).items()]
    inputs = [make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in [("image", image), *more_inputs]]
    made = make_graph(list(nodes), "by hand", inputs, [make_tensor_value_info(output, TensorProto.FLOAT, None)], held)
    return make_model(made, producer_name="by hand", opset_imports=[make_opsetid("", opset)], ir_version=9)


def written(model: ModelProto, folder: Path) -> Path:
    """Write a graph into a folder."""
    file = folder / "own.onnx"
    file.write_bytes(model.SerializeToString())
    return file


def loaded(model: ModelProto, folder: Path) -> GraphNetwork:
    """Return the network of a graph, by way of a file."""
    return network_of(read_graph(written(model, folder))[0])
