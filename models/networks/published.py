"""Classifiers that others publish and that are known by name: torchxrayvision's (Cohen 2022)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

import resources

FAMILY = "torchxrayvision"


@dataclass(frozen=True)
class Published:
    """One of them.

    Attributes:
        url: Where its publisher keeps the weights.
        side: Of its input, in pixels.
        outputs: The label of each output, an empty one where it is of no use: never trained, or without an operating point.
        thresholds: Its publisher's operating points, probabilities, one a label that is not empty.
    """

    url: str
    side: int
    outputs: tuple[str, ...]
    thresholds: tuple[float, ...]

    @property
    def file(self) -> str:
        """Name of the file of weights."""
        return self.url.rpartition("/")[2]


@cache
def published() -> dict[str, Published]:
    """Return them by their publisher's names."""
    table = tomllib.loads(resources.path("published.toml").read_text("utf-8"))
    return {
        name: Published(entry["url"], entry["side"], tuple(entry["outputs"]), tuple(entry["thresholds"])) for name, entry in table.items()
    }
