"""A finding in numbers: a name, a value with its unit, and what it means."""

from __future__ import annotations

from app.desktop.review.view import Figure
from app.export.changes import change_text
from app.export.scores import share_text
from audit.records.film import AnatomyRecord, FilmRecord
from audit.records.findings import AllowedRegionRecord, AttentionRecord, FindingRecord, TestRecord
from models.values.regions import FILM_MM

HEART_SINCE = 4
"""Number of the first method that looks for the heart."""
NOT_KNOWN = "not known"
_ALONE = "A share alone means nothing."
_DELTA = (
    "What the logit does when the region is filled in: the mean over fillers. The floor is what control places of "
    "calibration films reach on one film in twenty."
)
_P = (
    "Share of matched places of other films, this one counted in, that move the score as far; corrected (Holm) for all pairs of a "
    "region and a label that are tested on this film. The second smallest over the fillers."
)


def of_score(finding: FindingRecord) -> list[Figure]:
    """Return what the classifier says: probability, threshold, and where it is known prevalence."""
    decision = "positive" if finding.positive else "not positive"
    said = f"What the classifier gives; the logit is {finding.logit:+z.2f}."
    figures = [
        Figure("Probability", f"{finding.probability:.3f}, {decision}", said),
        Figure("Threshold", f"{finding.threshold:.3f}", "Probability from which the finding counts as positive."),
    ]
    if finding.prevalence is not None:
        share = share_text(finding.prevalence)
        figures.append(Figure("Prevalence", share, f"{share} of the films that the probability is calibrated to have the finding."))
    return figures


def of_test(test: TestRecord | None) -> list[Figure]:
    """Return what the test that is told of did; nothing for tests of earlier methods, of which sentences tell."""
    if test is None or not test.fillers:
        return []
    floor, p = floor_of(test), test.p_adjusted
    delta = f"logit {change_text(test.delta_logit)}" + ("" if floor is None else f", floor {floor:.2f}")
    spread = "" if test.spread is None else f" Between fillers it differs by {test.spread:.2f} (standard deviation)."
    share = "" if test.share_of_margin is None else f" {_of_margin(test.share_of_margin)}"
    unknown = test.reasons.get("p_adjusted") or test.reasons.get("p", "")
    return [
        Figure("Change", delta, f"{_DELTA}{spread}{share}"),
        Figure("p, corrected", NOT_KNOWN, unknown or _P) if p is None else Figure("p, corrected", p_text(p), _P),
    ]


def _of_margin(share: float) -> str:
    return f"It is {abs(share):.1f} of the distance to the threshold{', away from it' if share < 0 else ''}."


def p_text(p: float) -> str:
    """Return a p as it is read."""
    return "under 0.001" if p < 0.001 else f"{p:.3f}"


def floor_of(test: TestRecord) -> float | None:
    """Return the floor that belongs to a test: the largest of the fillers that support it, else of all; None where none is known."""
    supporting = [one.floor for one in test.fillers if one.supports and one.floor is not None]
    return max(supporting or [one.floor for one in test.fillers if one.floor is not None], default=None)


def of_map(finding: FindingRecord) -> list[Figure]:
    """Return where the map lies; nothing where there is none."""
    attention = finding.attention
    if attention is None:
        return []
    return [_unusual(finding, attention), _share(attention), _grid(attention), _peak(attention)]


def _unusual(finding: FindingRecord, attention: AttentionRecord) -> Figure:
    meaning = f"{finding.sentence or _without_sentence(attention)} {_ALONE}"
    found = attention.focal_excess
    if found is None or found.flagged is None:
        return Figure("Attention outside", NOT_KNOWN, meaning)
    word = "unusual" if found.flagged else "not unusual"
    return Figure("Attention outside", f"{word}, p {p_text(found.p)} of {found.n} films", meaning)


def _without_sentence(attention: AttentionRecord) -> str:
    """Say how a map stands to its allowed region, where an earlier version kept no sentence."""
    allowed = 1 - attention.area_outside
    share = f"{attention.share_outside:.0%} of the map lies outside the allowed region, which is {allowed:.0%} of the exposed field."
    return f"{share} How unusual that is, is not known. {attention.reasons.get('focal_excess', '')}".rstrip()


def _share(attention: AttentionRecord) -> Figure:
    even = f"Of a map that is the same everywhere {attention.area_outside:.0%} would lie outside the allowed region."
    return Figure("Share outside", f"{attention.share_outside:.0%} of the map", f"{even} {_ALONE}")


def _grid(attention: AttentionRecord) -> Figure:
    if attention.resolution_floor is None:
        return Figure("Resolution floor", NOT_KNOWN, f"No resolution floor. {attention.reasons.get('resolution_floor', '')}".rstrip())
    leak = f"{attention.resolution_floor:.0%}"
    return Figure("Resolution floor", f"{leak} of the map", f"The classifier's grid alone leaks {leak}; a share no larger says nothing.")


def _peak(attention: AttentionRecord) -> Figure:
    peak, where = attention.peak, "inside" if attention.peak.inside else "outside"
    meaning = f"The map's maximum lies {where} the allowed region; the distance is to its edge."
    if peak.distance_px is None:
        return Figure("Peak", where, meaning)
    distance = f"{abs(peak.distance_mm):.0f} mm" if peak.distance_mm is not None else f"{abs(peak.distance_px):.0f} px"
    return Figure("Peak", f"{distance} {where}", meaning)


def rests_on(record: FilmRecord, finding: FindingRecord) -> list[Figure]:
    """Return which region is allowed, whether the lung segmentation passed its quality check, and how large the heart is."""
    found = [_allowed(finding.allowed_region)] if finding.allowed_region else []
    anatomy = record.anatomy
    if anatomy is None:
        return found
    if anatomy.quality is None:
        return [*found, Figure("Lung segmentation", "quality not known", anatomy.reasons.get("quality", ""))]
    failed = ", too little" if anatomy.not_assessable else ""
    expected = "How well the lungs were segmented: the Dice coefficient with a person's segmentation that is expected."
    meaning = anatomy.not_assessable or expected
    return [*found, Figure("Lung segmentation", f"quality {anatomy.quality.score:.2f} of 1{failed}", meaning), *_heart(record, anatomy)]


def _heart(record: FilmRecord, anatomy: AnatomyRecord) -> list[Figure]:
    """Return the cardiothoracic ratio, or why it was not measured, and what is wrong with the heart."""
    name = "Cardiothoracic ratio"
    if record.method.number < HEART_SINCE:
        return [Figure(name, "not measured", "Not measured by the version that wrote this entry.")]
    without = anatomy.reasons.get("heart_area_share")
    heart = [Figure("Heart", "not found", without)] if without else []
    if anatomy.cardiothoracic_ratio is not None:
        return [Figure(name, f"{anatomy.cardiothoracic_ratio:.2f}", "Width of the heart by the inner width of the thorax."), *heart]
    reason = anatomy.reasons.get("cardiothoracic_ratio", "")
    return [Figure(name, f"{reason[:1].lower()}{reason[1:]}".rstrip("."), reason), *heart]


def _allowed(region: AllowedRegionRecord) -> Figure:
    grown = f"{region.tolerance_mm:g} mm"
    if not region.spacing_known:
        grown = f"{region.tolerance_mm / FILM_MM:.0%} of the width, since no pixel spacing is relied on"
    default = "" if region.known else " The table does not name this label, so the default was used."
    meaning = f"“{region.name}”, grown by {grown}: the dashed outline. {region.reason}{default}"
    return Figure("Allowed region", f"“{region.name}”{'' if region.known else ' (default)'}, grown by {grown}", meaning)
