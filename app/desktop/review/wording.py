"""Findings in words and numbers, as they are shown. Words say what was measured; they never say what the model "thinks"."""

from __future__ import annotations

from collections.abc import Sequence

from app.desktop.review.verdict_wording import NO_FLAG, SHORT, judgement, words_of_tests
from app.desktop.review.view import Detail, FindingRow
from app.export.scores import share_text
from audit.records.film import AnatomyRecord, FilmRecord
from audit.records.findings import AllowedRegionRecord, AttentionRecord, FindingRecord, TestRecord
from models.values.finding import log_odds
from models.values.regions import FILM_MM
from models.values.verdict import Verdict

HEART_SINCE = 4
"""Number of the first method that looks for the heart."""
UNDER_WAY = "Perturbation tests are under way; not yet recorded."
_DELTA = "Δ\N{NO-BREAK SPACE}"


def readable(label: str) -> str:
    """Return a label as words: "Pleural_Thickening" is "Pleural thickening"."""
    return label.replace("_", " ").capitalize()


def ordered(findings: Sequence[FindingRecord]) -> list[int]:
    """Return positions of findings as shown: positive ones first, each part by its margin in logits."""
    return sorted(range(len(findings)), key=lambda k: (not findings[k].positive, -_margin(findings[k])))


def _margin(finding: FindingRecord) -> float:
    return finding.logit - log_odds(finding.threshold)


def finding_row(finding: FindingRecord, *, under_way: bool = False) -> FindingRow:
    """Return one row of the table.

    Args:
        finding: One of a film's.
        under_way: Its perturbation test has not ended.
    """
    told = finding.told_test
    return FindingRow(
        label=readable(finding.label),
        positive=finding.positive,
        probability=f"{finding.probability:.3f}",
        threshold=f"{finding.threshold:.3f}",
        prevalence=None if finding.prevalence is None else share_text(finding.prevalence),
        share_outside=f"{finding.attention.share_outside:.0%}" if finding.attention else None,
        delta=f"{told.delta_logit:+z.2f}" if told else "…" if under_way and _has_spot(finding) else None,
        verdict=SHORT[Verdict(finding.verdict)] if finding.verdict else "…" if under_way else None,
    )


def _has_spot(finding: FindingRecord) -> bool:
    """Tell whether a map has a hot spot outside the allowed region, which is then tested."""
    return finding.attention is not None and bool(finding.attention.hot_spots)


def detail(record: FilmRecord, finding: FindingRecord, warnings: Sequence[str], *, under_way: bool = False) -> Detail:
    """Say of one finding: the score, where its map lies, what its perturbation tests did, and on what that rests.

    Args:
        record: Of the film.
        finding: One of its findings.
        warnings: Of the film and the classifier.
        under_way: Its perturbation tests have not ended.
    """
    reason = record.anatomy.not_assessable if record.anatomy else None
    if reason and finding.verdict != Verdict.NOT_ASSESSABLE:
        warnings = [f"{_not_assessable(reason)} {NO_FLAG}", *warnings]
    return Detail(
        title=readable(finding.label),
        warnings=tuple(warnings),
        sentences=tuple(_sentences(record, finding, reason, under_way=under_way)),
        notes=tuple(_notes(record, finding)),
        judgement=judgement(finding),
        tests=words_of_tests(record, finding),
        can_be_tested=finding.verdict == Verdict.NOT_CHALLENGED,
    )


def _not_assessable(reason: str) -> str:
    """Return why a film is not assessable; entries of earlier versions begin otherwise."""
    return reason if reason.startswith("Not assessable") else f"Not assessable. {reason}"


def _sentences(record: FilmRecord, finding: FindingRecord, not_assessable: str | None, *, under_way: bool) -> list[str]:
    decision = "positive" if finding.positive else "not positive"
    calibrated = "" if finding.prevalence is None else f"; {share_text(finding.prevalence)} of the calibration films have it"
    found = [f"Probability {finding.probability:.3f} (threshold {finding.threshold:.3f}{calibrated}): {decision}."]
    attention = finding.attention
    if attention is None:
        why = finding.reasons.get("attention")
        # The film's reason stands before every finding already.
        return found if why is None or not_assessable else [*found, why]
    found += [f"{finding.sentence or _share(attention)} A share alone means nothing.", _grid_and_peak(attention)]
    found += [_tested(record, finding, attention, test) for test in finding.tests if not test.fillers]
    if finding.verdict is not None:
        return found
    if not finding.tests and under_way and _has_spot(finding):
        found.append("The perturbation test of the largest hot spot outside the allowed region is under way.")
    elif not finding.tests and _has_spot(finding):
        found.append("No perturbation test was asked for.")
    elif not finding.tests:
        found.append("The map has no hot spot outside the allowed region: no perturbation test.")
    return found


