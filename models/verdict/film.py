"""The verdicts of a film's findings, and its own (method, section 7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.values.verdict import SCOPE, FindingVerdict, RegionTest, Verdict, worst
from models.verdict.deciding import decide
from models.verdict.measured import Grounds, Measured
from models.verdict.pairs import Pairs
from models.verdict.region_tests import region_tests


@dataclass(frozen=True)
class FilmVerdicts:
    """What follows from the tests of a film.

    Attributes:
        findings: Verdicts, in the order given.
        tests: Of each finding, one for each of its regions.
        verdict: The film's; None without findings.
        sentence: That of the finding that it is the verdict of, with its name; None without findings.
    """

    findings: tuple[FindingVerdict, ...]
    tests: tuple[tuple[RegionTest, ...], ...]
    verdict: Verdict | None
    sentence: str | None

    @property
    def scope(self) -> str | None:
        """What was not tested; None where the film's verdict says nothing that could be taken for an all-clear."""
        return SCOPE if self.verdict is Verdict.NO_OUTSIDE_DEPENDENCE_FOUND else None


def verdicts(findings: Sequence[Measured], grounds: Grounds) -> FilmVerdicts:
    """Judge the findings of one film together: p-values are corrected over all of its tested pairs.

    Args:
        findings: All of the film's, in the classifier's order.
        grounds: What is known of the classifier.
    """
    pairs = Pairs.of(findings, grounds)
    tests = region_tests(findings, pairs)
    found = tuple(decide(one, of, grounds, len(pairs.tested)) for one, of in zip(findings, tests, strict=True))
    counted = [i for i in range(len(findings)) if _counts(findings[i], found[i])] or list(range(len(findings)))
    verdict = worst(tuple(found[i].verdict for i in counted))
    same = [i for i in counted if found[i].verdict is verdict]
    return FilmVerdicts(found, tests, verdict, _sentence(findings, found, same) if same else None)


def _counts(finding: Measured, verdict: FindingVerdict) -> bool:
    """Tell whether a finding has a say in its film's verdict: a negative of which nothing was found has none."""
    return finding.positive or verdict.verdict is not Verdict.UNDETERMINED


def _sentence(findings: Sequence[Measured], found: Sequence[FindingVerdict], same: Sequence[int]) -> str:
    """Name the finding of the highest score among those of a film's verdict."""
    named = max(same, key=lambda i: (findings[i].positive, findings[i].probability))
    others = len(same) - 1
    more = f" {others} other finding{' has' if others == 1 else 's have'} the same verdict." if others else ""
    return f"{findings[named].label.replace('_', ' ')}: {found[named].sentence}{more}"
