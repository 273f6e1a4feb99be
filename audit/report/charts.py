"""The vector figures of a document, as data: what is shown, in which unit; writers draw them, readable in grey.

Every figure says in words what it shows (``alternative``), for who cannot see it and for text that is searched.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Interval:
    """A number with its 95 % interval, all three in one unit."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class IntervalRow:
    """One line of an interval chart.

    Attributes:
        name: At its left.
        shown: Value and interval.
        note: At its right, as "34 of 120 films".
    """

    name: str
    shown: Interval
    note: str = ""


@dataclass(frozen=True)
class IntervalChart:
    """Values with their intervals, one below the other on one scale.

    Attributes:
        unit: Of the scale, as "% of films" or "logits".
        rows: From the top.
        line: Where a vertical line stands, as 0 of differences; None draws none.
        decimals: Of numbers that are shown.
    """

    caption: str
    alternative: str
    unit: str
    rows: tuple[IntervalRow, ...]
    line: float | None = None
    decimals: int = 0


@dataclass(frozen=True)
class StripRow:
    """What one filler of a region does to a score.

    Attributes:
        name: Of the filler.
        after: Score of the changed film, in logits.
        floor: How far, to both sides of the score before, changes at control places reach on nineteen films in twenty; None is unknown.
        supports: Whether it supports that the score depends on the region; drawn full.
        note: At its right, as "41 controls, p 0.02".
    """

    name: str
    after: float
    floor: float | None
    supports: bool
    note: str = ""


@dataclass(frozen=True)
class ControlStrip:
    """A score before and after each filler, beside what control places do; all in logits.

    Attributes:
        before: Score of the film.
        threshold: From which on the decision is positive.
    """

    caption: str
    alternative: str
    before: float
    threshold: float
    rows: tuple[StripRow, ...]


@dataclass(frozen=True)
class RatePoint:
    """One month: its name, the value, and the films behind it."""

    name: str
    value: float
    films: int


@dataclass(frozen=True)
class RateChart:
    """A rate or a mean over time.

    Attributes:
        unit: Of the values.
        points: In the order of time.
        changes: Names of points at which a change was found; drawn as dashed lines.
        decimals: Of numbers that are shown.
    """

    caption: str
    alternative: str
    unit: str
    points: tuple[RatePoint, ...]
    changes: tuple[str, ...] = ()
    decimals: int = 0


class Shape(StrEnum):
    """A shape that tells a verdict without its colour, as in the window."""

    FULL_DIAMOND = "full diamond"
    FULL_TRIANGLE = "full triangle, pointing down"
    HALF_DIAMOND = "half-filled diamond"
    HOLLOW_TRIANGLE = "hollow triangle"
    DOTTED_CIRCLE = "dotted circle"
    CROSSED_SQUARE = "crossed square"
    HOLLOW_CIRCLE = "hollow circle"
    DASH = "dash"


Chart = IntervalChart | ControlStrip | RateChart
