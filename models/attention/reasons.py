"""Why a number of a finding's attention is not there: one short sentence each."""

from __future__ import annotations

BELOW_THRESHOLD = "Below threshold: no attention map and no perturbation test."
NO_LUNGS = "Not assessable: next to no lung was found on the film."
ZERO_MAP = "The map is zero on the exposed field."
NOTHING_OUTSIDE = "Nothing lies outside the allowed region."
NO_REFERENCE = "No reference for this classifier and these allowed regions."
FEW_OTHERS = "The reference holds fewer than two films of other patients."
NO_CELL = "No cell of the classifier's grid has its centre in the allowed region."
OTHER_HEAD = (
    "The maps of this classifier do not sum to its logits, as those of global average pooling and one linear layer do, so there is no "
    "logit decomposition."
)
NO_SUM = "Map and bias do not sum to the logit of this classifier, so there is no logit decomposition."


def without_enrichment(share_outside: float, area_outside: float) -> str:
    """Return why a share and an area outside have no odds ratio: one of them is nothing or everything."""
    if area_outside <= 0:
        return NOTHING_OUTSIDE
    if area_outside >= 1:
        return "All of the exposed field lies outside the allowed region."
    return "None of the map lies outside the allowed region." if share_outside <= 0 else "All of the map lies outside the allowed region."
