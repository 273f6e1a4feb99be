"""The quality check of a lung segmentation: parts between 0 and 1, and the Dice coefficient with a person's that they predict.

What each part lacks to what is usual in good segmentations is taken away from 1, times its weight; no weight is negative, so no part
makes up for another. Weights, what is usual, and the gate come from ``models.training.quality``.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

import resources
from models.anatomy.cavity import Cavity
from models.anatomy.shape import Fit, fit
from models.grids.masks import largest_piece, middle, without_holes
from models.values.quality import Quality

WHY = {
    "area": "they fill too little of the chest that is expected around them",
    "balance": "right and left lung differ too much in size",
    "position": "right and left lung do not lie side by side as lungs do",
    "components": "a lung is in pieces",
    "smoothness": "their border is ragged",
    "outline": "their border is not that of lungs",
    "whole": "a large part of a lung is missing from it",
    "agreement": "the segmenter is unsure of them, or finds others when the film is changed a little",
}
"""What is said of each part when it is the reason."""

_APART, _APART_SPREAD, _LEVEL_SPREAD = 0.52, 0.04, 0.06
"""Distance of the lungs' centres, its spread, and the spread of their difference in height, as shares of the width of both lungs."""
_BALANCE = 0.07
"""Logarithm of the usual ratio of the right lung's area to the left one's."""
_COMPACT, _OUTLINE = 4.6, 0.05
_LEAST_AREA = 0.002
"""Of the film that each lung fills."""


@dataclass(frozen=True)
class Gate:
    """What turns parts into a score.

    Attributes:
        weights: Of each part.
        usual: What a part may be without being a lack.
        least: Least score of a segmentation that passes.
    """

    weights: dict[str, float]
    usual: dict[str, float]
    least: float

    def score(self, parts: dict[str, float]) -> float:
        """Return the Dice coefficient that is expected, 0 to 1."""
        return max(0.0, 1 - sum(self._cost(name, parts) for name in self.weights))

    def reason(self, parts: dict[str, float]) -> str:
        """Return the part that costs most."""
        return max(self.weights, key=lambda name: self._cost(name, parts))

    def _cost(self, name: str, parts: dict[str, float]) -> float:
        return self.weights[name] * max(0.0, self.usual[name] - parts[name])


@cache
def gate() -> Gate:
    """Return the shipped gate."""
    table = json.loads(resources.path("anatomy/quality.json").read_text())
    return Gate(table["weights"], table["usual"], table["least"])


@cache
def gate_sha256() -> str:
    """Return the SHA-256 over the files of the quality check and of the shape model that its parts rest on."""
    digest = hashlib.sha256()
    for name in ("anatomy/quality.json", "anatomy/shape.json"):
        digest.update(resources.path(name).read_bytes())
    return digest.hexdigest()


def quality(labels: NDArray[np.uint8], again: NDArray[np.floating]) -> tuple[Quality, Fit | None]:
    """Judge a segmentation; return what it is worth and the outlines of its lungs, None where there is next to no lung.

    Args:
        labels: h×w: 0 outside, 1 right lung, 2 left lung.
        again: K×2×h×w, the probability of right and left lung after small changes of the film.
    """
    parts, outlines = quality_parts(labels, again)
    if parts is None:
        return Quality(0.0, dict.fromkeys(WHY, 0.0), "Not assessable: no two lungs were found on the film."), outlines
    score = gate().score(parts)
    rounded = {name: float(round(part, 4)) for name, part in parts.items()}
    why = f"Not assessable: the lung segmentation failed its quality check; {WHY[gate().reason(parts)]}."
    return Quality(float(round(score, 4)), rounded, None if score >= gate().least else why), outlines


def quality_parts(labels: NDArray[np.uint8], again: NDArray[np.floating]) -> tuple[dict[str, float] | None, Fit | None]:
    """Return the parts of a segmentation's quality, each 0 to 1, 1 best, and the outlines they rest on.

    There are no parts where there are no two lungs to speak of, and no outlines where there is next to no lung.
    """
    pieces = [_largest(labels == side) for side in (1, 2)]
    lungs = np.where(pieces[1][0], 2, pieces[0][0]).astype(np.uint8)
    areas = [np.count_nonzero(lungs == side) for side in (1, 2)]
    found = fit(lungs)
    if found is None or min(areas) < _LEAST_AREA * lungs.size:
        return None, found
    width = float(np.ptp(found.landmarks[:, 0]))
    (right_y, right_x), (left_y, left_x) = (middle(lungs == side) for side in (1, 2))
    apart, level = (left_x - right_x) / width, (left_y - right_y) / width
    strangeness = ((apart - _APART) / _APART_SPREAD) ** 2 + (level / _LEVEL_SPREAD) ** 2
    right, left = Cavity.of(lungs, found.landmarks).masks()
    parts = {
        "area": sum(areas) / np.count_nonzero(right | left | (lungs > 0)),
        "balance": float(np.exp(-abs(np.log(areas[0] / areas[1]) - _BALANCE))),
        "position": float(np.exp(-strangeness / 2)),
        "components": min(share for _, share in pieces),
        "smoothness": min(1.0, _COMPACT / max(_border(lungs == side) / np.sqrt(area) for side, area in zip((1, 2), areas, strict=True))),
        "outline": float(np.exp(-found.error / _OUTLINE)),
        "whole": 1 - max(found.missing),
        "agreement": _agreement(lungs, again.mean(axis=0)),
    }
    return parts, found


def dice(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """Return the Dice coefficient of two segmentations, where right must meet right and left meet left."""
    both = int(((one == other) & (one > 0)).sum())
    return 2 * both / max(int((one > 0).sum() + (other > 0).sum()), 1)


def _agreement(lungs: NDArray[np.uint8], chance: NDArray[np.floating]) -> float:
    """Return the Dice coefficient that is expected if probabilities are true (soft Dice)."""
    inside = sum(float(chance[side][lungs == 1 + side].sum()) for side in (0, 1))
    return 2 * inside / max(float(chance.sum()) + int((lungs > 0).sum()), 1.0)


def _largest(lung: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], float]:
    """Return the largest piece of a lung, its holes filled, and its share of the lung."""
    piece, share = largest_piece(lung)
    return without_holes(piece), share


def _border(lung: NDArray[np.bool_]) -> int:
    """Return how many pixels' sides lie between lung and what is beside it."""
    return int(np.count_nonzero(lung[1:] != lung[:-1]) + np.count_nonzero(lung[:, 1:] != lung[:, :-1]))
