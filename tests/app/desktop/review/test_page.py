"""The review's page: without findings, what is said takes their room."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.desktop.review import page
from app.desktop.review.page import ReviewPage
from app.desktop.review.wording import finding_row
from tests.app.desktop.records import finding


def test_a_table_that_stays_empty_gives_its_room_and_one_between_two_films_does_not(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "_STAYS", 50)
    shown = ReviewPage()
    qtbot.addWidget(shown)
    shown.show()
    assert shown.findings.isHidden()
    rows = [finding_row(finding(), under_way=False)]
    shown.show_findings(rows, 0)
    assert not shown.findings.isHidden()
    shown.show_findings([], None)
    assert not shown.findings.isHidden()
    shown.show_findings(rows, 0)
    qtbot.wait(100)
    assert not shown.findings.isHidden()
    shown.show_findings([], None)
    qtbot.waitUntil(shown.findings.isHidden)
