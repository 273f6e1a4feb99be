"""The tag browser: every element of the header, found by tag, name or value. Patient data is shown here, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QHeaderView, QLabel, QLineEdit, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from app.desktop.texts import plain_label, plain_tip
from models.values.listed_tag import ListedTag

_COLUMNS = ("Tag", "Name", "VR", "Value")
_INDENT = "    "


class TagBrowser(QDialog):
    """Lists tags, read-only.

    Signals:
        closed: The person looks no longer.
    """

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Tags of the film")
        self.resize(760, 620)
        self._find = QLineEdit()
        self._find.setPlaceholderText("Find a tag, a name or a value")
        self._find.setClearButtonEnabled(True)
        self._find.textChanged.connect(self._filter)
        self._message = plain_label("quiet")
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._table = _Table(0, len(_COLUMNS))
        layout = QVBoxLayout(self)
        layout.addWidget(self._find)
        layout.addWidget(self._message, 1)
        layout.addWidget(self._table, 1)
        layout.addWidget(QLabel("The file is never changed, and nothing that stands here is logged. Ctrl+C copies what is selected."))
        self.show_tags([], "")

    def open_tags(self) -> None:
        """Show the browser."""
        self.show()
        self.activateWindow()
        self._find.setFocus()

    def show_tags(self, tags: Sequence[ListedTag], message: str) -> None:
        """Show a header, or a message in its place."""
        self._message.setText(message)
        self._message.setVisible(not tags)
        self._table.setVisible(bool(tags))
        self._table.setRowCount(len(tags))
        for row, tag in enumerate(tags):
            for column, text in enumerate((_INDENT * tag.depth + tag.tag, tag.name, tag.representation, tag.value)):
                item = QTableWidgetItem(text)
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                item.setToolTip(plain_tip(text) if column == len(_COLUMNS) - 1 else "")
                self._table.setItem(row, column, item)
        self._filter(self._find.text())

    def texts(self) -> tuple[list[tuple[str, ...]], str]:
        """Return the rows that are not filtered out, and the message."""
        rows = [row for row in range(self._table.rowCount()) if not self._table.isRowHidden(row)]
        return [self._table.row_texts(row) for row in rows], self._message.text()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():  # Else a window system minimises it, and shows it again with no word to the presenter.
            self.closed.emit()

    def _filter(self, text: str) -> None:
        wanted = text.casefold()
        for row in range(self._table.rowCount()):
            self._table.setRowHidden(row, wanted not in " ".join(self._table.row_texts(row)).casefold())


class _Table(QTableWidget):
    """Rows that can be copied as text, tab by tab."""

    def __init__(self, rows: int, columns: int) -> None:
        super().__init__(rows, columns)
        self.setHorizontalHeaderLabels(list(_COLUMNS))
        self.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        self.setShowGrid(False)
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.setColumnWidth(1, 230)
        self.setColumnWidth(2, 40)

    def row_texts(self, row: int) -> tuple[str, ...]:
        """Return what a row reads."""
        items = (self.item(row, column) for column in range(self.columnCount()))
        return tuple(item.text() if item is not None else "" for item in items)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            rows = sorted({index.row() for index in self.selectedIndexes()})
            QGuiApplication.clipboard().setText("\n".join("\t".join(self.row_texts(row)) for row in rows))
        else:
            super().keyPressEvent(event)
