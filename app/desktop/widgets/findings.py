"""The findings of a film as a table, the selected one in words, and where the film stands in the log."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFormLayout,
    QFrame,
    QHeaderView,
    QLabel,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.desktop.presenters.view import FindingRow
from app.desktop.theme import QUIET, TEXT

_HEADERS = ("Finding", "Prob.", "Thr.", "Outside", "Δ logit")
_TIPS = (
    "● over its threshold",
    "Probability the classifier gives",
    "Probability from which the finding counts as positive",
    "Share of the Grad-CAM map outside the lungs; alone it means nothing",
    "How far the logit falls when the largest hot spot outside the lungs is filled in",
)


class FindingsTable(QTableWidget):
    """One row a finding.

    Signals:
        chosen: Row the person went to.
    """

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__(0, len(_HEADERS))
        for column, (name, tip) in enumerate(zip(_HEADERS, _TIPS, strict=True)):
            header = QTableWidgetItem(name)
            header.setToolTip(tip)
            side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
            header.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            self.setHorizontalHeaderItem(column, header)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setHighlightSections(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName("Findings")
        self.selectionModel().currentRowChanged.connect(lambda now, _: self.chosen.emit(now.row()))

    def show_rows(self, rows: Sequence[FindingRow], selected: int | None) -> None:
        """Fill the table; emits nothing."""
        blocked = self.selectionModel().blockSignals(True)
        self.setRowCount(len(rows))
        for number, row in enumerate(rows):
            mark = "●" if row.positive else "   "
            for column, text in enumerate((f"{mark} {row.label}", row.probability, row.threshold, row.share_outside, row.delta)):
                item = QTableWidgetItem(text or "–")
                item.setForeground(QColor(TEXT if row.positive else QUIET))
                if column:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.setItem(number, column, item)
        if selected is not None:
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.selectionModel().setCurrentIndex(self.model().index(selected, 0), flags)
        self.selectionModel().blockSignals(blocked)
        self.viewport().update()


class DetailPanel(QScrollArea):
    """The selected finding in sentences, and the record's identity below."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        inside.setObjectName("detail")
        self._title = _text("title")
        self._sentences = _text("")
        self._heading = _text("heading")
        self._heading.setText("In the log")
        self._form = QFormLayout()
        self._form.setVerticalSpacing(3)
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(8)
        for widget in (self._title, self._sentences, self._heading):
            layout.addWidget(widget)
        layout.addLayout(self._form)
        layout.addStretch()
        self.setWidget(inside)
        self.show_record([])

    def show_detail(self, title: str, sentences: Sequence[str]) -> None:
        """Tell a finding."""
        self._title.setText(title)
        self._sentences.setText("\n\n".join(sentences))

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


def _text(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(name != "name")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
