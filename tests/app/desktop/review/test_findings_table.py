"""The table of findings."""

from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot

from app.desktop.review.findings_table import FindingsTable
from app.desktop.review.view import FindingRow


def test_the_findings_say_positive_by_shape_and_emit_only_by_hand(qtbot: QtBot) -> None:
    table = FindingsTable()
    qtbot.addWidget(table)
    rows = [
        FindingRow("Effusion", True, "0.900", "0.500", "40%", "+0.10", "11.7 %", "dependent"),
        FindingRow("Mass", False, "0.100", "0.500", None, None),
    ]
    with qtbot.assertNotEmitted(table.chosen):
        table.show_rows(rows, 0)
    assert table.texts()[0] == ["● Effusion", "0.900", "0.500", "11.7 %", "40%", "+0.10", "dependent"]
    assert [text.strip() for text in table.texts()[1]] == ["Mass", "0.100", "0.500", "–", "–", "–", "–"]
    with qtbot.waitSignal(table.chosen, check_params_cb=lambda row: row == 1):
        table.selectRow(1)


def test_a_narrow_table_leaves_all_but_score_and_verdict_to_the_words_below_before_it_cuts_names(qtbot: QtBot) -> None:
    table = FindingsTable()
    qtbot.addWidget(table)
    table.show_rows([FindingRow("Cardiomegaly", True, "0.900", "0.500", "100%", "+0.10", "10.4 %", "undetermined")], 0)
    table.show()
    digit = table.fontMetrics().horizontalAdvance("0")
    table.resize(80 * digit, 300)
    numbers = [table.columnWidth(column) for column in range(1, table.columnCount())]
    _, threshold, prevalence, outside, delta, _ = numbers
    whole = sum(numbers) + 18 * digit + table.width() - table.viewport().width()
    for width, hidden in (
        (whole, []), (whole - 2 * digit, [4]), (whole - outside - delta, [4, 5]),
        (whole - outside - delta - prevalence, [3, 4, 5]), (whole - outside - delta - prevalence - threshold, [2, 3, 4, 5]),
        (whole, []),
    ):  # fmt: skip
        table.resize(width, 300)
        assert [column for column in range(table.columnCount()) if table.isColumnHidden(column)] == hidden
        assert table.columnWidth(0) >= 17 * digit
    item = table.item(0, 0)
    assert item is not None
    assert item.toolTip() == "Cardiomegaly: threshold 0.500, prevalence 10.4 %, 100% of the map outside, change +0.10, undetermined"


def test_a_classifier_without_prevalences_has_no_column_of_them_at_any_width(qtbot: QtBot) -> None:
    """As the teaching classifier; the next film may be of another one."""
    table = FindingsTable()
    qtbot.addWidget(table)
    table.show()
    known = FindingRow("Mass", True, "0.900", "0.500", "40%", "+0.10", "11.7 %")
    for row, hidden in ((known, False), (replace(known, prevalence=None), True), (known, False)):
        table.show_rows([row], 0)
        for digits in (120, 90):
            table.resize(digits * table.fontMetrics().horizontalAdvance("0"), 300)
            assert [column for column in range(table.columnCount()) if table.isColumnHidden(column)] == ([3] if hidden else [])
        table.show_rows([], None)
        assert table.isColumnHidden(3) == hidden
