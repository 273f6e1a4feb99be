"""What a label shows a person."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QTextDocumentFragment
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.desktop.texts import FewLines, OneLine, Paragraphs, plain_label, shown


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


def test_a_text_of_few_lines_is_shortened_where_they_are_too_few_and_whole_where_they_suffice(qtbot: QtBot) -> None:
    label = FewLines("")
    qtbot.addWidget(label)
    words = " ".join(f"word{number}" for number in range(40))
    label.show_text(words)
    label.set_most(2)
    label.resize(200, 50)
    label.show()
    assert label.text().count("\n") == 1
    assert label.text().endswith("…")
    assert (label.toolTip(), label.whole) == (words, words)
    assert label.heightForWidth(200) == 2 * label.fontMetrics().lineSpacing()
    assert all(label.fontMetrics().horizontalAdvance(line) <= 200 for line in label.text().split("\n"))
    label.set_most(50)
    assert label.text().replace("\n", " ") == words
    label.resize(5000, 50)
    assert label.text() == words


@pytest.mark.parametrize("words", ["<b>films</b> & more", "a <i>name</i>\nand a path"])
def test_what_looks_like_mark_up_is_read_as_it_is_written_by_the_pointer_too(qtbot: QtBot, words: str) -> None:
    line, lines = OneLine("Line"), FewLines("Lines")
    for label in (line, lines):
        qtbot.addWidget(label)
        label.show_text(words)
        assert label.toolTip().startswith("<p")
        assert QTextDocumentFragment.fromHtml(label.toolTip()).toPlainText() == words
