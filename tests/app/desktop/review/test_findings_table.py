"""The table of findings."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.desktop.review.findings_table import FindingsTable
from app.desktop.review.view import FindingRow


def test_the_findings_say_positive_by_shape_and_emit_only_by_hand(qtbot: QtBot) -> None:
    table = FindingsTable()
    qtbot.addWidget(table)
    rows = [FindingRow("Effusion", True, "0.900", "0.500", "40%", "+0.10"), FindingRow("Mass", False, "0.100", "0.500", None, None)]
    with qtbot.assertNotEmitted(table.chosen):
        table.show_rows(rows, 0)
    assert table.texts()[0] == ["● Effusion", "0.900", "0.500", "40%", "+0.10"]
    assert [text.strip() for text in table.texts()[1]] == ["Mass", "0.100", "0.500", "–", "–"]
    with qtbot.waitSignal(table.chosen, check_params_cb=lambda row: row == 1):
        table.selectRow(1)
