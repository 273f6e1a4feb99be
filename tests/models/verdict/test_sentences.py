"""Sentences say what was measured, in these words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.values.attention import Holds, Zone
from models.values.challenge import Place
from models.values.verdict import Why
from models.verdict.film import verdicts
from models.verdict.measured import Grounds, Measured, Power
from tests.models.verdict.made import ACTS, GROUNDS, QUIET, SPLIT, finding, logit, region

MARGIN = logit(0.91)
READ = region((3.58, 3.31, 3.91), (0.0008, 0.0012, 0.003), floor=0.62, n=211)
DOWN = region((-3.58, -3.31, -3.91), (0.0002, 0.0009, 0.04), floor=0.62, n=211)
CORNER = "the image’s upper right corner (text or marker)"
FALLS = f"The score falls from 0.88 to 0.27 when {CORNER} is filled in."
SMALL = (
    "Filling in 1 region outside the allowed region moves the logit by at most 0.20 in two fillers each, under half its distance to the "
    "threshold (1.00)"
)
UNUSUAL = "The attention map is unusual at a place outside the allowed region for this classifier at this score; "


def _said(*film: Measured, grounds: Grounds = GROUNDS) -> str:
    return verdicts(film, grounds).findings[0].sentence


def test_a_score_that_depends_on_a_place_outside() -> None:
    others = [finding(1.0, replace(QUIET, region=number), label=str(number)) for number in range(1, 5)]
    assert _said(finding(MARGIN, READ), *others) == (
        f"The score falls from 0.91 to 0.22 when {CORNER} is filled in: 3 of 3 fillers agree, p = 0.006 after correction for 5 pairs, "
        "211 matched places. The logit falls by 3.60 on average; the floor is 0.62."
    )


def test_a_score_that_a_place_outside_holds_down() -> None:
    assert _said(finding(-MARGIN, DOWN)) == (
        f"The score rises from 0.09 to 0.78 when {CORNER} is filled in: 3 of 3 fillers agree, p < 0.001 after correction for 1 pair, "
        "211 matched places. The logit rises by 3.60 on average; the floor is 0.62."
    )


def test_plausible_context_is_left_to_a_person() -> None:
    heart = replace(READ, place=Place.PLAUSIBLE_CONTEXT, zone=Zone.MEDIASTINUM, holds=Holds.NOTHING_SPECIAL)
    said = _said(finding(MARGIN, heart))
    assert said.startswith("The score falls from 0.91 to 0.22 when an area of the mediastinum is filled in: 3 of 3 fillers agree")
    assert said.endswith("; the floor is 0.62, and the place is plausible context of the finding, for a person to judge.")


def test_two_of_three_fillers_are_told_with_their_own_floor_and_controls() -> None:
    one = region((3.0, 2.9, 0.9), (0.01, 0.02, 0.5))
    fillers = tuple(
        replace(of, floor=floor, controls_n=n) for of, floor, n in zip(one.fillers, (0.5, 0.7, 0.9), (400, 300, 20), strict=True)
    )
    assert _said(finding(2.0, replace(one, fillers=fillers))).endswith(
        ": 2 of 3 fillers agree, p = 0.02 after correction for 1 pair, 300 matched places. The logit falls by 2.27 on average; "
        "the floor is 0.70."
    )


def test_scores_near_one_are_told_apart() -> None:
    assert _said(finding(12.0, region((6.2, 6.3, 6.1)))).startswith("The score falls from 1.000 to 0.997 when")
    assert _said(finding(30.0, region((15.2, 15.3, 15.1)))).startswith("The score stays at 1.00 when")


@pytest.mark.parametrize(
    ("one", "grounds", "said"),
    [
        (finding(2.0, region(ACTS)), Grounds(0, 0),
         f"There is no reference for this classifier, so it is not known what an unusual change of the score is. {FALLS}"),
        (finding(2.0, region(ACTS)), Grounds(59, 104),
         f"The reference holds 59 films; 60 are needed to tell an unusual change of the score. {FALLS}"),
        (finding(2.0, region(ACTS)), Grounds(104, 41),
         f"The effect floor of this classifier is calibrated on 41 patients; 60 are needed. {FALLS}"),
        (finding(2.0, region(ACTS)), Grounds(104, 0), f"The effect floor of this classifier is not calibrated. {FALLS}"),
        (finding(2.0, region(ACTS, floor=None)), GROUNDS,
         f"The effect floor of filling in {CORNER} is known for fewer than two fillers. {FALLS}"),
        (finding(2.0, SPLIT), GROUNDS,
         f"When {CORNER} is filled in, the logit changes by −3.00, −0.10, −0.20: only 1 of 3 passes the test (matched places, floor, "
         "half the margin), and two have to."),
        (finding(2.0, region((9.0, 1.5, 0.1))), GROUNDS,
         f"When {CORNER} is filled in, the logit changes by −9.00, −1.50, −0.10: these spread more (4.79) than their mean (3.53), so the "
         "fillers disagree."),
        (finding(2.0, region((3.0,))), GROUNDS,
         f"Only one filler could be run where {CORNER} is filled in, and two have to agree. "
         f"The score falls from 0.88 to 0.27 when {CORNER} is filled in."),
        (finding(2.0, region(ACTS, (0.003, None, None))), GROUNDS,
         f"Too few places match {CORNER}: at least 20 are needed in two fillers, and 1 of 3 has them. {FALLS}"),
        (replace(finding(2.0, QUIET), global_removal=True), GROUNDS,
         "Removing all that lies outside the allowed region changes the score, and no single region explains it. "
         f"The score falls from 0.88 to 0.87 when {CORNER} is filled in."),
        (finding(2.0), GROUNDS, "No hot spot lies outside the allowed region, so nothing was filled in and the score was not tested."),
        (replace(finding(2.0), left_out=1), GROUNDS,
         "None of its hot spots outside the allowed region was filled in: a film has at most four regions, and others came first."),
        (finding(2.0, region(ACTS, (0.5,) * 3)), GROUNDS,
         f"The logit falls by 3.00 on average when {CORNER} is filled in: that is not shown to be unusual, nor to be under half the "
         "distance to the threshold (1.00) in two fillers."),
        (finding(2.0, QUIET), replace(GROUNDS, power=None),
         f"{SMALL}. The self-test has not been run for this classifier, so it is not known what would have been found."),
        (finding(2.0, QUIET), replace(GROUNDS, power=Power(0.7949, 0.72)),
         f"{SMALL}. The self-test found 79.5% of planted shortcuts (lower bound 72.0%), and 80% (lower bound 70%) are needed for finding "
         "nothing to mean much."),
        (finding(-2.0, region((-0.2, -0.3, 0.1), (0.2, 0.3, 0.4))), GROUNDS,
         f"The score rises from 0.12 to 0.14 when {CORNER} is filled in. That is not shown to hold the score down; how often the audit "
         "would find what does is not known."),
    ],
)  # fmt: skip
def test_what_is_undetermined_says_why_and_what_was_measured(one: Measured, grounds: Grounds, said: str) -> None:
    assert _said(one, grounds=grounds) == said


def test_pairs_that_are_not_tested_say_so() -> None:
    quiet = [replace(QUIET, region=number) for number in range(4)]
    film = [finding(9.0, *quiet), *(finding(1.0, *quiet, label=str(k)) for k in range(5))]
    assert _said(*film) == (
        "Of its 4 regions outside, 1 was not tested here: at most 20 pairs of a region and a finding are tested on a film."
    )


def test_no_outside_dependence_found_tells_how_much_was_filled_in() -> None:
    assert _said(finding(2.0, QUIET)) == f"{SMALL}."
    assert _said(replace(finding(2.0, QUIET), left_out=2)) == f"{SMALL}; 2 other hot spots outside were not filled in."
    assert "; 1 other hot spot outside was not filled in." in _said(replace(finding(2.0, QUIET), left_out=1))


def test_unusual_attention_tells_what_was_filled_in() -> None:
    two = finding(2.0, QUIET, replace(QUIET, region=1))
    assert _said(replace(two, focal_excess=True)) == f"{UNUSUAL}filling in 2 regions did not show that the score depends on it."
    assert _said(replace(finding(2.0), focal_excess=True)) == f"{UNUSUAL}no region was filled in."


def test_what_was_not_challenged_or_cannot_be_assessed_says_why() -> None:
    assert _said(finding(-2.0, why=Why.NOT_CHALLENGED)) == (
        "The score of 0.12 is below the threshold of 0.50 and was not chosen for perturbation tests."
    )
    assert _said(finding(2.0, why=Why.NOT_CHALLENGED)) == "The score of 0.88 was not tested: perturbation tests are switched off."
    why = "Not assessable: next to no lung was found on the film."
    assert _said(replace(finding(2.0, READ), not_assessable=why)) == why
