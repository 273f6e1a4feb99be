"""The perturbation tests of one finding: a row a region, in words and numbers."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from app.desktop.review.strip_words import SUPPORTED
from app.desktop.review.view import Tests, TestWords
from app.desktop.texts import Paragraphs, plain_label

_LINES, _BETWEEN = 3, 4
"""Labels of a region under each other, and logical pixels between two regions."""


class TestsPanel(QWidget):
    """Regions with their numbers; below them what is not known or could not be run."""

    __test__ = False

    def __init__(self) -> None:
        super().__init__()
        self._notes = Paragraphs("quiet")
        self._labels: list[QLabel] = []
        self._rows = QGridLayout()
        self._rows.setHorizontalSpacing(8)
        self._rows.setVerticalSpacing(1)
        self._rows.setColumnStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(self._rows)
        layout.addWidget(self._notes)
        self.show_tests(None)

    def show_tests(self, tests: Tests | None) -> None:
        """Show the tests of a finding."""
        for label in self._labels:
            self._rows.removeWidget(label)
            label.hide()
            label.deleteLater()
        self._labels = []
        for row in range(self._rows.rowCount()):
            self._rows.setRowMinimumHeight(row, 0)
        for number, test in enumerate(tests.rows if tests else ()):
            self._add(test, (_LINES + 1) * number)
        self._notes.show_lines(tests.notes if tests else ())

    def _add(self, test: TestWords, row: int) -> None:
        self._rows.setRowMinimumHeight(row + _LINES, _BETWEEN)
        number = self._label("verdict" if test.decides else "name", str(test.region), wraps=False)
        number.setToolTip(f"Region {test.region} on the film")
        self._rows.addWidget(number, row, 0)
        decides = " It decides the verdict." if test.decides else ""
        texts = (("", test.place), ("quiet", f"{test.kind}{decides}"), ("", "   ".join(test.numbers)))
        for line, (name, text) in enumerate(texts):
            self._rows.addWidget(self._label(name, text), row + line, 1)
        self._labels[-2].setToolTip(SUPPORTED)

    def _label(self, name: str, text: str, *, wraps: bool = True) -> QLabel:
        label = plain_label(name, wraps=wraps)
        label.setText(text)
        label.setMinimumWidth(1)
        self._labels.append(label)
        return label

    def texts(self) -> dict[str, str]:
        """Return what is read here by its part; nothing where there are no tests."""
        found = {"tests": "\n".join(label.text() for label in self._labels), "tests_notes": "\n".join(self._notes.lines)}
        return {name: text for name, text in found.items() if text}