def _share(attention: AttentionRecord) -> str:
    """Say how a map stands to its allowed region, where an earlier version kept no sentence."""
    allowed = 1 - attention.area_outside
    share = f"{attention.share_outside:.0%} of the map lies outside the allowed region, which is {allowed:.0%} of the exposed field."
    return f"{share} How unusual that is, is not known. {attention.reasons.get('focal_excess', '')}".rstrip()


def _grid_and_peak(attention: AttentionRecord) -> str:
    floor, peak, where = attention.resolution_floor, attention.peak, "inside" if attention.peak.inside else "outside"
    leak = f"No resolution floor. {attention.reasons.get('resolution_floor', '')}".rstrip()
    if floor is not None:
        leak = f"The grid alone leaks {floor:.0%} (resolution floor)."
    if peak.distance_px is None:
        return f"{leak} The peak is {where} the allowed region."
    distance = f"{abs(peak.distance_mm):.0f} mm" if peak.distance_mm is not None else f"{abs(peak.distance_px):.0f} px"
    return f"{leak} The peak is {distance} {where} the edge of the allowed region."


def _tested(record: FilmRecord, finding: FindingRecord, attention: AttentionRecord, test: TestRecord) -> str:
    after = finding.probability - test.delta_probability
    text = (
        f"Perturbation test: with {_filled(record, attention, test)} outside filled in, the score goes from {finding.probability:.3f} to "
        f"{after:.3f} ({_DELTA}{test.delta_logit:+z.2f} logits){', and the decision is lost' if test.decision_changed else ''}."
    )
    return f"{text} {_controls(record, finding, test)}"


def _filled(record: FilmRecord, attention: AttentionRecord, test: TestRecord) -> str:
    """Return what was filled in: a spot that is too large, or has no room for its copies, only in part."""
    box = next(region.box for region in record.regions if region.id == test.region)
    whole = bool(attention.hot_spots) and box == attention.hot_spots[0].box
    return "the largest hot spot" if whole else "the hottest part of the largest hot spot"


def _controls(record: FilmRecord, finding: FindingRecord, test: TestRecord) -> str:
    """Say what the same change did at other places."""
    challenge = next(challenge for challenge in record.challenges if challenge.region == test.region)
    controls = challenge.controls
    if controls is None:
        return f"No controls. {challenge.reasons.get('controls', '')}".rstrip()
    spread = controls.delta_logit.get(finding.label)
    if spread is None or spread.mean is None or spread.spread is None:
        return "There was no room for controls of the same shape elsewhere outside."
    return f"{controls.n} controls of the same shape elsewhere outside: {_DELTA}{spread.mean:+z.2f} ± {spread.spread:.2f}."


def _notes(record: FilmRecord, finding: FindingRecord) -> list[str]:
    """Say which region is allowed, whether the lung segmentation passed its quality check, and how large the heart is."""
    notes = [_allowed(finding.allowed_region)] if finding.allowed_region else []
    anatomy = record.anatomy
    if anatomy is None:
        return notes
    if anatomy.quality is None:
        return [*notes, f"Lung segmentation: quality not known. {anatomy.reasons.get('quality', '')}".rstrip()]
    failed = ", too little" if anatomy.not_assessable else ""
    return [*notes, f"Lung segmentation: quality {anatomy.quality.score:.2f} of 1{failed}.", *_heart(record, anatomy)]


def _heart(record: FilmRecord, anatomy: AnatomyRecord) -> list[str]:
    """Return the cardiothoracic ratio, or why it was not measured, and what is wrong with the heart."""
    if record.method.number < HEART_SINCE:
        return ["Cardiothoracic ratio not measured by the version that wrote this entry."]
    reason = anatomy.reasons.get("cardiothoracic_ratio", "")
    measured = f"{anatomy.cardiothoracic_ratio:.2f}." if anatomy.cardiothoracic_ratio is not None else f"{reason[:1].lower()}{reason[1:]}"
    return [f"Cardiothoracic ratio {measured}".rstrip(), *([without] if (without := anatomy.reasons.get("heart_area_share")) else [])]


def _allowed(region: AllowedRegionRecord) -> str:
    grown = f"{region.tolerance_mm:g} mm"
    if not region.spacing_known:
        grown = f"{region.tolerance_mm / FILM_MM:.0%} of the width, since no pixel spacing is relied on"
    text = f"Allowed region (dashed outline): “{region.name}”, grown by {grown}. {region.reason}"
    return text if region.known else f"{text} The table does not name this label, so the default was used."
