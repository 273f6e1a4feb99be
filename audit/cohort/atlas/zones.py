"""In which zone of a film a place of the lung frame lies, in the records' words: a corner or border of films, else a part of the chest."""

from __future__ import annotations

import numpy as np

from audit.cohort.atlas.frame import COARSE, Points, mean_outline

_CORNER, _BORDER = 0.2, 0.08
"""Depth of corners and of borders, as shares of the film."""
_CAGE = 0.10
"""Thickness of the chest wall as a share of the width of both lungs."""
_WORDS = {
    "above_clavicles": "the area above the clavicles", "shoulders_and_arms": "an area of shoulders and arms",
    "chest_wall": "an area of the chest wall", "background": "an area of the background", "mediastinum": "an area of the mediastinum",
    "below_diaphragm": "an area below the diaphragm", "right_lung": "an area of the right lung", "left_lung": "an area of the left lung",
}  # fmt: skip


def zone(place: int, across: float, down: float) -> str:
    """Name the zone of a place.

    Args:
        place: Number of one of the coarse places.
        across, down: Where it lies on the films in the mean, as shares of their width and height.
    """
    nearest = min(down, 1 - down), min(across, 1 - across)
    if max(nearest) <= _CORNER:
        return f"{'lower' if down > 0.5 else 'upper'}_{'right' if across > 0.5 else 'left'}_corner"
    if min(nearest) <= _BORDER:
        if nearest[0] < nearest[1]:
            return "top_border" if down < 0.5 else "bottom_border"
        return "left_border" if across < 0.5 else "right_border"
    x, y = COARSE.points[place]
    return _part(float(x), float(y))


def zone_words(name: str) -> str:
    """Return what a sentence calls a zone: corners and borders are the image's, lungs the patient's."""
    return _WORDS.get(name, f"the image’s {name.replace('_', ' ')}")


def _part(x: float, y: float) -> str:
    """Name the part of the chest at a point of the frame's unit."""
    right, left = np.split(mean_outline(), 2)
    for lung, name in ((right, "right_lung"), (left, "left_lung")):
        if _inside(x, y, lung):
            return name
    outer, end = float(right[:, 0].min()), float(left[:, 0].max())
    apex, cage = float(min(right[:, 1].min(), left[:, 1].min())), _CAGE * (end - outer)
    between = float(right[:, 0].max()), float(left[:, 0].min())
    base = float(right[:, 1].max() if x < sum(between) / 2 else left[:, 1].max())
    if y > base:
        return "below_diaphragm"
    if y < apex:
        return "above_clavicles" if outer + cage < x < end - cage else "shoulders_and_arms"
    if float(right[:, 0].mean()) < x < float(left[:, 0].mean()):
        return "mediastinum"
    if outer - cage < x < end + cage:
        return "chest_wall"
    return "shoulders_and_arms" if y < (apex + base) / 2 else "background"


def _inside(x: float, y: float, outline: Points) -> bool:
    """Tell whether a point lies inside a closed outline: a ray to the right crosses it an odd number of times."""
    one, other = outline, np.roll(outline, -1, axis=0)
    crosses = (one[:, 1] > y) != (other[:, 1] > y)
    rise = np.where(crosses, other[:, 1] - one[:, 1], 1.0)
    at = one[:, 0] + (y - one[:, 1]) / rise * (other[:, 0] - one[:, 0])
    return bool((crosses & (x < at)).sum() % 2)
