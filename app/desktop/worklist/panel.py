"""The worklist: a thumbnail, a name and a state for each film."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListView

from app.desktop.texts import literal_tip
from app.desktop.worklist.order import Order, place
from app.desktop.worklist.row_painter import ROW, RowPainter
from app.desktop.worklist.view import FilmRow

_TOP = QModelIndex()
_PLACE = ROW + 1
_MOST = 1 << 24
"""More films than a list holds; among those of one place the one that was opened first stands first."""
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
        self._ordered = QSortFilterProxyModel(self)
        self._ordered.setSortRole(_PLACE)
        self._ordered.setSourceModel(self._rows)
        self.setModel(self._ordered)
        self.setItemDelegate(RowPainter(self))
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Worklist")
        self.selectionModel().currentChanged.connect(lambda now, _: self.chosen.emit(self._ordered.mapToSource(now).row()))

    def add(self, rows: Sequence[FilmRow]) -> None:
        """Append films."""
        self._rows.add(rows)

    def update_row(self, index: int, row: FilmRow) -> None:
        """Replace one film."""
        self._rows.replace(index, row)

    def mark(self, index: int) -> None:
        """Show which film is shown; emits nothing."""
        blocked = self.selectionModel().blockSignals(True)
        self.setCurrentIndex(self._ordered.mapFromSource(self._rows.index(index)))
        self.selectionModel().blockSignals(blocked)
        self.viewport().update()

    def step(self, by: int) -> None:
        """Go some films on or back."""
        wanted = self.currentIndex().row() + by
        if 0 <= wanted < self._ordered.rowCount():
            self.setCurrentIndex(self._ordered.index(wanted, 0))

    def set_order(self, order: Order) -> None:
        """List the films in another order, from its beginning; the film that is shown stays the same."""
        self._ordered.sort(-1 if order is Order.OPENED else 0)
        self.scrollToTop()

    def dataChanged(self, first: _Index, last: _Index, roles: Sequence[int] = ()) -> None:
        # A QListView lays all rows out anew, which takes 0.1 s for 20,000; these are of one height.
        QAbstractItemView.dataChanged(self, first, last, roles)

    def texts(self) -> list[str]:
        """Return what each row reads, from above: name and state."""
        return [str(self._ordered.index(row, 0).data()) for row in range(self._ordered.rowCount())]


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
                return literal_tip(f"{row.name}\n{row.line}")
            case _ if role == ROW:
                return row
            case _ if role == _PLACE:
                return _MOST * place(row) + index.row()
        return None
