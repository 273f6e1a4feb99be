"""The detail panel: words, drawings, record."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.desktop.review.detail_panel import DetailPanel
from app.desktop.review.view import Budget, Detail, FindingEvidence, Share


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
    assert not panel.evidence.isVisible()


def test_the_record_stands_below(panel: DetailPanel) -> None:
    panel.show_record([("Entry", "7 of audit.db")])
    assert panel.record() == {"Entry": "7 of audit.db"}
    panel.show_record([])
    assert panel.record() == {}


def test_evidence_is_drawn_and_taken_away(panel: DetailPanel) -> None:
    panel.show_evidence(FindingEvidence(Share(0.3, 0.6, 0.05), Budget((), 0.0, 0.0)))
    assert panel.evidence.isVisible()
    panel.show_evidence(None)
    assert not panel.evidence.isVisible()
