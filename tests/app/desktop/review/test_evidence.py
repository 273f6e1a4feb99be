"""What is drawn of a finding."""

from __future__ import annotations

from typing import Any

from app.desktop.review.evidence import evidence
from app.desktop.review.view import Budget, BudgetPart, Share


def finding(**attention: Any) -> dict[str, Any]:
    parts = {"below_diaphragm": 0.25, "bias": -2.0, "elsewhere": 0.0, "left_lung": 1.0, "mediastinum": 0.5, "right_lung": -0.25}
    against = {"below_diaphragm": -0.25, "bias": -2.0, "elsewhere": 0.0, "left_lung": 0.0, "mediastinum": 0.0, "right_lung": -0.5}
    usual = {"right_lung": 0.5, "left_lung": 0.75, "mediastinum": 0.0, "below_diaphragm": 0.0, "elsewhere": 0.0, "bias": -2.0}
    numbers = {"share_outside": 0.27, "area_outside": 0.64, "resolution_floor": 0.05}
    return {"logit": -0.5, "attention": {**numbers, "budget": parts, "budget_against": against, "budget_reference": usual, **attention}}


def test_for_and_against_stand_apart_in_the_order_of_the_film() -> None:
    drawn = evidence(finding())
    assert drawn is not None
    assert drawn.share == Share(0.27, 0.64, 0.05)
    assert drawn.budget == Budget(
        (
            BudgetPart("right lung", 0.25, -0.5, 0.5), BudgetPart("left lung", 1.0, 0.0, 0.75), BudgetPart("mediastinum", 0.5, 0.0, 0.0),
            BudgetPart("below diaphragm", 0.5, -0.25, 0.0), BudgetPart("elsewhere", 0.0, 0.0, 0.0),
        ),
        bias=-2.0,
        logit=-0.5,
    )  # fmt: skip


def test_without_a_reference_there_is_no_mean() -> None:
    drawn = evidence(finding(budget_reference=None))
    assert drawn is not None
    assert drawn.budget is not None
    assert {part.usual for part in drawn.budget.parts} == {None}


def test_where_the_map_does_not_sum_to_the_logit_the_reason_stands_for_the_budget() -> None:
    drawn = evidence(finding(budget=None, budget_against=None, budget_reference=None))
    assert drawn is not None
    assert (drawn.budget, drawn.why_not) == (None, "No evidence budget: of this classifier, map and bias do not sum to the logit.")
    assert evidence({"attention": None}) is None
