"""Can a drawing of the lungs be relied on? Parts between 0 and 1, and the Dice coefficient with a person's drawing that they foretell.

The logarithm of the expected error is a weighted sum of the logarithms of what each part lacks to 1; no weight is negative. Weights and
the gate come from ``models.training.quality``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

import resources
from models.anatomy.cavity import Cavity
from models.anatomy.shape import fit
from models.findings import Quality
from models.padding import without_holes

WHY = {
    "area": "they fill too little of the chest that is expected around them",
    "balance": "right and left lung differ too much in size",
    "position": "right and left lung do not lie side by side as lungs do",
    "components": "a lung is drawn in pieces",
    "smoothness": "their border is ragged",
    "outline": "their border is not that of lungs",
    "whole": "a large part of a lung is missing from the drawing",
    "certainty": "the segmenter is unsure where they end",
    "agreement": "they are drawn differently when the film is changed a little",
}
"""What is said of each part when it is the reason."""

_APART, _APART_SPREAD, _LEVEL_SPREAD = 0.52, 0.04, 0.06
"""Distance of the lungs' centres, its spread, and the spread of their difference in height, as shares of the width of both lungs."""
_BALANCE = 0.07
"""Logarithm of the usual ratio of the right lung's area to the left one's."""
_COMPACT, _OUTLINE = 4.6, 0.05
LACK = 0.01


@dataclass(frozen=True)
class Gate:
    """What turns parts into a score.

    Attributes:
        weights: Of each part.
        offset: Logarithm of the error of a drawing that lacks nothing.
        usual: What each part's logarithm is in a good drawing.
        least: Least score of a drawing that is relied on.
    """

    weights: dict[str, float]
    offset: float
    usual: dict[str, float]
    least: float

    def score(self, parts: dict[str, float]) -> float:
        """Return the Dice coefficient that is expected, 0 to 1."""
        error = np.exp(self.offset + sum(weight * lack(parts[name]) for name, weight in self.weights.items()))
        return float(np.clip(1 + LACK - error, 0, 1))

    def reason(self, parts: dict[str, float]) -> str:
        """Return the part that costs most, beside a good drawing."""
        return max(self.weights, key=lambda name: self.weights[name] * (lack(parts[name]) - self.usual[name]))


def lack(part: float) -> float:
    """Return the logarithm of what a part lacks to 1."""
    return float(np.log(1 + LACK - part))


@cache
def gate() -> Gate:
    """Return the shipped gate."""
    table = json.loads(resources.path("anatomy/quality.json").read_text())
    return Gate(table["weights"], table["offset"], table["usual"], table["least"])


def quality(drawn: NDArray[np.uint8], logits: NDArray[np.floating], redrawn: NDArray[np.uint8]) -> Quality:
    """Judge a drawing.

    Args:
        drawn: h×w: 0 outside, 1 right lung, 2 left lung.
        logits: 2×h×w of the segmenter, above 0 inside the right and the left lung.
        redrawn: K×h×w, drawings of the same film after small changes.
    """
    parts = quality_parts(drawn, logits, redrawn)
    if parts is None:
        return Quality(0.0, dict.fromkeys(WHY, 0.0), "The finding cannot be assessed: no two lungs were found on the film.")
    score = gate().score(parts)
    rounded = {name: round(part, 4) for name, part in parts.items()}
    if score >= gate().least:
        return Quality(round(score, 4), rounded, None)
    why = WHY[gate().reason(parts)]
    return Quality(round(score, 4), rounded, f"The finding cannot be assessed: the lungs were not drawn reliably; {why}.")


def quality_parts(drawn: NDArray[np.uint8], logits: NDArray[np.floating], redrawn: NDArray[np.uint8]) -> dict[str, float] | None:
    """Return the parts of a drawing's quality, each 0 to 1, 1 best; None where there are no two lungs to speak of."""
    pieces = [_largest(drawn == side) for side in (1, 2)]
    lungs = np.where(pieces[1][0], 2, pieces[0][0]).astype(np.uint8)
    areas = [int((lungs == side).sum()) for side in (1, 2)]
    found = fit(lungs) if min(areas) >= 0.002 * lungs.size else None
    if found is None:
        return None
    width = float(np.ptp(found.landmarks[:, 0]))
    (right_y, right_x), (left_y, left_x) = (ndimage.center_of_mass(lungs == side) for side in (1, 2))
    apart, level = (left_x - right_x) / width, (left_y - right_y) / width
    strangeness = ((apart - _APART) / _APART_SPREAD) ** 2 + (level / _LEVEL_SPREAD) ** 2
    right, left = Cavity.of(lungs, found.landmarks).drawn()
    return {
        "area": float((lungs > 0).sum() / (right | left | (lungs > 0)).sum()),
        "balance": float(np.exp(-abs(np.log(areas[0] / areas[1]) - _BALANCE))),
        "position": float(np.exp(-strangeness / 2)),
        "components": min(share for _, share in pieces),
        "smoothness": min(1.0, _COMPACT / max(_border(lungs == side) / np.sqrt(area) for side, area in zip((1, 2), areas, strict=True))),
        "outline": float(np.exp(-found.error / _OUTLINE)),
        "whole": 1 - max(found.missing),
        "certainty": _certainty(lungs, logits),
        "agreement": float(np.mean([dice(lungs, other) for other in redrawn])),
    }


def dice(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """Return the Dice coefficient of two drawings, where right must meet right and left meet left."""
    both = int(((one == other) & (one > 0)).sum())
    return 2 * both / max(int((one > 0).sum() + (other > 0).sum()), 1)


def _certainty(lungs: NDArray[np.uint8], logits: NDArray[np.floating]) -> float:
    """Return the Dice coefficient that is expected if the segmenter's probabilities are true (soft Dice)."""
    chance = 1 / (1 + np.exp(-np.asarray(logits, np.float32).clip(-20, 20)))
    inside = sum(float(chance[side][lungs == 1 + side].sum()) for side in (0, 1))
    return 2 * inside / max(float(chance.sum()) + int((lungs > 0).sum()), 1.0)


def _largest(lung: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], float]:
    """Return the largest piece of a lung, its holes filled, and its share of the lung."""
    pieces, count = ndimage.label(lung)
    if not count:
        return lung, 0.0
    sizes = np.bincount(pieces.ravel())[1:]
    return without_holes(pieces == 1 + np.argmax(sizes)), float(sizes.max() / sizes.sum())


def _border(lung: NDArray[np.bool_]) -> int:
    """Return how many pixels' sides lie between lung and what is beside it."""
    return int((lung[1:] != lung[:-1]).sum() + (lung[:, 1:] != lung[:, :-1]).sum())
