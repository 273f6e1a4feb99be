"""A network of torch from a checked graph, by onnx2pytorch."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from torch import Tensor, nn

from models.networks.graphs.batch import take_any_batch
from models.networks.graphs.checking import check_layers, check_nodes, colours_last, image_of, known, scores_of
from models.networks.graphs.ending import Ending, take_off
from models.networks.graphs.layout import pool_before_turning
from models.networks.graphs.reading import read_graph
from models.networks.graphs.refusal import EXPORT_AGAIN, NOT_INSTALLED, UnusableGraph
from models.networks.graphs.sizes import shapes_of
from models.networks.graphs.tidying import tidy

if TYPE_CHECKING:
    from onnx import ModelProto


class GraphNetwork(nn.Module):
    """A converted graph, N×C×H×W images to N×K scores."""

    def __init__(self, graph: nn.Module, outputs: Sequence[int] | None, *, colours_last: bool) -> None:
        super().__init__()
        self.graph = graph
        self._outputs = None if outputs is None else list(outputs)
        self._colours_last = colours_last

    def forward(self, images: Tensor) -> Tensor:
        """Return the scores of the outputs that have a label."""
        scores: Tensor = self.graph(images.permute(0, 2, 3, 1) if self._colours_last else images).flatten(1)
        return scores if self._outputs is None else scores[:, self._outputs]


@dataclass(frozen=True)
class Converted:
    """A graph as a network.

    Attributes:
        network: In eval mode, on the CPU.
        ending: What was taken off its end.
        image: Colours, height and width of its images, 0 where it takes any.
        batch: The batch size that it was exported for, 0 where it takes any.
    """

    network: nn.Module
    ending: Ending
    image: tuple[int, int, int]
    batch: int


def network_of(path: Path, outputs: Sequence[int] | None = None) -> Converted:
    """Read, check and convert a graph.

    Args:
        path: The file, with numbers beside it or without.
        outputs: Which of its scores the network gives; None is all.

    Raises:
        CheckpointError: It cannot be used; the sentence says why and what to do.
    """
    model, _ = read_graph(path)
    return converted(model, outputs)


def converted(model: ModelProto, outputs: Sequence[int] | None = None) -> Converted:
    """Check and convert a graph that was read; it is rewritten and used up.

    Raises:
        UnusableGraph: It cannot be used; the sentence says why and what to do.
    """
    check_nodes(model)
    tidy(model)
    check_layers(model.graph)
    image, scores = image_of(model.graph), scores_of(model.graph)
    shapes = shapes_of(model)
    batch, *sizes = (known(dim) for dim in image.type.tensor_type.shape.dim)
    last = colours_last(image)
    ending = take_off(model.graph, scores, model.opset_import[0].version)
    take_any_batch(model.graph, image, shapes)
    pool_before_turning(model.graph)
    network = GraphNetwork(_torch(model), outputs, colours_last=last).eval()
    height, width, colours = sizes if last else (sizes[1], sizes[2], sizes[0])
    return Converted(network.requires_grad_(True), ending, (colours, height, width), batch)


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
