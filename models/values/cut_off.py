"""Lungs that a film does not show whole."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Lung(StrEnum):
    """The patient's side."""

    RIGHT = "right"
    LEFT = "left"


class Edge(StrEnum):
    """An edge of the film as stored."""

    UPPER = "upper"
    LOWER = "lower"
    LEFT = "left"
    RIGHT = "right"

    @property
    def is_level(self) -> bool:
        """Whether it runs from left to right."""
        return self in (Edge.UPPER, Edge.LOWER)


@dataclass(frozen=True)
class CutOff:
    """A lung that goes on beyond an edge of the exposed field.

    Attributes:
        lung, edge: Which.
        share: Of the lung's breadth along that edge that ends at it.
    """

    lung: Lung
    edge: Edge
    share: float

    def __str__(self) -> str:
        return f"the {self.lung} lung is cut off at the film's {self.edge} edge"
