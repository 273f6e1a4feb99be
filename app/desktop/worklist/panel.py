"""The worklist: a thumbnail, a name and a state for each film."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.desktop.theme import ACCENT, GROUND, PROBLEM, QUIET, RAISED, TEXT
from app.desktop.worklist.view import FilmRow, FilmState

_ROW = Qt.ItemDataRole.UserRole
_PICTURE = 52
_TOP = QModelIndex()
_Index = QModelIndex | QPersistentModelIndex


class WorklistPanel(QListView):
    """The films that were opened.

    Signals:
        chosen: Number of the film the person went to.
    """

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._rows = _Rows(self)
        self.setModel(self._rows)
        self.setItemDelegate(_RowPainter(self))
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Worklist")
        self.selectionModel().currentChanged.connect(lambda now, _: self.chosen.emit(now.row()))

    def add(self, rows: Sequence[FilmRow]) -> None:
        """Append films."""
        self._rows.add(rows)

    def update_row(self, index: int, row: FilmRow) -> None:
        """Replace one film."""
        self._rows.replace(index, row)

    def mark(self, index: int) -> None:
        """Show which film is shown; emits nothing."""
        blocked = self.selectionModel().blockSignals(True)
        self.setCurrentIndex(self._rows.index(index))
        self.selectionModel().blockSignals(blocked)
        self.viewport().update()

    def step(self, by: int) -> None:
        """Go some films on or back."""
        wanted = self.currentIndex().row() + by
        if 0 <= wanted < self._rows.rowCount():
            self.setCurrentIndex(self._rows.index(wanted))

    def texts(self) -> list[str]:
        """Return what each row reads: name and state."""
        return [str(self._rows.index(row).data()) for row in range(self._rows.rowCount())]


class _Rows(QAbstractListModel):
    def __init__(self, parent: QListView) -> None:
        super().__init__(parent)
        self._rows: list[FilmRow] = []

    def add(self, rows: Sequence[FilmRow]) -> None:
        self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(rows) - 1)
        self._rows.extend(rows)
        self.endInsertRows()

    def replace(self, index: int, row: FilmRow) -> None:
        self._rows[index] = row
        self.dataChanged.emit(self.index(index), self.index(index))

    def rowCount(self, parent: _Index = _TOP) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return f"{row.name}, {row.line}"
            case Qt.ItemDataRole.ToolTipRole:
                return f"{row.name}\n{row.line}"
            case _ if role == _ROW:
                return row
        return None


class _RowPainter(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        lines = option.fontMetrics.height() * 2 + 6
        return QSize(160, max(_PICTURE, lines) + 12)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row: FilmRow = index.data(_ROW)
        area: QRect = option.rect
        painter.save()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(area, QColor(RAISED))
            painter.fillRect(QRect(area.left(), area.top(), 3, area.height()), QColor(ACCENT))
        picture = QRect(area.left() + 10, area.top() + (area.height() - _PICTURE) // 2, _PICTURE, _PICTURE)
        painter.fillRect(picture, QColor(GROUND))
        if row.thumbnail is not None:
            rows, columns = row.thumbnail.shape
            image = QImage(row.thumbnail.tobytes(), columns, rows, columns, QImage.Format.Format_Grayscale8)
            aspect, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            pixmap = QPixmap.fromImage(image).scaled(picture.size(), aspect, smooth)
            painter.drawPixmap(picture.center() - pixmap.rect().center(), pixmap)
        text = area.adjusted(picture.width() + 20, 6, -8, -6)
        metrics = option.fontMetrics
        half = text.height() // 2
        upper, lower = text.adjusted(0, 0, 0, -half), text.adjusted(0, half, 0, 0)
        painter.setPen(QColor(TEXT))
        painter.drawText(upper, Qt.AlignmentFlag.AlignVCenter, metrics.elidedText(row.name, Qt.TextElideMode.ElideMiddle, text.width()))
        painter.setPen(QColor(PROBLEM if row.state in {FilmState.REFUSED, FilmState.FAILED} else QUIET))
        painter.drawText(lower, Qt.AlignmentFlag.AlignVCenter, metrics.elidedText(row.line, Qt.TextElideMode.ElideRight, text.width()))
        painter.restore()
