"""Graphs that Caffe2's exporter wrote, as the package onnx carries them: all but their weights, which are drawn here."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import ModelProto, numpy_helper

FOLDER = Path(onnx.__file__).parent / "backend" / "test" / "data" / "light"
NAMES = sorted(file.stem.removeprefix("light_") for file in FOLDER.glob("*.onnx"))


def published(name: str) -> ModelProto:
    """Return one with random weights in the place of its constants, as its published file has them."""
    model = onnx.load(FOLDER / f"light_{name}.onnx")
    graph, draw = model.graph, np.random.default_rng(0)
    shapes = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    nodes = list(graph.node)
    del graph.node[:]
    for node in nodes:
        if node.op_type != "ConstantOfShape":
            graph.node.append(node)
            continue
        shape = tuple(shapes[node.input[0]].tolist())
        values = draw.uniform(0.6, 1.4, shape) if len(shape) < 2 else draw.normal(0, (2 / np.prod(shape[1:])) ** 0.5, shape)
        graph.initializer.append(numpy_helper.from_array(values.astype(np.float32), node.output[0]))
    return model
