"""Lungs that a film does not show whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


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


class HasLungAndEdge(Protocol):
    """A lung that is cut off, as a value or as it is recorded."""

    @property
    def lung(self) -> str:
        """The patient's side."""

    @property
    def edge(self) -> str:
        """Of the film."""


def said_of(cuts: Iterable[HasLungAndEdge]) -> list[str]:
    """Return for each edge what it cuts off, in words to begin or to go on a sentence with."""
    lungs: dict[str, list[str]] = {}
    for cut in cuts:
        lungs.setdefault(cut.edge, []).append(cut.lung)
    whose = {edge: "both lungs are" if len(cut) > 1 else f"the {cut[0]} lung is" for edge, cut in lungs.items()}
    return [f"{subject} cut off at the film's {edge} edge" for edge, subject in whose.items()]
