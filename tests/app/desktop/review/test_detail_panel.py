"""The card of a finding: its verdict never scrolls away, its numbers have meanings, and the rest is folded and not lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.desktop.review.detail_panel import DetailPanel
from app.desktop.review.evidence import evidence
from app.desktop.review.view import Budget, Detail, Figure, FindingEvidence, Judgement, Share
from app.desktop.review.wording import detail
from models.values.verdict import SCOPE, Verdict
from tests.app.desktop.records import judged

FIGURE = Figure("Threshold", "0.500", "Probability from which the finding counts as positive.")


@pytest.fixture
def panel(qtbot: QtBot) -> DetailPanel:
    shown = DetailPanel()
    qtbot.addWidget(shown)
    shown.resize(360, 500)
    shown.show()
    return shown


def test_text_is_taken_as_text(panel: DetailPanel) -> None:
    panel.show_detail(Detail("<b>x</b>", warnings=["a < b"], sentences=["one <i>&", "two"]))
    assert panel.texts() == {"title": "<b>x</b>", "warnings": "a < b", "sentences": "one <i>&\ntwo"}


def test_what_is_not_said_takes_no_room(panel: DetailPanel) -> None:
    panel.show_detail(Detail("Effusion", sentences=["one"]))
    assert panel.texts() == {"title": "Effusion", "sentences": "one"}
    assert list(panel.folds()) == []


def test_the_scope_does_not_scroll_away_nor_fold(panel: DetailPanel, qtbot: QtBot) -> None:
    """However little room there is, and however much is said."""
    said = Judgement("No outside dependence found", "What was measured. " * 40, SCOPE, Verdict.NO_OUTSIDE_DEPENDENCE_FOUND)
    panel.show_detail(Detail("Effusion", figures=[FIGURE] * 40, judgement=said))
    panel.resize(300, 240)
    panel.area.verticalScrollBar().setValue(panel.area.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: panel.height() == 240)
    scope = next(label for label in panel.findChildren(QLabel) if label.text() == SCOPE)
    assert scope.visibleRegion().boundingRect().height() >= scope.heightForWidth(scope.width())
    assert not panel.area.isAncestorOf(scope)


def test_numbers_have_their_meaning_on_the_pointer_and_for_a_screen_reader(panel: DetailPanel) -> None:
    panel.show_detail(Detail("Effusion", figures=[FIGURE]))
    assert panel.figures.figures() == {"Threshold": "0.500"}
    labels = panel.figures.findChildren(QLabel)
    assert len(labels) == 2
    for label in labels:
        assert FIGURE.meaning in label.toolTip()
        assert label.accessibleDescription() == FIGURE.meaning
    panel.show_detail(Detail("Mass"))
    assert panel.figures.isHidden()


def test_everything_of_a_finding_has_a_place(panel: DetailPanel) -> None:
    record = judged()
    first = (record.findings or ())[0]
    panel.show_detail(detail(record, first, ["Not certified."]))
    panel.show_evidence(evidence(first))
    panel.show_trust("teaching: certified", "What follows.")
    panel.show_record([("Entry", "7 of audit.db")])
    assert list(panel.folds()) == ["tests", "map", "evidence", "rests_on", "trust", "record"]
    read = panel.texts()
    assert read["warnings"] == "Not certified."
    assert read["region"] == "Region 1 · upper left corner (text or marker)"
    assert "It decides the verdict." in read["tests"]
    assert "No donor film covers this place." in read["tests_notes"]
    assert read["trust"] == "teaching: certified. What follows."
    assert panel.folds()["tests"].button.text() == "Regions tested (2)"


def test_a_group_stays_open_from_one_finding_to_the_next(panel: DetailPanel) -> None:
    record = judged()
    findings = record.findings or ()
    panel.show_detail(detail(record, findings[0], []))
    assert not panel.tests.isVisible()
    panel.folds()["tests"].set_open(True)
    assert panel.tests.isVisible()
    panel.show_detail(detail(record, findings[2], []))
    assert "tests" not in panel.folds()
    panel.show_detail(detail(record, replace(findings[1]), []))
    assert panel.tests.isVisible()


def test_the_record_is_a_group(panel: DetailPanel) -> None:
    panel.show_record([("Entry", "7 of audit.db")])
    assert (panel.record(), "record" in panel.folds()) == ({"Entry": "7 of audit.db"}, True)
    panel.show_record([])
    assert (panel.record(), "record" in panel.folds()) == ({}, False)


def test_evidence_is_drawn_and_taken_away(panel: DetailPanel) -> None:
    panel.show_evidence(FindingEvidence(Share(0.3, 0.6, 0.05), Budget((), 0.0, 0.0)))
    assert "evidence" in panel.folds()
    assert panel.map.legend() == "■ the grid alone 5%   ◇ an even map 60%"
    panel.show_evidence(None)
    assert "evidence" not in panel.folds()
    assert panel.map.legend() == ""
