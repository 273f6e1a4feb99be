"""List a classifier's target layers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ListTargetLayers:
    """List the places of a classifier that can be attributed to; the answer is a tuple of Point."""

    classifier: str
