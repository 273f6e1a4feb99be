"""Outputs without a label are left out where they are made, so that the last layer stays the last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from torch import nn

from models.networks.graphs.walking import maker_of

_SHAPE_ALONE = frozenset({"Identity", "Flatten", "Squeeze", "Dropout"})


def narrow(network: Any, scores: str, outputs: Sequence[int]) -> bool:
    """Keep, of the layer that gives the scores, what makes some of them.

    Args:
        network: As onnx2pytorch converts a graph; changed in place.
        scores: The name of the graph's output.
        outputs: Which scores are kept, in this order.

    Returns:
        Whether the scores come straight from a layer; where they do not, nothing is changed.
    """
    node = maker_of(network.onnx_model.graph, scores, _SHAPE_ALONE)
    layer = None if node is None else getattr(network, network.mapping[node.output[0]])
    if not (isinstance(layer, nn.Linear) or (isinstance(layer, nn.Conv2d) and layer.groups == 1)):
        return False
    kept = list(outputs)
    count = layer.weight.shape[0]
    layer.weight = nn.Parameter(layer.weight.detach()[kept])
    if layer.bias is not None and layer.bias.shape == (count,):
        layer.bias = nn.Parameter(layer.bias.detach()[kept])
    return True
