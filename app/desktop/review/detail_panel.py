"""The selected finding in words and drawings, and where the film stands in the log."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.desktop.review.evidence_panel import EvidencePanel
from app.desktop.review.view import Detail, Evidence


class DetailPanel(QScrollArea):
    """The finding, and the record's identity below."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        inside.setObjectName("detail")
        self._title, self._heading = _text("title"), _text("heading")
        self._warnings, self._sentences, self._notes = _Paragraphs("problem"), _Paragraphs(""), _Paragraphs("quiet")
        self._evidence = EvidencePanel()
        self._heading.setText("In the log")
        self._form = QFormLayout()
        self._form.setVerticalSpacing(3)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(6)
        for widget in (self._title, self._warnings, self._sentences, self._evidence, self._notes, self._heading):
            layout.addWidget(widget)
        layout.addLayout(self._form)
        layout.addStretch()
        self.setWidget(inside)
        self.show_record([])

    def show_detail(self, detail: Detail) -> None:
        """Tell a finding."""
        self._title.setText(detail.title)
        for label, lines in ((self._warnings, detail.warnings), (self._sentences, detail.sentences), (self._notes, detail.notes)):
            label.show_lines(lines)

    def show_evidence(self, evidence: Evidence | None) -> None:
        """Draw what was measured."""
        self._evidence.show_evidence(evidence)

    def show_record(self, lines: Sequence[tuple[str, str]]) -> None:
        """Tell where the film stands in the log."""
        while self._form.rowCount():
            self._form.removeRow(0)
        self._heading.setVisible(bool(lines))
        for name, value in lines:
            label, text = _text("name"), _text("")
            label.setText(name)
            text.setText(value)
            self._form.addRow(label, text)


class _Paragraphs(QLabel):
    """Lines with little room between them, which can be selected as one."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def show_lines(self, lines: Sequence[str]) -> None:
        """Show plain text; what looks like a mark-up is shown as it is."""
        self.setVisible(bool(lines))
        last = len(lines) - 1
        self.setText("".join(f"<p style='margin:0 0 {6 if k < last else 0}px 0'>{escape(line)}</p>" for k, line in enumerate(lines)))


def _text(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(name != "name")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
