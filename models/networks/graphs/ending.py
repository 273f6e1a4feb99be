"""The end of a graph: what turns logits into probabilities is recognised and taken off."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from torch import Tensor

from models.networks.graphs.walking import maker_of

if TYPE_CHECKING:
    from onnx import GraphProto, NodeProto

_SHAPE_ALONE = frozenset({"Identity", "Flatten", "Reshape", "Squeeze", "Dropout"})
_CLASSES = 1


class Ending(Enum):
    """What a graph's scores were before its end was taken off."""

    LOGITS = "logits"
    SIGMOID = "sigmoid"
    SOFTMAX = "softmax"
    LOG_SOFTMAX = "log-softmax"

    @property
    def of_one_label(self) -> bool:
        """Whether one of the labels applies to a film, and no other."""
        return self in (Ending.SOFTMAX, Ending.LOG_SOFTMAX)

    def put_on(self, scores: Tensor) -> Tensor:
        """Return what the whole graph gives, from N×K scores without its end."""
        match self:
            case Ending.SIGMOID:
                return scores.sigmoid()
            case Ending.SOFTMAX:
                return scores.softmax(dim=1)
            case Ending.LOG_SOFTMAX:
                return scores.log_softmax(dim=1)
            case Ending.LOGITS:
                return scores


def take_off(graph: GraphProto, output: str, opset: int) -> Ending:
    """Make an identity of the sigmoid or softmax at the end, if there is one.

    Args:
        graph: Changed in place.
        output: The name of its scores.
        opset: Of its operators; before 13 a softmax is over all dimensions from its axis on.

    Returns:
        What stood there.
    """
    node = maker_of(graph, output, _SHAPE_ALONE)
    found = _kind(node, opset) if node is not None else Ending.LOGITS
    if node is not None and found is not Ending.LOGITS:
        node.op_type = "Identity"
        del node.attribute[:]
    return found


def _kind(node: NodeProto, opset: int) -> Ending:
    if node.op_type == "Sigmoid":
        return Ending.SIGMOID
    if node.op_type not in ("Softmax", "LogSoftmax"):
        return Ending.LOGITS
    axis = next((attribute.i for attribute in node.attribute if attribute.name == "axis"), _CLASSES if opset < 13 else -1)
    over_classes = axis in (-1, _CLASSES)
    softmax = Ending.SOFTMAX if node.op_type == "Softmax" else Ending.LOG_SOFTMAX
    return softmax if over_classes else Ending.LOGITS
