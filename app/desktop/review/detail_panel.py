"""The selected finding in words and drawings, and where the film stands in the log."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.desktop.review.evidence_panel import EvidencePanel
from app.desktop.review.judgement_panel import JudgementPanel
from app.desktop.review.tests_panel import TestsPanel
from app.desktop.review.view import Detail, FindingEvidence
from app.desktop.texts import Paragraphs, plain_label, shown


class DetailPanel(QScrollArea):
    """The finding, and the record's identity below."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        inside.setObjectName("detail")
        inside.setMinimumWidth(1)  # A long word is cut off alone, not the lines beside it.
        self._title, self._heading = plain_label("title"), plain_label("heading")
        self._warnings, self._sentences, self._notes = Paragraphs("problem"), Paragraphs(""), Paragraphs("quiet")
        self.judgement, self.tests, self.evidence = JudgementPanel(), TestsPanel(), EvidencePanel()
        self._heading.setText("In the log")
        self._record: list[tuple[str, str]] = []
        self._form = QFormLayout()
        self._form.setVerticalSpacing(3)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(6)
        self.test_button = QPushButton("Test this finding")
        self.test_button.setToolTip("Tested now as if it had been challenged; what is found is shown, not recorded")
        above = (self._title, self.judgement, self._warnings, self.tests, self.test_button)
        for widget in (*above, self._sentences, self.evidence, self._notes, self._heading):
            layout.addWidget(widget)
        layout.addLayout(self._form)
        layout.addStretch()
        self.setWidget(inside)
        self.show_record([])
        self.show_detail(Detail(""))

    def show_detail(self, detail: Detail) -> None:
        """Show a finding in words."""
        self._title.setText(detail.title)
        self.judgement.show_judgement(detail.judgement)
        self.tests.show_tests(detail.tests)
        self.test_button.setVisible(detail.can_be_tested)
        for label, lines in ((self._warnings, detail.warnings), (self._sentences, detail.sentences), (self._notes, detail.notes)):
            label.show_lines(lines)

    def show_evidence(self, evidence: FindingEvidence | None) -> None:
        """Draw what was measured."""
        self.evidence.show_evidence(evidence)

    def show_record(self, lines: Sequence[tuple[str, str]]) -> None:
        """Show where the film stands in the log."""
        while self._form.rowCount():
            self._form.removeRow(0)
        self._heading.setVisible(bool(lines))
        self._record = list(lines)
        for name, value in lines:
            label, text = plain_label("name", wraps=False), plain_label("")
            label.setText(name)
            text.setText(value)
            text.setToolTip(value)
            text.setMinimumWidth(1)
            self._form.addRow(label, text)

    def texts(self) -> dict[str, str]:
        """Return what is read here by its part; a part that takes no room is left out."""
        parts = (("title", self._title), ("warnings", self._warnings), ("sentences", self._sentences), ("notes", self._notes))
        return {name: text for name, label in parts if (text := shown(label))} | self.judgement.texts() | self.tests.texts()

    def record(self) -> dict[str, str]:
        """Return what stands under "In the log"."""
        return dict(self._record)
