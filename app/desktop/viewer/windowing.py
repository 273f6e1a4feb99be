"""How a drag changes window and level, as on a PACS: to the right wider, down darker."""

from __future__ import annotations

from models.values.radiograph import Window

_NARROWEST, _WIDEST = 0.005, 4.0
_LOWEST, _HIGHEST = -0.5, 1.5


def dragged(window: Window, right: float, down: float, usual: float = 1.0) -> Window:
    """Return a window after the pointer moved by some logical pixels.

    Args:
        window: Before.
        right, down: How far the pointer moved.
        usual: Width of the film's first window. A film of 12 bits in 16 lies in a sixteenth of the range, and is windowed in steps of that.
    """
    width = min(max(window.width * (1 + right / 300), _NARROWEST * usual), _WIDEST)
    centre = min(max(window.centre + down / 600 * usual, _LOWEST), _HIGHEST)
    return Window(centre, width, "by hand")
