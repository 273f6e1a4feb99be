"""The cardiothoracic ratio of a film, or why it was not measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CardiothoracicRatio:
    """Width of the heart as a share of the inner width of the thorax (Danzer 1919).

    Attributes:
        value: Above 0; None where it was not measured.
        reason: Why it was not, in a sentence; None where it was.
    """

    value: float | None
    reason: str | None = None
