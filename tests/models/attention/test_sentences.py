"""The sentence says what was measured."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.attention.reasons import FEW_OTHERS, NO_REFERENCE, NOTHING_OUTSIDE
from models.attention.sentences import sentence
from models.values.attention import Attention, FocalExcess, Peak

EXCESS = FocalExcess(3.0, 0.025, True, 79, False, (0, 0, 9, 9))
FOUND = Attention(0.62, 0.7, 0.1, 0.05, Peak(1, 1, False, None, 3.0), (), EXCESS)


def test_a_flag_is_told_with_what_it_was_read_against() -> None:
    assert sentence(FOUND) == (
        "62% of the map lies outside the allowed region, which is 30% of the exposed field. 1 of 79 films of nearest score have a place "
        "as unusual outside (p = 0.025): unusual attention outside, which a map alone does not confirm."
    )


def test_a_pooled_or_small_reference_say_so() -> None:
    assert "positive and negative" in sentence(replace(FOUND, focal_excess=replace(EXCESS, pooled=True)))
    assert sentence(replace(FOUND, focal_excess=replace(EXCESS, flagged=None, n=40))).endswith("this holds for this cohort only.")
    usual = replace(FOUND, focal_excess=replace(EXCESS, p=0.4, flagged=False))
    assert sentence(usual).endswith("(p = 0.400): no flag, which is not an all-clear.")


@pytest.mark.parametrize("why", [NO_REFERENCE, NOTHING_OUTSIDE, FEW_OTHERS])
def test_what_was_not_read_says_its_reason(why: str) -> None:
    said = sentence(replace(FOUND, focal_excess=None, reasons={"focal_excess": why}))
    assert said.endswith(f" How unusual that is was not asked: {why[0].lower()}{why[1:]}")
