"""Verdicts and the tests that they rest on, in words and numbers as they are shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from app.desktop.review.figures import floor_of
from app.desktop.review.view import Judgement, Tests, TestWords
from app.export.changes import change_text
from app.export.total_effects import total_effect_text
from app.export.transplants import IN_BRACKETS, transplant_text, transplants_of
from audit.records.challenges import NotRunRecord, RegionRecord, TransplantRecord, region_number
from audit.records.film import FilmRecord
from audit.records.findings import FindingRecord, TestRecord
from audit.records.told import verdict_text, worst_findings
from models.attention.place_names import place_name
from models.values.attention import Holds, Zone
from models.values.challenge import Filler, Place
from models.values.finding import probability
from models.values.verdict import SCOPE, Verdict

NO_FLAG = "No flag and no all-clear."
NOT_TESTED, NOT_JUDGED = "Not tested here: not among a film's most important pairs.", "Not judged."
SHORT = {
    Verdict.NOT_ASSESSABLE: "not assessable", Verdict.NOT_CHALLENGED: "not challenged", Verdict.DEPENDENT_ON_OUTSIDE: "dependent",
    Verdict.SUPPRESSED_BY_OUTSIDE: "suppressed", Verdict.DEPENDENT_ON_PLAUSIBLE_CONTEXT: "context",
    Verdict.UNDETERMINED: "undetermined", Verdict.ATTENTION_OUTSIDE_NOT_CONFIRMED: "attention",
    Verdict.NO_OUTSIDE_DEPENDENCE_FOUND: "none found",
}  # fmt: skip
"""What a column has room for."""
_NO_ALL_CLEAR = "It says nothing about the diagnosis."
MEANS = {
    Verdict.DEPENDENT_ON_OUTSIDE: "Filling in a place where the disease cannot be takes the decision away, or at least half of its "
    "margin, by at least two fillers and more than matched places do.",
    Verdict.SUPPRESSED_BY_OUTSIDE: "Filling in a place where the disease cannot be raises the score of a finding that is not positive, "
    "by at least two fillers and more than matched places do.",
    Verdict.DEPENDENT_ON_PLAUSIBLE_CONTEXT: "The score depends on a place that may matter, such as a device or soft tissue: "
    "for you to judge.",
    Verdict.UNDETERMINED: "The tests decide nothing: neither a flag nor an all-clear.",
    Verdict.ATTENTION_OUTSIDE_NOT_CONFIRMED: "The map is unusual outside the allowed region, and no test confirms that the score "
    "depends on it.",
    Verdict.NO_OUTSIDE_DEPENDENCE_FOUND: "Every test stayed small. That nothing was found outside is no all-clear: cues inside the "
    "allowed region and global cues were not tested.",
    Verdict.NOT_ASSESSABLE: "The lungs could not be relied on, so nothing is said that rests on them.",
    Verdict.NOT_CHALLENGED: "Not tested: not positive, far from its threshold, and not among the one in ten that are tested all the same.",
}
"""What a verdict of each name says, and what it does not."""
FILLERS = {
    Filler.NOISY_LINEAR: "noisy linear", Filler.KEPT_BLUR: "blur of kept pixels", Filler.REGISTERED_DONOR: "registered donors",
}  # fmt: skip
_KINDS = {Place.NON_ANATOMICAL: "Non-anatomical place.", Place.PLAUSIBLE_CONTEXT: "Plausible context."}
_ENDS = re.compile(r"(?<=\.)\s+(?=[A-Z])")
_SPACE = "\N{NO-BREAK SPACE}"


def judgement(finding: FindingRecord) -> Judgement | None:
    """Return the verdict of a finding; None where there is none."""
    if finding.verdict is None:
        return None
    beside = NO_FLAG if finding.verdict == Verdict.NOT_ASSESSABLE else finding.scope or ""
    return _judged(Verdict(finding.verdict), finding.verdict_sentence or "", beside)


def _judged(verdict: Verdict, sentence: str, beside: str) -> Judgement:
    return Judgement(_capital(verdict_text(verdict)), sentence, beside, verdict, f"{MEANS[verdict]} {_NO_ALL_CLEAR}")


def film_judgement(record: FilmRecord) -> Judgement | None:
    """Return the verdict of a film with the sentence of the highest score that it is the verdict of; None where there is none."""
    same = worst_findings(record)
    if record.verdict is None or not same:
        return None
    named, others = same[0], len(same) - 1
    more = f" (and {others} other finding{'' if others == 1 else 's'})" if others else ""
    found = judgement(named)
    sentence = f"{named.label.replace('_', ' ').capitalize()}{more}: {_first(named.verdict_sentence or '')}"
    return _judged(Verdict(record.verdict), sentence, found.beside if found else "")


def beside_the_films(record: FilmRecord, finding: FindingRecord) -> Judgement | None:
    """Return the verdict of a finding as it stands below its film's, which is always read: what is said there is not said again."""
    found, above = judgement(finding), film_judgement(record)
    if found is None or above is None:
        return found
    beside = "" if found.beside == above.beside else found.beside
    sentence = found.sentence
    if finding is worst_findings(record)[0]:
        sentence = sentence.removeprefix(_first(sentence)).strip()
    return replace(found, sentence=sentence, beside=beside)


