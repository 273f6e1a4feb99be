"""What a model file tells of itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Guess:
    """An architecture that the weights fit.

    Attributes:
        family, architecture, arguments: As a manifest names it.
        outputs: How many the network has; None where it does not say.
    """

    family: str
    architecture: str
    arguments: dict[str, Any]
    outputs: int | None
