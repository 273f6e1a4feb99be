"""From screenings of a film without and with a plant to what was said of it: the oracle pair (method, section 9)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.attention.zones import zone
from models.grids.masks import bounds
from models.selftest.planted_pairs import Said
from models.values.attention import Zone
from models.values.challenge import ChallengedRegion
from models.values.screening import Screening

Mask = NDArray[np.bool_]

_EDGES = frozenset(
    (Zone.UPPER_LEFT_CORNER, Zone.UPPER_RIGHT_CORNER, Zone.LOWER_LEFT_CORNER, Zone.LOWER_RIGHT_CORNER,
     Zone.LEFT_BORDER, Zone.RIGHT_BORDER, Zone.TOP_BORDER, Zone.BOTTOM_BORDER)
)  # fmt: skip
"""Zones that need no anatomy to be told."""


def said(screening: Screening, k: int, plant: Mask | None = None) -> Said:
    """Return what was said of a finding.

    Args:
        screening: Of the film.
        k: The finding's place in the classifier's order.
        plant: Where the film was changed, on its source pixels; None where nothing was planted.
    """
    finding = screening.findings[k]
    assert finding.verdict is not None, "challenges were asked for, and have ended"
    verdict, regions = finding.verdict, {region.id: region for region in screening.regions}
    towards = 1 if finding.positive else -1
    strongest = max(finding.tests, key=lambda test: towards * test.delta_logit, default=None)
    excess = finding.attention.focal_excess if finding.attention else None
    decides = None if verdict.region is None else regions[verdict.region]
    return Said(
        logit=finding.logit,
        positive=finding.positive,
        verdict=verdict.verdict,
        reasons=tuple(str(reason) for reason in verdict.reasons),
        excess=excess.flagged if excess else None,
        challenged=len(finding.tests),
        covered=plant is not None and any(covers(regions[test.region].mask, plant) for test in finding.tests),
        named=plant is not None and decides is not None and names(decides, plant),
        agree=strongest.fillers_agree if strongest else None,
        p=strongest.p if strongest else None,
        p_adjusted=strongest.p_adjusted if strongest else None,
        delta=strongest.delta_logit if strongest else None,
    )


def names(region: ChallengedRegion, plant: Mask) -> bool:
    """Tell whether a region names the place of a plant rightly: it covers some of it, or lies in the same corner or at the same border."""
    return covers(region.mask, plant) or region.zone is edge_of(plant)


def covers(region: Mask, plant: Mask) -> bool:
    """Tell whether a region, on any grid over the whole film, covers some of a plant, H×W on the film's pixels."""
    rows, columns = np.nonzero(plant)
    down, across = (new / old for new, old in zip(region.shape, plant.shape, strict=True))
    return bool(region[((rows + 0.5) * down).astype(int), ((columns + 0.5) * across).astype(int)].any())


def edge_of(plant: Mask) -> Zone | None:
    """Return the corner or border of the film that a plant lies in; None where it lies in none."""
    x0, y0, x1, y1 = bounds(plant)
    height, width = plant.shape
    middle = ((y0 + y1) / 2, (x0 + x1) / 2)
    found = zone(middle, np.ones((1, 1), np.float32), np.zeros((1, 1), np.uint8), (0, 0, width, height))
    return found if found in _EDGES else None
