"""What was measured, drawn: the evidence panel and its bars."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from app.desktop.review.evidence_bars import STORED, BudgetBars, ShareBar
from app.desktop.review.evidence_panel import EvidencePanel
from app.desktop.review.view import Budget, BudgetPart, FindingEvidence, Share
from app.desktop.theme import ACCENT

BUDGET = Budget((BudgetPart("right lung", 0.5, -0.5, 0.25), BudgetPart("left lung", 2.0, 0.0, -1.0)), bias=-2.5, logit=-0.5)


@pytest.fixture
def panel(qtbot: QtBot) -> EvidencePanel:
    shown = EvidencePanel()
    qtbot.addWidget(shown)
    shown.show()
    return shown


def accent_columns(image: QImage, top: int, bottom: int) -> list[int]:
    """Columns of a picture that hold the accent's colour between two rows."""
    wanted = QColor(ACCENT).rgb()
    return [x for x in range(image.width()) if any(image.pixel(x, y) == wanted for y in range(top, bottom))]


def test_the_budget_says_that_it_is_no_ground_for_a_flag(panel: EvidencePanel) -> None:
    panel.show_evidence(FindingEvidence(Share(0.3, 0.6, 0.05), BUDGET))
    assert panel.texts() == {
        "caption": f"Logit decomposition: with the bias -2.50 together -0.50 logits. │ is the reference's mean. {STORED}"
    }
    assert panel.budget.isVisible()
    assert STORED in panel.budget.toolTip()
    assert "right lung: +0.50 for, -0.50 against; in the reference +0.25" in panel.budget.accessibleDescription()


def test_a_missing_budget_leaves_its_reason(panel: EvidencePanel) -> None:
    panel.show_evidence(FindingEvidence(Share(0.3, 0.6, None), None, "No logit decomposition."))
    assert not panel.budget.isVisible()
    assert panel.texts() == {"caption": "No logit decomposition."}
    panel.show_evidence(None)
    assert panel.texts() == {}


def test_without_a_reference_no_mark_is_explained(panel: EvidencePanel) -> None:
    panel.show_evidence(FindingEvidence(Share(0.3, 0.6, None), replace(BUDGET, parts=(BudgetPart("right lung", 0.5, 0.0, None),))))
    assert "reference" not in panel.texts()["caption"]
    assert "reference" not in panel.budget.toolTip()


def test_bars_share_one_scale_and_one_zero(qtbot: QtBot) -> None:
    """The left lung's bar is four times the right one's; both begin at zero; what speaks against is not filled."""
    bars = BudgetBars()
    qtbot.addWidget(bars)
    bars.show_budget(BUDGET)
    assert bars.span() == (-1.0, 2.0)
    bars.resize(400, bars.sizeHint().height())
    image, height = bars.grab().toImage(), bars.sizeHint().height() // 2
    right, left = accent_columns(image, 0, height), accent_columns(image, height, 2 * height)
    assert abs(right[0] - left[0]) <= 3
    assert (left[-1] - left[0]) / (right[-1] - right[0]) == pytest.approx(4, rel=0.1)


def test_small_parts_are_not_drawn_large(qtbot: QtBot) -> None:
    bars = BudgetBars()
    qtbot.addWidget(bars)
    bars.show_budget(Budget((BudgetPart("right lung", 0.001, 0.0, None),), 0.0, 0.001))
    assert bars.span() == (-0.1, 0.1)


def test_the_share_is_as_long_as_it_says_and_its_marks_are_named(qtbot: QtBot) -> None:
    bar = ShareBar()
    qtbot.addWidget(bar)
    bar.resize(400, bar.sizeHint().height())
    lengths = []
    for share in (0.25, 0.5):
        bar.show_share(Share(share, 0.9, None))
        columns = accent_columns(bar.grab().toImage(), 0, bar.height() // 2)
        lengths.append(columns[-1] - columns[0] + 1)
    assert lengths[1] / lengths[0] == pytest.approx(2, rel=0.05)
    assert bar.legend() == "◇ an even map 90%"
    bar.show_share(Share(0.5, 0.9, 0.05))
    assert bar.legend() == "■ the grid alone 5%   ◇ an even map 90%"
    assert "5%: the resolution floor" in bar.toolTip()
