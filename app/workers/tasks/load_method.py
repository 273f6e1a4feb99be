"""Load by what films are screened; it is named by its fingerprint from then on."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from models.values.method import Method
from models.values.parameters import Parameters
from models.values.regions import RegionTable

if TYPE_CHECKING:  # It holds what torch has loaded.
    from app.workers.engine import Engine


@dataclass(frozen=True)
class OfRecord:
    """Parts of a method that a record names by their hash; those that were retired since are found again, for replay.

    Attributes:
        networks: The weights' SHA-256 by role; a role that is not named gets the present network.
        manifests: By role, the SHA-256 of what a manifest says of the computation, as far as it is known.
        reference_sha256, calibration_sha256: None loads none.
    """

    networks: Mapping[str, str]
    manifests: Mapping[str, str]
    reference_sha256: str | None = None
    calibration_sha256: str | None = None


@dataclass(frozen=True)
class LoadMethod:
    """What makes a method; the result is the Method.

    Attributes:
        classifier: Name of the classifier.
        parameters: The method's numbers.
        regions: The region table; None is the shipped one.
        operating_point: At which the classifier decides; None is its default, or that of the record.
        record: What a record names; None loads the present networks, reference and calibration.
    """

    classifier: str
    parameters: Parameters = field(default_factory=Parameters)
    regions: RegionTable | None = None
    operating_point: str | None = None
    record: OfRecord | None = None


def handle(engine: Engine, payload: LoadMethod) -> Generator[Any, None, Method]:
    """Load what is named."""
    yield from ()
    return engine.load(payload)
