"""A network of torch from a checked graph, by onnx2pytorch."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from torch import Tensor, nn

from models.networks.graphs.batch import take_any_batch
from models.networks.graphs.checking import check_evaluates, check_layers, check_nodes, colours_last, image_of, known, opset_of, scores_of
from models.networks.graphs.ending import Ending, take_off
from models.networks.graphs.layout import pool_before_turning
from models.networks.graphs.narrowing import narrow
from models.networks.graphs.refusal import EXPORT_AGAIN, NOT_INSTALLED, UnusableGraph
from models.networks.graphs.sizes import shapes_of
from models.networks.graphs.tidying import tidy

if TYPE_CHECKING:
    from onnx import ModelProto


@dataclass(frozen=True)
class GraphFacts:
    """What a graph is.

    Attributes:
        ending: What was taken off its end.
        image: Colours, height and width of its images, 0 where it takes any.
        batch: The batch size that it was exported for, 0 where it takes any.
        scores: How many it gives an image, 0 where it does not say.
        colours_last: Its images are N×H×W×C.
    """

    ending: Ending
    image: tuple[int, int, int]
    batch: int
    scores: int
    colours_last: bool


class GraphNetwork(nn.Module):
    """A converted graph, N×C×H×W images to N×K scores.

    Attributes:
        facts: What the graph is.
        outputs: Which of its scores the network gives; None is all.
    """

    def __init__(self, graph: nn.Module, facts: GraphFacts, outputs: Sequence[int] | None, *, narrowed: bool) -> None:
        super().__init__()
        self.graph = graph
        self.facts = facts
        self.outputs = None if outputs is None else list(outputs)
        self._left = None if narrowed else self.outputs

    def forward(self, images: Tensor) -> Tensor:
        """Return the scores of the outputs that have a label."""
        scores: Tensor = self.graph(images.permute(0, 2, 3, 1) if self.facts.colours_last else images).flatten(1)
        return scores if self._left is None else scores[:, self._left]


def network_of(model: ModelProto, outputs: Sequence[int] | None = None) -> GraphNetwork:
    """Check and convert a graph.

    Args:
        model: As it was read; it is rewritten and used up.
        outputs: Which of its scores the network gives; None is all.

    Returns:
        The network, in eval mode, on the CPU.

    Raises:
        UnusableGraph: It cannot be used; the sentence says why and what to do.
    """
    facts = facts_of(model)
    if outputs is not None and max(outputs) >= (facts.scores or max(outputs) + 1):
        raise UnusableGraph(f"The graph gives {facts.scores} scores, and another one was asked for; import the file again.")
    graph = _torch(model)
    narrowed = outputs is not None and narrow(graph, scores_of(model.graph), outputs)
    return GraphNetwork(graph, facts, outputs, narrowed=narrowed).eval()


def facts_of(model: ModelProto) -> GraphFacts:
    """Check a graph and rewrite it as it is converted; nothing is converted yet.

    Raises:
        UnusableGraph: It cannot be used; the sentence says why and what to do.
    """
    check_nodes(model)
    tidy(model)
    check_layers(model.graph)
    check_evaluates(model.graph)
    image, scores = image_of(model.graph), scores_of(model.graph)
    shapes = shapes_of(model)
    batch, *sides = (known(dim) for dim in image.type.tensor_type.shape.dim)
    last = colours_last(image)
    ending = take_off(model.graph, scores, opset_of(model))
    take_any_batch(model.graph, image, shapes)
    pool_before_turning(model.graph)
    height, width, colours = sides if last else (sides[1], sides[2], sides[0])
    return GraphFacts(ending, (colours, height, width), batch, math.prod(shapes.get(scores, (0, 0))[1:]), last)


def _torch(model: ModelProto) -> nn.Module:
    try:
        from onnx2pytorch import ConvertModel
    except ImportError:
        raise UnusableGraph(NOT_INSTALLED) from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            network: Any = ConvertModel(model)
    except Exception as error:  # Whatever the converter says of a graph that passed the checks, it cannot do it.
        raise UnusableGraph(f"The graph cannot be converted ({type(error).__name__}); {EXPORT_AGAIN}, or with another exporter.") from None
    _drop_second_copies(network)
    return network  # type: ignore[no-any-return]


def _drop_second_copies(network: Any) -> None:
    """Drop the weights that layers hold themselves: the graph's own copy, and the buffers that no operator reads."""
    from onnx2pytorch.constants import STANDARD_LAYERS
    from onnx2pytorch.convert.operations import get_buffer_name

    graph = network.onnx_model.graph
    layers = {
        node.output[0] for node in graph.node
        if any(isinstance(module, STANDARD_LAYERS) for module in _modules(getattr(network, network.mapping[node.output[0]])))
    }  # fmt: skip
    read = {name for node in graph.node if node.output[0] not in layers for name in node.input}
    for tensor in graph.initializer:
        if tensor.name not in read:
            network._buffers.pop(get_buffer_name(tensor.name), None)
    del graph.initializer[:]


def _modules(operation: Any) -> list[Any]:
    return list(operation.modules()) if isinstance(operation, nn.Module) else [operation]
