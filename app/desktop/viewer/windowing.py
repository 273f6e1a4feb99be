"""How a drag changes window and level, as on a PACS: to the right wider, down darker."""

from __future__ import annotations

from models.values.radiograph import Window

_NARROWEST, _WIDEST = 0.005, 4.0
_LOWEST, _HIGHEST = -0.5, 1.5


def dragged(window: Window, right: float, down: float) -> Window:
    """Return a window after the pointer moved by some logical pixels."""
    width = min(max(window.width * (1 + right / 300), _NARROWEST), _WIDEST)
    centre = min(max(window.centre + down / 600, _LOWEST), _HIGHEST)
    return Window(centre, width, "by hand")
