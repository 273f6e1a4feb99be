"""What is told of a classifier's certificate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.desktop.viewer.view import Overlay


@dataclass(frozen=True)
class Trust:
    """What the classifier's certificate says of the maps.

    Attributes:
        headline: In a few words.
        sentence: What follows.
        greyed: Overlays that failed, each with the reason.
        warnings: What stands before every finding: that Grad-CAM failed, or was not examined.
    """

    headline: str
    sentence: str
    greyed: Mapping[Overlay, str]
    warnings: tuple[str, ...] = ()
