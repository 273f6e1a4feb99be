"""Load by what films are screened; it is named by its fingerprint from then on."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from models.values.method import Method
from models.values.parameters import Parameters
from models.values.regions import RegionTable

if TYPE_CHECKING:  # It holds what torch has loaded.
    from app.workers.engine import Engine


@dataclass(frozen=True)
class LoadMethod:
    """What makes a method; the result is the Method.

    Attributes:
        classifier: Name of the classifier.
        parameters: The method's numbers.
        regions: The region table; None is the shipped one.
        operating_point: At which the classifier decides; None is its default.
    """

    classifier: str
    parameters: Parameters = field(default_factory=Parameters)
    regions: RegionTable | None = None
    operating_point: str | None = None


def handle(engine: Engine, payload: LoadMethod) -> Generator[Any, None, Method]:
    """Load what is named."""
    yield from ()
    return engine.load(payload)
