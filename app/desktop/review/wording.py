"""Findings in words and numbers, as they are shown. Words say what was measured; they never say what the model "thinks"."""

from __future__ import annotations

from collections.abc import Sequence

from app.desktop.review.figures import of_map, of_score, of_test, rests_on
from app.desktop.review.pictured_test import picture_of
from app.desktop.review.verdict_wording import NO_FLAG, SHORT, judgement, words_of_tests
from app.desktop.review.view import Detail, FindingRow
from app.export.changes import change, change_text
from app.export.scores import share_text
from audit.records.film import FilmRecord
from audit.records.findings import AttentionRecord, FindingRecord, TestRecord
from models.values.verdict import WORST_FIRST, Verdict

UNDER_WAY = "Perturbation tests are under way; not yet recorded."


def readable(label: str) -> str:
    """Return a label as words: "Pleural_Thickening" is "Pleural thickening"."""
    return label.replace("_", " ").capitalize()


def ordered(findings: Sequence[FindingRecord]) -> list[int]:
    """Return positions of findings as shown: the worst verdict first, then positive ones, then by their probability."""
    return sorted(range(len(findings)), key=lambda k: (_severity(findings[k]), not findings[k].positive, -findings[k].probability))


def _severity(finding: FindingRecord) -> int:
    """Return a rank, 0 the worst; below its threshold "undetermined" says little, as where a film's verdict is chosen."""
    if finding.verdict is None:
        return 0
    if finding.verdict == Verdict.UNDETERMINED and not finding.positive:
        return len(WORST_FIRST) - 1
    return WORST_FIRST.index(Verdict(finding.verdict)) + (finding.verdict == Verdict.NOT_CHALLENGED)


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
        delta=change(told.delta_logit) if told else "…" if under_way and _has_spot(finding) else None,
        verdict=SHORT[Verdict(finding.verdict)] if finding.verdict else "…" if under_way else None,
        shape=Verdict(finding.verdict) if finding.verdict else None,
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
        figures=(*of_score(finding), *of_test(finding.told_test)),
        of_map=tuple(of_map(finding)),
        rests_on=tuple(rests_on(record, finding)),
        judgement=judgement(finding),
        picture=picture_of(record, finding),
        tests=words_of_tests(record, finding),
        can_be_tested=finding.verdict == Verdict.NOT_CHALLENGED,
    )


def _not_assessable(reason: str) -> str:
    """Return why a film is not assessable; entries of earlier versions begin otherwise."""
    return reason if reason.startswith("Not assessable") else f"Not assessable. {reason}"


def _sentences(record: FilmRecord, finding: FindingRecord, not_assessable: str | None, *, under_way: bool) -> list[str]:
    """Return what is no number: why there is no map, and what became of tests of which no picture tells."""
    attention = finding.attention
    if attention is None:
        why = finding.reasons.get("attention")
        # The film's reason stands before every finding already.
        return [] if why is None or not_assessable else [why]
    found = [_tested(record, finding, attention, test) for test in finding.tests if not test.fillers]
    if finding.verdict is not None:
        return found
    if not finding.tests and under_way and _has_spot(finding):
        found.append("The perturbation test of the largest hot spot outside the allowed region is under way.")
    elif not finding.tests and _has_spot(finding):
        found.append("No perturbation test was asked for.")
    elif not finding.tests:
        found.append("The map has no hot spot outside the allowed region: no perturbation test.")
    return found


def _tested(record: FilmRecord, finding: FindingRecord, attention: AttentionRecord, test: TestRecord) -> str:
    after = finding.probability - test.delta_probability
    text = (
        f"Perturbation test: with {_filled(record, attention, test)} outside filled in, the score goes from {finding.probability:.3f} to "
        f"{after:.3f} (the logit {change_text(test.delta_logit)}){', and the decision is lost' if test.decision_changed else ''}."
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
    return f"{controls.n} controls of the same shape elsewhere outside: the logit changes by {change(spread.mean)} ± {spread.spread:.2f}."
