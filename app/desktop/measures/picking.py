"""Which measure a person means who points at a place of the film. No Qt."""

from __future__ import annotations

import math
from collections.abc import Sequence

from app.site.measures import Kind, Measure

Point = tuple[float, float]


def picked(measures: Sequence[Measure], at: Point, reach: float) -> int | None:
    """Return which measure's line is nearest to a place, by its number; None where none is within reach.

    Args:
        measures: Of the film.
        at: The place, in film pixels.
        reach: In film pixels.
    """
    distances = [distance(measure, at) for measure in measures]
    nearest = min(range(len(measures)), key=distances.__getitem__, default=None)
    return nearest if nearest is not None and distances[nearest] <= reach else None


def distance(measure: Measure, at: Point) -> float:
    """Return how far a place is from the line of a measure, in film pixels; of an ellipse along the ray from its centre."""
    (x0, y0), (x1, y1) = measure.start, measure.end
    if measure.kind is Kind.RULER:
        return _from_line((x0, y0), (x1, y1), at)
    if measure.kind is Kind.RECTANGLE:
        corners = ((x0, y0), (x1, y0), (x1, y1), (x0, y1))
        return min(_from_line(corner, corners[(k + 1) % 4], at) for k, corner in enumerate(corners))
    across, down = abs(x1 - x0) / 2, abs(y1 - y0) / 2
    x, y = at[0] - (x0 + x1) / 2, at[1] - (y0 + y1) / 2
    if not across or not down:
        return _from_line((x0, y0), (x1, y1), at)
    radius = math.hypot(x / across, y / down)
    return min(across, down) if radius == 0 else abs(1 - 1 / radius) * math.hypot(x, y)


def _from_line(start: Point, end: Point, at: Point) -> float:
    (x, y), (across, down) = (at[0] - start[0], at[1] - start[1]), (end[0] - start[0], end[1] - start[1])
    length = across**2 + down**2
    along = min(max((x * across + y * down) / length, 0.0), 1.0) if length else 0.0
    return math.hypot(x - along * across, y - along * down)
