"""Tell which architecture a file of weights is of."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.workers.engine import Engine


@dataclass(frozen=True)
class GuessArchitecture:
    """Read a model file; the result is a Guess, or None where nothing known fits."""

    file: Path


def handle(_: Engine, payload: GuessArchitecture) -> Generator[Any, None, Any]:
    """Read and compare shapes."""
    from app.workers.worker import Expected
    from models.networks.checkpoints.kinds import Kind, kind_of
    from models.networks.checkpoints.read import read_tensors
    from models.networks.checkpoints.refusal import CheckpointError
    from models.networks.families.from_onnx import FAMILY, GRAPH
    from models.networks.graphs.converting import facts_of
    from models.networks.graphs.reading import read_graph
    from models.networks.guess import Guess
    from models.networks.guessing import guessed

    yield from ()
    try:
        if kind_of(payload.file) is Kind.ONNX:
            return Guess(FAMILY, GRAPH, {}, facts_of(read_graph(payload.file)[0]).scores or None)
        return guessed(read_tensors(payload.file))
    except CheckpointError as reason:
        raise Expected("unusable_classifier", str(reason)) from None
