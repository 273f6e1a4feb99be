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


def test_a_narrow_table_leaves_the_threshold_to_the_words_below_before_it_cuts_names(qtbot: QtBot) -> None:
    table = FindingsTable()
    qtbot.addWidget(table)
    table.show_rows([FindingRow("Cardiomegaly", True, "0.900", "0.500", "100%", "+0.10")], 0)
    table.show()
    digit = table.fontMetrics().horizontalAdvance("0")
    for digits, hidden in ((60, False), (34, True), (60, False)):
        table.resize(digits * digit, 300)
        assert table.isColumnHidden(2) == hidden
        assert table.columnWidth(0) >= 13 * digit
    item = table.item(0, 0)
    assert item is not None
    assert item.toolTip() == "Cardiomegaly: threshold 0.500"
