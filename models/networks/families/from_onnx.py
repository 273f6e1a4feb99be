"""ONNX graphs: the weights file is the graph, so it needs no architecture; onnx is imported when one is built."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from torch import nn

from models.networks.families.refusal import NotBuilt, checked
from models.networks.graphs.converting import network_of
from models.networks.graphs.reading import read_graph
from models.values.entries import entry

FAMILY = "onnx"
GRAPH = "graph"
"""The architecture of all of them: what the file says."""


@entry
class OnnxArguments:
    """What a manifest may say of one.

    Attributes:
        outputs: Which of the graph's scores have a label, from 0 on, in the order of the labels; None is all.
    """

    outputs: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        if self.outputs is not None and (not self.outputs or min(self.outputs) < 0 or len(set(self.outputs)) < len(self.outputs)):
            raise ValueError("the entry 'outputs' lists different scores, counted from 0.")


def arguments_of(arguments: Mapping[str, Any]) -> OnnxArguments:
    """Validate a manifest's arguments.

    Raises:
        NotBuilt: They cannot be used.
    """
    return checked(OnnxArguments, FAMILY, GRAPH, arguments)


def load(file: Path, arguments: Mapping[str, Any], labels: int) -> nn.Module:
    """Read a graph and convert it, in eval mode, on the CPU.

    Args:
        file: One that is whole in itself, as it was imported.
        arguments: As a manifest has them.
        labels: How many outputs.

    Raises:
        NotBuilt: It does not take these arguments, or has another number of outputs.
        CheckpointError: The graph cannot be used.
    """
    chosen = arguments_of(arguments).outputs
    network = network_of(read_graph(file)[0], chosen)
    scores = network.facts.scores
    if chosen is None and scores not in (0, labels):
        raise NotBuilt(f"the graph gives {scores} scores, and the manifest has {labels} labels; import the file again.")
    if chosen is not None and (len(chosen) != labels or network.facts.ending.of_one_label):
        raise NotBuilt("the outputs that the manifest chooses do not fit its labels or the end of the graph; import the file again.")
    return network
