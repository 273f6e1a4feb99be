"""Which findings of a film are challenged (method, section 6)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from models.values.parameters import Parameters
from models.values.verdict import Why

_NEAR = 0.25


def chosen(
    labels: Sequence[str],
    margins: Sequence[float],
    positive: Sequence[bool],
    spreads: Sequence[float | None],
    *,
    pixel_sha256: str,
    parameters: Parameters,
) -> tuple[Why, ...]:
    """Return for each class whether it is challenged, and why.

    All positives are, negatives near the threshold, and of the others one in ten. Whether one is drawn depends on the seed, the film's
    pixels and the label alone, so that a classifier with more labels draws the same.

    Args:
        labels, margins, positive: K, in the classifier's order; a margin is the logit's distance from the threshold.
        spreads: K, standard deviations of the logit over the reference; None where it is not known, then none is near.
        pixel_sha256: Of the film.
        parameters: Seed, and whether anything is challenged at all.
    """
    if not parameters.challenges:
        return (Why.NOT_CHALLENGED,) * len(labels)
    return tuple(
        _why(margin, spread, _drawn(parameters.seed, pixel_sha256, label), positive=is_positive)
        for label, margin, is_positive, spread in zip(labels, margins, positive, spreads, strict=True)
    )


def _why(margin: float, spread: float | None, drawn: float, *, positive: bool) -> Why:
    if positive:
        return Why.POSITIVE
    if spread is not None and abs(margin) <= _NEAR * spread:
        return Why.NEAR_THRESHOLD
    return Why.SAMPLED if drawn < Why.SAMPLED.probability else Why.NOT_CHALLENGED


def _drawn(seed: int, pixel_sha256: str, label: str) -> float:
    """Return a number that is uniform in [0, 1) over films and labels."""
    digest = hashlib.sha256(f"challenged/{seed}/{pixel_sha256}/{label}".encode()).digest()
    return int.from_bytes(digest[:6]) / 2**48
