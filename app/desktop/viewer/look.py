"""How overlays are drawn: opacity, threshold, colours, and which layers are shown. Remembered from one sitting to the next."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from app.desktop.remembered import remembered
from app.export.colours import ColourMap
from app.site.person import NoDataFolder


class Layer(StrEnum):
    """What can be drawn over a film besides the map; the value is how it is called."""

    LUNGS = "Lungs"
    HEART = "Heart"
    ALLOWED = "Allowed region"
    TESTS = "Tested regions"
    HOT_SPOTS = "Hot spots"
    LOCALISATION = "Localisation"


@dataclass(frozen=True)
class Look:
    """A person's choice.

    Attributes:
        opacity: Of the map's maximum, in [0, 1].
        threshold: Share of the map's maximum below which nothing is drawn, in [0, 1].
        colours: Of maps that are not signed.
        hidden: Layers that are not drawn.
    """

    opacity: float = 0.7
    threshold: float = 0.0
    colours: ColourMap = ColourMap.INFERNO
    hidden: frozenset[Layer] = frozenset({Layer.LOCALISATION})


def kept_look() -> Look:
    """Return the look as it was last chosen; as shipped where none was kept, or what was kept is none."""
    shipped = Look()
    with suppress(NoDataFolder, ValueError, TypeError):
        kept = remembered()
        hidden = str(kept.value("hidden", ",".join(sorted(shipped.hidden)))).split(",")
        found = Look(
            float(str(kept.value("opacity", shipped.opacity))), float(str(kept.value("threshold", shipped.threshold))),
            ColourMap(str(kept.value("colours", shipped.colours))), frozenset(layer for layer in Layer if layer in hidden),
        )  # fmt: skip
        return found if 0 <= found.opacity <= 1 and 0 <= found.threshold <= 1 else shipped
    return shipped


def keep_look(look: Look) -> None:
    """Keep a look; where there is no place for it, it holds until the window is closed."""
    with suppress(NoDataFolder):
        kept = remembered()
        kept.setValue("opacity", look.opacity)
        kept.setValue("threshold", look.threshold)
        kept.setValue("colours", str(look.colours))
        kept.setValue("hidden", ",".join(sorted(look.hidden)))
