"""What was measured of one finding, in plain words made from the numbers; never what a classifier means by it (method, section 7)."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from statistics import median

from models.attention.place_names import place_name
from models.values.verdict import RegionTest
from models.verdict.measured import Measured

_FEWEST_DECIMALS, _MOST_DECIMALS = 2, 4


def dependence(finding: Measured, test: RegionTest, pairs: int) -> str:
    """Tell what a region does to a score, where fillers agree on it.

    Args:
        finding: Whose score it is.
        test: Of the region, which passes.
        pairs: How many were tested on the film.
    """
    supporting = [one for one in test.fillers if one.supports]
    p = sorted(one.p_adjusted for one in supporting if one.p_adjusted is not None)[1]
    floor = max(one.floor for one in supporting if one.floor is not None)
    matched = min(one.controls_n for one in supporting)
    return (
        f"{_moves(finding, test)}: {len(supporting)} of {len(test.fillers)} fillers agree, p {_p(p)} after correction for "
        f"{_counted(pairs, 'pair')}, {_counted(matched, 'matched place')}. {_logit(test)} on average; the floor is {floor:.2f}."
    )


def context(finding: Measured, test: RegionTest, pairs: int) -> str:
    """Tell the same of a place where evidence may plausibly lie."""
    return f"{dependence(finding, test, pairs)[:-1]}, and the place is plausible context of the finding, for a person to judge."


def effect(finding: Measured, test: RegionTest) -> str:
    """Tell what a region does to a score, without judging it."""
    return f"{_moves(finding, test, most=_FEWEST_DECIMALS)}."


def disagreement(finding: Measured, test: RegionTest) -> str:
    """Tell that not enough fillers of a region act on the score beyond what matched places do, or that they act too unequally."""
    supporting = sum(one.supports for one in test.fillers)
    deltas = ", ".join(_signed(-one.delta_logit) for one in test.fillers)
    changes = f"When {named(finding, test.region)} is filled in, the logit changes by {deltas}"
    if supporting > 1:
        return f"{changes}: these spread more ({test.spread:.2f}) than their mean ({abs(test.delta_logit):.2f}), so the fillers disagree."
    return f"{changes}: only {supporting} of {len(test.fillers)} passes the test (matched places, floor, half the margin), and two have to."


def large_effect(finding: Measured, test: RegionTest) -> str:
    """Tell that an effect is not shown to be small, though none was shown."""
    return (
        f"{_logit(test)} on average when {named(finding, test.region)} is filled in: that is not shown to be unusual, nor to be under half "
        f"the distance to the threshold ({finding.of_interest:.2f}) in two fillers."
    )


def smallest_in_two(test: RegionTest) -> float:
    """Return what |Δ| stays at or under in two fillers of a region; infinity for a single filler."""
    deltas = sorted(abs(one.delta_logit) for one in test.fillers)
    return deltas[1] if len(deltas) > 1 else inf


def no_dependence(finding: Measured, tests: Sequence[RegionTest]) -> str:
    """Tell that every region that was filled in moves the score by less than would matter.

    Args:
        finding: A positive one.
        tests: Of its regions, one at least.
    """
    most = max(smallest_in_two(test) for test in tests)
    left = f"; {_counted(finding.left_out, 'other hot spot')} outside {'was' if finding.left_out == 1 else 'were'} not filled in"
    return (
        f"Filling in {_counted(len(finding.regions), 'region')} outside the allowed region moves the logit by at most {most:.2f} in two "
        f"fillers each, under half its distance to the threshold ({finding.of_interest:.2f}){left if finding.left_out else ''}."
    )


def unconfirmed(finding: Measured) -> str:
    """Tell of unusual attention that no region explains."""
    filled = _counted(len(finding.regions), "region")
    return (
        "The attention map is unusual at a place outside the allowed region for this classifier at this score; "
        + (f"filling in {filled} did not show that the score depends on it." if finding.regions else "no region was filled in.")
    )  # fmt: skip


def not_challenged(finding: Measured) -> str:
    """Tell why a score was not tested."""
    if finding.positive:
        return f"The score of {finding.probability:.2f} was not tested: perturbation tests are switched off."
    below = f"The score of {finding.probability:.2f} is below the threshold of {finding.threshold:.2f}"
    return f"{below} and was not chosen for perturbation tests."


def named(finding: Measured, region: int) -> str:
    """Return the words for one of a finding's regions."""
    return next(place_name(one.zone, one.holds) for one in finding.regions if one.region == region)


def _moves(finding: Measured, test: RegionTest, most: int = _MOST_DECIMALS) -> str:
    """Tell the score before and after, the latter the median over fillers, in as many decimals, up to some, as tell them apart."""
    before, after = finding.probability, float(median(one.probability for one in test.fillers))
    tried = range(_FEWEST_DECIMALS, most + 1)
    decimals = next((d for d in tried if f"{before:.{d}f}" != f"{after:.{d}f}"), _FEWEST_DECIMALS)
    place = named(finding, test.region)
    if f"{before:.{decimals}f}" == f"{after:.{decimals}f}":
        return f"The score stays at {before:.2f} when {place} is filled in"
    verb = "falls" if after < before else "rises"
    return f"The score {verb} from {before:.{decimals}f} to {after:.{decimals}f} when {place} is filled in"


def _logit(test: RegionTest) -> str:
    return f"The logit {'falls' if test.delta_logit >= 0 else 'rises'} by {abs(test.delta_logit):.2f}"


def _signed(change: float) -> str:
    return f"{change:+.2f}".replace("-", "−")


def _p(p: float) -> str:
    return f"= {p:.3g}" if p >= 0.001 else "< 0.001"


def _counted(n: int, name: str) -> str:
    return f"{n} {name}" if n == 1 else f"{n} {name}s"
