"""What a network's outputs mean."""

from __future__ import annotations

from enum import StrEnum


class Labelling(StrEnum):
    """What the outputs mean: independent findings, or one of several."""

    MULTI_LABEL = "multi-label"
    SINGLE_LABEL = "single-label"
