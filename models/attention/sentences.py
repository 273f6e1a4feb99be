"""The attention of one finding in plain words: what was measured, and nothing more."""

from __future__ import annotations

from models.values.attention import Attention, FocalExcess


def sentence(found: Attention) -> str:
    """Say how a map stands to its allowed region and to its reference."""
    allowed = 1 - found.area_outside
    first = f"{found.share_outside:.0%} of the map lies outside the allowed region, which is {allowed:.0%} of the exposed field."
    if found.focal_excess is None:
        why = found.reasons["focal_excess"]
        return f"{first} How unusual that is was not asked: {why[0].lower()}{why[1:]}"
    return f"{first} {_unusual(found.focal_excess)}"


def _unusual(excess: FocalExcess) -> str:
    others = round(excess.p * (excess.n + 1)) - 1
    films = f"{others} of {excess.n} films of nearest score{', positive and negative,' if excess.pooled else ''} have a place as unusual"
    measured = f"{films} outside (p = {excess.p:.3f})"
    if excess.flagged is None:
        return f"{measured}; these are too few for a flag, so this holds for this cohort only."
    return (
        f"{measured}: unusual attention outside, which a map alone does not confirm."
        if excess.flagged
        else f"{measured}: no flag, which is not an all-clear."
    )
