"""What is drawn of a finding."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.desktop.review.evidence import evidence
from app.desktop.review.view import Budget, BudgetPart, FindingEvidence, Share
from tests.app.desktop.records import DECOMPOSITION, attention, finding, negative


def drawn(**changes: Any) -> FindingEvidence:
    found = evidence(finding(logit=-0.5, attention=attention(share_outside=0.27, area_outside=0.64, resolution_floor=0.05, **changes)))
    assert found is not None
    return found


def test_for_and_against_stand_apart_in_the_order_of_the_film() -> None:
    found = drawn()
    assert found.share == Share(0.27, 0.64, 0.05)
    assert found.budget == Budget(
        (
            BudgetPart("right lung", 0.25, -0.5, 0.5), BudgetPart("left lung", 1.0, 0.0, 0.75), BudgetPart("mediastinum", 0.5, 0.0, 0.0),
            BudgetPart("below diaphragm", 0.5, -0.25, 0.0), BudgetPart("elsewhere", 0.0, 0.0, 0.0),
        ),
        bias=-2.0,
        logit=-0.5,
    )  # fmt: skip


def test_without_a_reference_there_is_no_mean() -> None:
    budget = drawn(decomposition=replace(DECOMPOSITION, reference=None)).budget
    assert budget is not None
    assert {part.usual for part in budget.parts} == {None}


def test_where_the_map_does_not_sum_to_the_logit_the_reason_stands_for_the_budget() -> None:
    found = drawn(decomposition=None, reasons={"decomposition": "Map and bias do not sum to the logit."})
    assert (found.budget, found.why_not) == (None, "No logit decomposition. Map and bias do not sum to the logit.")
    assert evidence(negative()) is None
