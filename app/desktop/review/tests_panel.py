"""The perturbation tests of one finding: a row a region, in words and numbers."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.desktop.review.view import Tests, TestWords
from app.desktop.texts import Paragraphs, plain_label, shown

HEADING = "Perturbation tests"
SHOW = "Show tests"
_BETWEEN = 4
"""Logical pixels between two regions."""


class TestsPanel(QWidget):
    """Regions with their numbers; below them what is not known or could not be run.

    Signals:
        wanted: The person wants to see the film with the regions filled in.
    """

    __test__ = False
    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._heading, self._notes = plain_label("heading"), Paragraphs("quiet")
        self._heading.setText(HEADING)
        self.show_button = QPushButton(SHOW)
        self.show_button.setToolTip("The film as the network sees it, beside the same film with a region filled in")
        self.show_button.clicked.connect(self.wanted)
        self._labels: list[QLabel] = []
        self._rows = QGridLayout()
        self._rows.setHorizontalSpacing(8)
        self._rows.setVerticalSpacing(1)
        self._rows.setColumnStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._heading)
        layout.addLayout(self._rows)
        layout.addWidget(self._notes)
        layout.addWidget(self.show_button)
        self.show_tests(None)

    def show_tests(self, tests: Tests | None) -> None:
        """Show the tests of a finding; nothing takes room where there are none."""
        for label in self._labels:
            self._rows.removeWidget(label)
            label.hide()
            label.deleteLater()
        self._labels = []
        self.setVisible(tests is not None)
        for test in tests.rows if tests else ():
            self._add(test)
        self._notes.show_lines(tests.notes if tests else ())

    def _add(self, test: TestWords) -> None:
        row = self._rows.rowCount() + 1
        self._rows.setRowMinimumHeight(row - 1, _BETWEEN)
        number = self._label("verdict" if test.decides else "name", str(test.region), wraps=False)
        number.setToolTip(f"Region {test.region} on the film")
        self._rows.addWidget(number, row, 0)
        decides = " It decides the verdict." if test.decides else ""
        texts = (("", test.place), ("quiet", f"{test.kind}{decides}"), ("", "   ".join(test.numbers)))
        for line, (name, text) in enumerate(texts):
            self._rows.addWidget(self._label(name, text), row + line, 1)

    def _label(self, name: str, text: str, *, wraps: bool = True) -> QLabel:
        label = plain_label(name, wraps=wraps)
        label.setText(text)
        label.setMinimumWidth(1)
        self._labels.append(label)
        return label

    def texts(self) -> dict[str, str]:
        """Return what is read here by its part; nothing where there are no tests."""
        if self.isHidden():
            return {}
        found = {"tests": "\n".join(label.text() for label in self._labels), "tests_notes": shown(self._notes)}
        return {name: text for name, text in found.items() if text}
