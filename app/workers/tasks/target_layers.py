"""List a classifier's target layers."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.workers.engine import Engine


@dataclass(frozen=True)
class ListTargetLayers:
    """List the layers whose maps can be taken; the result is a tuple of TargetLayer."""

    classifier: str


def handle(engine: Engine, payload: ListTargetLayers) -> Generator[Any, None, Any]:
    """Run the network once on a black film."""
    from models.attribution.target_layers import target_layers

    yield from ()
    classifier = engine.watched(payload.classifier)
    return target_layers(classifier.network, classifier.blank())
