"""Why the tests of a finding decide nothing, each reason with its sentence (method, section 7)."""

from __future__ import annotations

from collections.abc import Sequence

from models.challenge.calibration.matching import PER_PAIR
from models.values.verdict import RegionTest, Undetermined
from models.verdict.measured import FEWEST_FILMS, Grounds, Measured
from models.verdict.pairs import MOST_PAIRS
from models.verdict.sentences import disagreement, effect, large_effect, named, no_dependence, smallest_in_two

_FILLERS = 2

Reasons = dict[Undetermined, str]
"""By reason its sentence, in the order in which they are told."""


def reasons(finding: Measured, tests: Sequence[RegionTest], grounds: Grounds, pairs: int) -> Reasons:
    """Return why nothing can be said of a challenged finding none of whose regions passes; those that bar the last verdict alone come last.

    Args:
        finding: What was measured.
        tests: Of its regions.
        grounds: What is known of the classifier.
        pairs: How many were tested on the film.
    """
    found = _grounds(grounds) or _tests(finding, tests, pairs)
    if finding.global_removal:
        found[Undetermined.ONLY_GLOBAL] = (
            "Removing all that lies outside the allowed region changes the score, and no single region explains it."
        )
    if found and tests and Undetermined.FILLERS_DISAGREE not in found:
        first = next(iter(found))
        found[first] = f"{found[first]} {effect(finding, max(tests, key=lambda test: abs(test.delta_logit)))}"
    found |= _of_the_last(finding, tests, grounds)
    if not found and not finding.positive:
        found[Undetermined.NOTHING_HOLDS_IT_DOWN] = (
            f"{effect(finding, min(tests, key=lambda test: test.delta_logit))} That is not shown to hold the score down; how often "
            "the audit would find what does is not known."
        )
    return found


def _grounds(grounds: Grounds) -> Reasons:
    """Return what a classifier lacks for any of its scores to be judged."""
    found: Reasons = {}
    if not grounds.reference_n:
        found[Undetermined.NO_REFERENCE] = (
            "There is no reference for this classifier, so it is not known what an unusual change of the score is."
        )
    elif grounds.reference_n < FEWEST_FILMS:
        found[Undetermined.SMALL_REFERENCE] = (
            f"The reference holds {grounds.reference_n} films; {FEWEST_FILMS} are needed to tell an unusual change of the score."
        )
    if grounds.reference_n and grounds.calibration_n < FEWEST_FILMS:
        found[Undetermined.NO_CALIBRATION] = (
            f"The effect floor of this classifier is calibrated on {grounds.calibration_n} patients; {FEWEST_FILMS} are needed."
            if grounds.calibration_n
            else "The effect floor of this classifier is not calibrated."
        )
    return found


def _tests(finding: Measured, tests: Sequence[RegionTest], pairs: int) -> Reasons:
    """Return what is missing in tests that were to be judged, or speaks both ways; each reason by its first region."""
    found: Reasons = {}
    for test in (test for test in tests if test.tested):
        if test.fillers_agree is None:
            reason, why = _unreadable(finding, test, pairs)
            found.setdefault(reason, why)
        elif not test.fillers_agree and any(one.supports for one in test.fillers):
            found.setdefault(Undetermined.FILLERS_DISAGREE, disagreement(finding, test))
    return found


def _unreadable(finding: Measured, test: RegionTest, pairs: int) -> tuple[Undetermined, str]:
    place = named(finding, test.region)
    if len(test.fillers) < _FILLERS:
        return Undetermined.FEW_FILLERS, f"Only one filler could be run where {place} is filled in, and two have to agree."
    if sum(one.p is not None for one in test.fillers) < _FILLERS:
        enough = sum(one.p is not None for one in test.fillers)
        return Undetermined.FEW_CONTROLS, (
            f"Too few places match {place}: at least {PER_PAIR * pairs} are needed in two fillers, and {enough} of "
            f"{len(test.fillers)} {'has' if enough == 1 else 'have'} them."
        )
    return Undetermined.NO_CALIBRATION, f"The effect floor of filling in {place} is known for fewer than two fillers."


def _of_the_last(finding: Measured, tests: Sequence[RegionTest], grounds: Grounds) -> Reasons:
    """Return what bars "no outside dependence found", and nothing else."""
    found: Reasons = {}
    if not tests and finding.left_out:
        found[Undetermined.HOT_SPOTS_LEFT_OUT] = (
            "None of its hot spots outside the allowed region was filled in: a film has at most four regions, and others came first."
        )
    elif not tests:
        found[Undetermined.NOTHING_TO_CHALLENGE] = (
            "No hot spot lies outside the allowed region, so nothing was filled in and the score was not tested."
        )
    if untested := sum(not test.tested for test in tests):
        found[Undetermined.NOT_TESTED] = (
            f"Of its {len(tests)} regions outside, {untested} {'was' if untested == 1 else 'were'} not tested here: "
            f"at most {MOST_PAIRS} pairs of a region and a finding are tested on a film."
        )
    large = [test for test in tests if smallest_in_two(test) >= finding.of_interest]
    if large and finding.positive:
        found[Undetermined.EFFECT_NOT_SMALL] = large_effect(finding, max(large, key=lambda test: abs(test.delta_logit)))
    if not finding.positive:
        return found
    measured = "" if found else f"{no_dependence(finding, tests)} "
    return found | {reason: f"{measured}{why}" for reason, why in _power(grounds).items()}


def _power(grounds: Grounds) -> Reasons:
    if grounds.only_called:
        return {
            Undetermined.ONLY_CALLED: (
                "This classifier can only be called: where its score comes from is known by covering places alone, which misses what is "
                "said in two places, so finding nothing means little."
            )
        }
    if grounds.power is None:
        return {
            Undetermined.POWER_UNKNOWN: "The self-test has not been run for this classifier, so it is not known what would have been found."
        }
    if grounds.power.is_enough:
        return {}
    return {
        Undetermined.POWER_LOW: (
            f"The self-test found {grounds.power.mean:.1%} of planted shortcuts (lower bound {grounds.power.lower:.1%}), and 80% (lower "
            "bound 70%) are needed for finding nothing to mean much."
        )
    }
