"""The findings of a film as a table."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QSize, Qt, Signal
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from app.desktop.review.view import FindingRow
from app.desktop.texts import literal_tip
from app.desktop.theme import QUIET, TEXT
from app.desktop.verdict_shape import shape_icon

_HEADERS = ("Finding", "Prob.", "Thr.", "Prev.", "Outside", "Change", "Verdict")
_PREVALENCE, _VERDICT = 3, 6
_SPARED = (4, 5, _PREVALENCE, 2)
"""Columns that a narrow table leaves to the card below, the first one first: share outside, Δ, prevalence, threshold."""
_LEFT = (0, _VERDICT)
_NAME = 17
"""Digits of the font that a finding's name has at least."""
_TIPS = (
    "● over its threshold",
    "Probability the classifier gives",
    "Probability from which the finding counts as positive",
    "Prevalence: share of the finding among the films that the probability is calibrated to",
    "Share of the map outside the finding's allowed region; alone it means nothing",
    "By how much the logit changes when the region that decides, or the first, is filled in: after less before, the mean over fillers",
    "Verdict of the perturbation tests in short: whether the score was found to depend on places outside the allowed region",
)


def _whole(row: FindingRow) -> str:
    """Return all of a row, also what a narrow table has no room for."""
    parts = (
        f"threshold {row.threshold}", row.prevalence and f"prevalence {row.prevalence}",
        row.share_outside and f"{row.share_outside} of the map outside", row.delta and f"change {row.delta}", row.verdict,
    )  # fmt: skip
    return f"{row.label}: {', '.join(part for part in parts if part)}"


class FindingsTable(QTableWidget):
    """One row a finding.

    Signals:
        chosen: Row the person went to.
    """

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__(0, len(_HEADERS))
        self._has_prevalence = True
        for column, (name, tip) in enumerate(zip(_HEADERS, _TIPS, strict=True)):
            header = QTableWidgetItem(name)
            header.setToolTip(tip)
            side = Qt.AlignmentFlag.AlignRight if column not in _LEFT else Qt.AlignmentFlag.AlignLeft
            header.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            self.setHorizontalHeaderItem(column, header)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().hide()
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 5)
        self.setIconSize(QSize(*2 * (round(0.85 * self.fontMetrics().height()),)))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName("Findings")
        self.selectionModel().currentRowChanged.connect(lambda now, _: self.chosen.emit(now.row()))

    def show_rows(self, rows: Sequence[FindingRow], selected: int | None) -> None:
        """Fill the table, without a column of prevalences where none is known; emits nothing."""
        self.horizontalHeader().setVisible(bool(rows))
        if rows:
            self._has_prevalence = any(row.prevalence is not None for row in rows)
        blocked = self.selectionModel().blockSignals(True)
        self.setRowCount(len(rows))
        for number, row in enumerate(rows):
            mark = "●" if row.positive else "   "
            for column, text in enumerate(
                (f"{mark} {row.label}", row.probability, row.threshold, row.prevalence, row.share_outside, row.delta, row.verdict)
            ):
                item = QTableWidgetItem(text or "–")
                item.setForeground(QColor(TEXT if row.positive else QUIET))
                item.setToolTip(literal_tip(_whole(row)))
                if column == _VERDICT and row.shape:
                    item.setIcon(shape_icon(row.shape, self.iconSize().width()))
                if column not in _LEFT:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.setItem(number, column, item)
        if selected is not None:
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.selectionModel().setCurrentIndex(self.model().index(selected, 0), flags)
        self.selectionModel().blockSignals(blocked)
        self._fit_columns()
        self.viewport().update()

    def step(self, by: int) -> None:
        """Go some findings on or back, as a person does."""
        row = self.currentRow() + by
        if 0 <= row < self.rowCount():
            self.setCurrentCell(row, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        spared = [column for column in _SPARED if column != _PREVALENCE or self._has_prevalence]
        for column in _SPARED:
            self.setColumnHidden(column, column not in spared)  # The header of a hidden column has no width.
        shown = [k for k in range(1, len(_HEADERS)) if not self.isColumnHidden(k)]
        widths = {k: max(self.sizeHintForColumn(k), self.horizontalHeader().sectionSizeHint(k)) for k in shown}
        room = self.viewport().width() - sum(widths.values()) - _NAME * self.fontMetrics().horizontalAdvance("0")
        for column in spared:
            self.setColumnHidden(column, room < 0)
            room += widths[column] if room < 0 else 0

    def texts(self) -> list[list[str]]:
        """Return what each row reads, cell by cell."""
        cells = ((self.item(row, column) for column in range(self.columnCount())) for row in range(self.rowCount()))
        return [[cell.text() if cell else "" for cell in row] for row in cells]
