"""The attention of one finding in plain words: what was measured, and nothing more."""

from __future__ import annotations

from models.attention.described import Attention, FocalExcess


def sentence(found: Attention) -> str:
    """Tell how a map stands to its allowed region and to its reference."""
    first = f"{found.share_outside:.0%} of the map lies outside the allowed places, which are {1 - found.area_outside:.0%} of the film."
    return f"{first} {_unusual(found.focal_excess)}"


def _unusual(excess: FocalExcess | None) -> str:
    if excess is None:
        return "How unusual that is was not asked: no reference for this classifier and these allowed places, or nothing outside."
    others = round(excess.p * (excess.n + 1)) - 1
    films = f"{others} of {excess.n} films of nearest score{', both decisions together,' if excess.pooled else ''} have a place as unusual"
    told = f"{films} outside (p = {excess.p:.3f})"
    if excess.flagged is None:
        return f"{told}; these are too few for a flag, so this holds for this cohort only."
    return f"{told}: unusual attention outside, not confirmed." if excess.flagged else f"{told}: no flag, which is not an all-clear."
