"""The verdict of one finding: the first that holds, in the method's precedence (method, section 7)."""

from __future__ import annotations

from collections.abc import Sequence

from models.values.challenge import Place
from models.values.verdict import FindingVerdict, RegionTest, Verdict
from models.verdict import sentences
from models.verdict.measured import Grounds, Measured
from models.verdict.undetermined import reasons


def decide(finding: Measured, tests: Sequence[RegionTest], grounds: Grounds, pairs: int) -> FindingVerdict:
    """Return the first verdict that holds, with its sentence.

    Args:
        finding: What was measured.
        tests: Of its regions.
        grounds: What is known of the classifier.
        pairs: How many were tested on the film.
    """
    if finding.not_assessable is not None:
        return FindingVerdict(Verdict.NOT_ASSESSABLE, finding.not_assessable)
    if not finding.is_challenged:
        return FindingVerdict(Verdict.NOT_CHALLENGED, sentences.not_challenged(finding))
    if outside := _strongest(tests, Place.NON_ANATOMICAL):
        verdict = Verdict.DEPENDENT_ON_OUTSIDE if finding.positive else Verdict.SUPPRESSED_BY_OUTSIDE
        return FindingVerdict(verdict, sentences.dependence(finding, outside, pairs), outside.region)
    if context := _strongest(tests, Place.PLAUSIBLE_CONTEXT):
        return FindingVerdict(Verdict.DEPENDENT_ON_PLAUSIBLE_CONTEXT, sentences.context(finding, context, pairs), context.region)
    return _without_a_region(finding, tests, grounds, pairs)


def _strongest(tests: Sequence[RegionTest], place: Place) -> RegionTest | None:
    """Return the region of a kind with the largest effect, of those that the score depends on."""
    passing = [test for test in tests if test.passes and test.place is place]
    return max(passing, key=lambda test: abs(test.delta_logit), default=None)


def _without_a_region(finding: Measured, tests: Sequence[RegionTest], grounds: Grounds, pairs: int) -> FindingVerdict:
    why = reasons(finding, tests, grounds, pairs)
    first = {reason: said for reason, said in why.items() if not reason.bars_the_last_alone}
    if not first and finding.positive and finding.focal_excess:
        return FindingVerdict(Verdict.ATTENTION_OUTSIDE_NOT_CONFIRMED, sentences.unconfirmed(finding))
    if why:
        told = first or why
        return FindingVerdict(Verdict.UNDETERMINED, " ".join(told.values()), reasons=tuple(why))
    return FindingVerdict(Verdict.NO_OUTSIDE_DEPENDENCE_FOUND, sentences.no_dependence(finding, tests))
