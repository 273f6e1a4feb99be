"""What a label shows a person."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.desktop.texts import Paragraphs, plain_label, shown


def test_text_is_taken_as_text_in_both_kinds_of_label(qtbot: QtBot) -> None:
    page, lines, label = QWidget(), Paragraphs("quiet"), plain_label("title")
    qtbot.addWidget(page)
    for part in (lines, label):
        part.setParent(page)
        part.show()
    lines.show_lines(["one <i>& x</i>", "two"])
    label.setText("<b>x</b>")
    assert (shown(lines), shown(label)) == ("one <i>& x</i>\ntwo", "<b>x</b>")
    lines.show_lines([])
    assert shown(lines) == ""
