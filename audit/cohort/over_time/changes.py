"""The changes in one series: each time the CUSUM of a side reaches the limit, and the moment it most likely began."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from audit.cohort.over_time.cusum import first_crossing
from audit.cohort.over_time.dating import likeliest_change
from audit.cohort.over_time.evidence import evidence
from audit.cohort.over_time.series import Series


@dataclass(frozen=True)
class Change:
    """One change.

    Attributes:
        first: Index in the series of the first film after it.
        raised: Index of the film at which the alarm came.
        direction: 1 for a rise, -1 for a fall.
    """

    first: int
    raised: int
    direction: int


def changes(series: Series, limit: float) -> Iterator[Change]:
    """Find the changes, rising.

    After an alarm the chart begins anew with the films after it: those up to it were chosen by what they show, and as a baseline would
    make the films after a false alarm a change back.
    """
    start = 0
    while found := _first_alarm(part := series.part(start), limit):
        raised, direction = found
        until = part.part(0, raised + 1)
        first = likeliest_change(until.value, until.view, direction, by_rank=not series.subject.quantity.is_rate)
        yield Change(start + first, start + raised, direction)
        start += raised + 1


def _first_alarm(series: Series, limit: float) -> tuple[int, int] | None:
    """Return the index of the film that raises the first alarm, and the direction; None where there is none."""
    crossings = ((first_crossing(one, limit), sign) for one, sign in zip(evidence(series), (1, -1), strict=True))
    return min(((at, sign) for at, sign in crossings if at is not None), default=None)
