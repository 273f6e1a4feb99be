"""The worklist: a thumbnail, a name and a state for each film."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListView

from app.desktop.worklist.order import Order
from app.desktop.worklist.ordered_rows import Index, OrderedRows
from app.desktop.worklist.row_painter import RowPainter
from app.desktop.worklist.view import FilmRow


class WorklistPanel(QListView):
    """The films that were opened.

    Signals:
        chosen: Number of the film the person went to.
    """

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._rows = OrderedRows(self)
        self.setModel(self._rows)
        self.setItemDelegate(RowPainter(self))
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Worklist")
        self.selectionModel().currentChanged.connect(lambda now, _: self.chosen.emit(self._rows.number(now.row())))

    def add(self, rows: Sequence[FilmRow]) -> None:
        """Append films."""
        self._rows.add(rows)

    def update_row(self, index: int, row: FilmRow) -> None:
        """Replace one film."""
        self._rows.replace(index, row)

    def mark(self, index: int) -> None:
        """Show which film is shown; emits nothing."""
        blocked = self.selectionModel().blockSignals(True)
        self.setCurrentIndex(self._rows.index_of(index))
        self.selectionModel().blockSignals(blocked)
        self.viewport().update()

    def step(self, by: int) -> None:
        """Go some films on or back."""
        wanted = self.currentIndex().row() + by
        if 0 <= wanted < self._rows.rowCount():
            self.setCurrentIndex(self._rows.index(wanted))

    def set_order(self, order: Order) -> None:
        """List the films in another order, from its beginning; the film that is shown stays the same."""
        self._rows.set_order(order)
        self.scrollToTop()

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        # A QListView lays all rows out anew, which takes 0.1 s for 20,000; these are of one height.
        QAbstractItemView.dataChanged(self, first, last, roles)

    def texts(self) -> list[str]:
        """Return what each row reads, from above: name and state."""
        return [str(self._rows.index(row).data()) for row in range(self._rows.rowCount())]
