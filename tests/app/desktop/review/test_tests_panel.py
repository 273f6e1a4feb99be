"""The rows of tests, and verdicts in words without a colour."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.desktop.review.judgement_panel import JudgementPanel
from app.desktop.review.page import ReviewPage
from app.desktop.review.tests_panel import TestsPanel
from app.desktop.review.verdict_wording import film_judgement, judgement, words_of_tests
from app.desktop.review.view import Detail
from app.desktop.review.wording import detail
from models.values.verdict import SCOPE
from tests.app.desktop.records import judged

RECORD = judged()
FIRST, SECOND, _ = RECORD.findings or ()


def test_each_region_is_a_row_and_rows_of_the_finding_before_are_gone(qtbot: QtBot) -> None:
    panel = TestsPanel()
    qtbot.addWidget(panel)
    panel.show()
    panel.show_tests(words_of_tests(RECORD, FIRST))
    read = panel.texts()
    lines = read["tests"].split("\n")
    assert [lines[0], lines[4]] == ["1", "2"]
    assert lines[2].endswith("It decides the verdict.")
    assert not lines[6].endswith("It decides the verdict.")
    assert "No donor film covers this place." in read["tests_notes"]
    panel.show_tests(words_of_tests(RECORD, SECOND))
    assert panel.texts()["tests"].split("\n")[0] == "2"
    assert len(panel.texts()["tests"].split("\n")) == 4
    panel.show_tests(None)
    assert panel.texts() == {}


def test_no_gap_grows_from_one_finding_to_the_next(qtbot: QtBot) -> None:
    panel = TestsPanel()
    qtbot.addWidget(panel)
    panel.show_tests(words_of_tests(RECORD, FIRST))
    before = panel.sizeHint().height()
    for found in (SECOND, FIRST, SECOND, FIRST):
        panel.show_tests(words_of_tests(RECORD, found))
    assert panel.sizeHint().height() == before


def test_the_button_and_the_key_ask_for_the_tests_of_a_finding_that_has_any(qtbot: QtBot) -> None:
    page = ReviewPage()
    qtbot.addWidget(page)
    with qtbot.assertNotEmitted(page.tests_wanted):
        page.ask_for_tests()
    page.show_detail(Detail("Effusion", judgement=judgement(FIRST), tests=words_of_tests(RECORD, FIRST)))
    for ask in (page.ask_for_tests, page.detail.show_button.click):
        with qtbot.waitSignal(page.tests_wanted):
            ask()


def test_the_films_verdict_stands_above_the_findings(qtbot: QtBot) -> None:
    page = ReviewPage()
    qtbot.addWidget(page)
    page.resize(400, 700)
    page.show()
    page.show_film_verdict(film_judgement(RECORD))
    assert page.verdict.texts()["verdict"] == "This film: dependent on outside"
    assert page.verdict.geometry().bottom() <= page.findings.mapTo(page, page.findings.rect().topLeft()).y()
    page.show_film_verdict(None)
    assert page.verdict.texts() == {}


def test_the_scope_is_always_read_and_no_verdict_has_a_colour(qtbot: QtBot) -> None:
    """Words alone tell verdicts apart: the labels are dressed alike, whatever was found."""
    names = set()
    for verdict in ("no_outside_dependence_found", "dependent_on_outside", "undetermined"):
        panel = JudgementPanel()
        qtbot.addWidget(panel)
        panel.show_judgement(judgement((judged(verdict).findings or ())[0]))
        names.add(tuple(label.objectName() for label in panel.findChildren(QLabel)))
        assert (panel.texts().get("beside") == SCOPE) == (verdict == "no_outside_dependence_found")
        assert not any(label.styleSheet() for label in panel.findChildren(QLabel))
    assert names == {("verdict", "", "")}


def test_a_finding_that_was_not_challenged_can_be_tested_and_no_other(qtbot: QtBot) -> None:
    page = ReviewPage()
    qtbot.addWidget(page)
    button = page.detail.test_button
    for found, hidden in zip(RECORD.findings or (), (True, True, False), strict=True):
        page.show_detail(detail(RECORD, found, []))
        assert button.isHidden() == hidden
    with qtbot.waitSignal(page.test_wanted):
        button.click()
    page.show_detail(Detail("Refused"))
    assert button.isHidden()
