"""What a classifier's certificate says of its maps, as it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.desktop.viewer.view import Overlay


@dataclass(frozen=True)
class Trust:
    """What the certificate of the classifier of a record says of its maps.

    Attributes:
        headline: In a few words.
        sentence: What follows.
        greyed: Overlays that failed, each with the reason.
        warnings: What stands before every finding: that Grad-CAM failed, or was not examined.
        unavailable: Why its maps cannot be computed anew here; "" where they can.
        called: Whether the classifier can only be called, so that its maps are occlusion maps.
    """

    headline: str
    sentence: str
    greyed: Mapping[Overlay, str]
    warnings: tuple[str, ...] = ()
    unavailable: str = ""
    called: bool = False