def _first(sentences: str) -> str:
    """Return the first of some sentences; numbers with a point do not end one."""
    return _ENDS.split(sentences, maxsplit=1)[0]


def words_of_tests(record: FilmRecord, finding: FindingRecord) -> Tests | None:
    """Return the tests of a finding, and what they leave untested where its verdict does not say so; None without tests of this method."""
    found = [test for test in finding.tests if test.fillers]
    if not found:
        return None
    regions = {region.id: region for region in record.regions}
    rows = tuple(_words(regions[test.region], test, finding) for test in found)
    unknown = dict.fromkeys(test.reasons["p"] for test in found if test.tested and "p" in test.reasons)
    beside = [note for test in found for note in beside_the_test(record, finding, test)]
    scope = () if finding.scope else (SCOPE,)
    return Tests(rows, (*beside, *unknown, *not_run(record.not_run, [test.region for test in found]), *scope))


def beside_the_test(record: FilmRecord, finding: FindingRecord, test: TestRecord) -> list[str]:
    """Say what is told beside the test of a region: the total effect, where it differs, and what the region does on other films."""
    total = total_effect_text(record, finding, test)
    of_region = [one for one in transplants_of(record, finding) if one.region == test.region]
    return [*([f"Region {region_number(test.region)}. {total}"] if total else []), *map(_transplant, of_region)]


def _transplant(one: TransplantRecord) -> str:
    text = transplant_text(one)
    if text is None:
        return f"Region {region_number(one.region)}, transplanted. {one.reasons['spot']}"
    films = f"films negative for the finding ({IN_BRACKETS})"
    return f"Region {region_number(one.region)}, transplanted to {films}: {text}. Confirms nothing about one film."


def not_run(records: Sequence[NotRunRecord], regions: Sequence[int]) -> list[str]:
    """Say which fillers could not be run on regions, and why."""
    return [_why_not(one) for one in records if one.region is None or one.region in regions]


def _why_not(one: NotRunRecord) -> str:
    on = "" if one.region is None else f", region {region_number(one.region)}"
    return f"{_capital(FILLERS[Filler(one.filler)])}{on}. {one.sentence}"


def place_of(region: RegionRecord) -> str:
    """Return where a region lies and what lies there: "The image’s upper left corner (text or marker)"."""
    return "A place" if region.zone is None else _capital(place_name(Zone(region.zone), Holds(region.holds or Holds.NOTHING_SPECIAL)))


def _words(region: RegionRecord, test: TestRecord, finding: FindingRecord) -> TestWords:
    kind = _KINDS[Place(test.place)] if test.place else ""
    return TestWords(
        region=region_number(test.region),
        place=place_of(region),
        kind=" ".join(filter(None, (kind, _support(test)))),
        numbers=_numbers(test, finding),
        decides=test.region == finding.deciding_region,
    )


def _support(test: TestRecord) -> str:
    """Return how many fillers support that the score depends on the region, where that was asked and could be told."""
    if not test.tested:
        return NOT_TESTED
    if test.fillers_agree is None:
        return NOT_JUDGED
    supporting, fillers = sum(one.supports for one in test.fillers), len(test.fillers)
    return f"Dependence supported by {supporting} of {fillers} filler{'' if fillers == 1 else 's'}."


def _numbers(test: TestRecord, finding: FindingRecord) -> tuple[str, ...]:
    """Return score before and after, and what the logit does, both in the mean over fillers, p and the floor that belong to it."""
    after, floor = probability(finding.logit - test.delta_logit), floor_of(test)
    parts = [f"Score {finding.probability:.3f} → {after:.3f}", f"logit {change_text(test.delta_logit)}"]
    parts.append("no p" if test.p_adjusted is None else "p < 0.001" if test.p_adjusted < 0.001 else f"p {test.p_adjusted:.3f}")
    parts.append("no floor" if floor is None else f"floor {floor:.2f}")
    return tuple(part.replace(" ", _SPACE) for part in parts)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
