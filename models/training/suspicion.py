"""How often a review would call a reference contaminated of whose films a share carries a plant: by drawing from oracle pairs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from models.selftest.planted_pairs import CopyMeasured, Pair, Said
from models.training.contamination import LEVELS
from models.values.reference_review import ReferenceReview
from models.values.verdict import Verdict

DRAWS = 200
LEAST = 60
"""Films of a reference."""


def suspicion(copies: Sequence[CopyMeasured], *, draws: int = DRAWS, seed: int = 20261129) -> list[dict[str, Any]]:
    """Return by level in what share of draws a reference is suspected: over copies the mean, the least and the most.

    A draw takes each film of a copy's pairs with or without its plant. As on most films a finding other than the copy's is positive, and
    depends on nothing outside, every film is counted as judged: where fewer are, more references are suspected.

    Args:
        copies: Whose plants make decisions.
        draws: References a level.
        seed: Source of chance.
    """
    usable = [pairs for copy in copies if len(pairs := known(copy)) >= LEAST]
    rng = np.random.default_rng(seed)
    told = []
    for level in LEVELS if usable else ():
        shares = [float(np.mean([_suspected(pairs, level, rng) for _ in range(draws)])) for pairs in usable]
        spread = [round(value, 4) for value in (float(np.mean(shares)), min(shares), max(shares))]
        told.append({"level": level, "copies": len(usable), "draws": draws, "suspected": spread})
    return told


def known(copy: CopyMeasured) -> list[Pair]:
    """Return the pairs of films whose verdicts without and with the plant are known."""
    return [pair for pair in copy.pairs if all(_is_known(said) for said in (pair.plain, pair.planted))]


def _is_known(said: Said | None) -> bool:
    return said is not None and (not said.positive or said.verdict is not Verdict.NOT_CHALLENGED)


def _suspected(pairs: Sequence[Pair], level: float, rng: np.random.Generator) -> bool:
    carries = rng.permutation(len(pairs)) < round(level * len(pairs))
    said = [pair.planted if planted else pair.plain for pair, planted in zip(pairs, carries, strict=True)]
    dependent = sum(one is not None and one.positive and one.verdict is Verdict.DEPENDENT_ON_OUTSIDE for one in said)
    return ReferenceReview(len(pairs), 0, 0, len(pairs), len(pairs), dependent).suspected
