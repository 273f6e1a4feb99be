"""A scale with round ticks, and text cut to its room."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10

from audit.report.figures.primitives import Anchor, Label, Line, Primitive

SMALL, GREY = 7.0, 0.35
_WIDTH = 0.56
"""Of a letter, in sizes of the font: DejaVu Sans on average."""


@dataclass(frozen=True)
class Scale:
    """Values of a range, spread over a length.

    Attributes:
        low, high: Values at both ends.
        start, end: Where these stand.
        step: Between ticks.
    """

    low: float
    high: float
    start: float
    end: float
    step: float

    def at(self, value: float) -> float:
        """Return where a value stands; beyond the ends at the end."""
        inside = min(max(value, self.low), self.high)
        return self.start + (self.end - self.start) * ((inside - self.low) / (self.high - self.low))

    def ticks(self) -> tuple[float, ...]:
        """Return the ticks' values."""
        first, last = ceil(self.low / self.step - 1e-9), floor(self.high / self.step + 1e-9)
        return tuple(number * self.step for number in range(first, last + 1))

    def tick_text(self, value: float) -> str:
        """Return a tick's number, with as many decimals as its step needs."""
        decimals = max(0, -floor(log10(self.step) + 1e-9))
        return f"{value:z.{decimals}f}"


def scale_of(values: list[float], start: float, end: float, *, most: int = 6) -> Scale:
    """Return a scale that holds all values, with round ends, and at most about so many ticks."""
    low, high = min(values), max(values)
    if high - low < 1e-9:
        low, high = low - 0.5, high + 0.5
    rough = (high - low) / most
    size = 10 ** floor(log10(rough))
    step = next(size * factor for factor in (1, 2, 5, 10) if size * factor >= rough - 1e-12)
    return Scale(floor(low / step + 1e-9) * step, ceil(high / step - 1e-9) * step, start, end, step)


def axis_below(scale: Scale, top: float, bottom: float, unit: str) -> list[Primitive]:
    """Return the axis of a horizontal scale below a figure's rows, its ticks, their lines and the unit."""
    marks: list[Primitive] = [Line((scale.start, bottom), (scale.end, bottom), 0.6, GREY)]
    for tick in scale.ticks():
        place = scale.at(tick)
        marks.append(Line((place, top), (place, bottom), 0.3, 0.85))
        marks.append(Line((place, bottom), (place, bottom + 3), 0.6, GREY))
        marks.append(Label((place, bottom + 11), scale.tick_text(tick), SMALL, Anchor.MIDDLE, grey=GREY))
    marks.append(Label(((scale.start + scale.end) / 2, bottom + 21), unit, SMALL, Anchor.MIDDLE, grey=GREY))
    return marks


def cut(text: str, room: float, size: float) -> str:
    """Return a text that has room, with an ellipsis where it was cut."""
    letters = max(1, int(room / (size * _WIDTH)))
    return text if len(text) <= letters else f"{text[: letters - 1].rstrip()}…"


def width_of(text: str, size: float) -> float:
    """Return about how wide a text is."""
    return len(text) * size * _WIDTH
