"""The films of the worklist in the order in which they are listed; each is known by its number, in which it was opened."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.desktop.texts import literal_tip
from app.desktop.worklist.order import Order, place
from app.desktop.worklist.row_painter import ROW
from app.desktop.worklist.view import FilmRow

_TOP = QModelIndex()
_MOST = 1 << 24
"""More films than a list holds; among those of one place the one that was opened first stands first."""
Index = QModelIndex | QPersistentModelIndex


class OrderedRows(QAbstractListModel):
    """Rows that keep their order while they change; for 20,000 a step takes no time that is noticed, nor does another order."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._films: list[FilmRow] = []
        self._order = Order.OPENED
        self._keys: list[int] = []

    def number(self, row: int) -> int:
        """Return the number of the film that is listed in a row."""
        return self._keys[row] % _MOST

    def index_of(self, number: int) -> QModelIndex:
        """Return where a film is listed."""
        return self.index(self._row(self._key(number)))

    def add(self, films: Sequence[FilmRow]) -> None:
        """Take films in."""
        first = len(self._films)
        self._films.extend(films)
        keys = sorted(self._key(number) for number in range(first, len(self._films)))
        if self._keys and keys[0] < self._keys[-1]:
            for key in keys:
                self._insert(self._row(key), [key])
        else:
            self._insert(len(self._keys), keys)

    def replace(self, number: int, film: FilmRow) -> None:
        """Show something else of a film, where it then belongs."""
        row = self._row(self._key(number))
        self._films[number] = film
        key = self._key(number)
        wanted = self._row(key)
        if wanted not in (row, row + 1):
            self.beginMoveRows(_TOP, row, row, _TOP, wanted)
            del self._keys[row]
            row = self._row(key)
            self._keys.insert(row, key)
            self.endMoveRows()
        self._keys[row] = key
        self.dataChanged.emit(self.index(row), self.index(row))

    def set_order(self, order: Order) -> None:
        """List the films in another order."""
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        numbers = [self.number(index.row()) for index in held]
        self._order = order
        self._keys = sorted(map(self._key, range(len(self._films))))
        self.changePersistentIndexList(held, [self.index_of(number) for number in numbers])
        self.layoutChanged.emit()

    def rowCount(self, parent: Index = _TOP) -> int:
        return 0 if parent.isValid() else len(self._keys)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        film = self._films[self.number(index.row())]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return f"{film.name}, {film.line}"
            case Qt.ItemDataRole.ToolTipRole:
                return literal_tip(f"{film.name}\n{film.line}")
            case _ if role == ROW:
                return film
        return None

    def _key(self, number: int) -> int:
        """Return by what a film is ordered, as one number; from it the film's own can be read."""
        return number if self._order is Order.OPENED else _MOST * place(self._films[number]) + number

    def _row(self, key: int) -> int:
        return bisect_left(self._keys, key)

    def _insert(self, row: int, keys: Sequence[int]) -> None:
        self.beginInsertRows(_TOP, row, row + len(keys) - 1)
        self._keys[row:row] = keys
        self.endInsertRows()
