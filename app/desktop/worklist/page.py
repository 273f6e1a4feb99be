"""The worklist's page: what opens films, and the films."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.desktop.flow import Flow
from app.desktop.worklist.order import Order
from app.desktop.worklist.panel import WorklistPanel
from app.desktop.worklist.row_painter import least_width, wished_width
from app.desktop.worklist.view import FilmRow

_ORDERS = (
    "Worst verdict first: films whose scores depend on outside, then those that may, then what was refused or failed, then films "
    "without a flag."
)
_FILTER = "Films (*.dcm *.dicom *.png *.jpg *.jpeg *.tif *.tiff);;All files (*)"


class WorklistPage(QFrame):
    """Shows what its presenter says, and passes on what a person opens and chooses.

    Signals:
        opened: Files and folders to add, as a list of Path.
        chosen: Row of the film the person went to.
    """

    opened = Signal(list)
    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("panel")
        self._films = WorklistPanel()
        self._films.chosen.connect(self.chosen)
        self._opening = QWidget()
        self._openers = Flow(self._opening)
        for text, slot in (("Open films…", self.ask_for_films), ("Open folder…", self.ask_for_folder)):
            button = QPushButton(text)
            button.clicked.connect(slot)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self._openers.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._ordering, self._order = QWidget(), QComboBox()
        self._order.addItems(list(Order))
        self._order.setAccessibleName("Order of the worklist")
        self._order.setToolTip(_ORDERS)
        self._order.currentTextChanged.connect(lambda text: self._films.set_order(Order(text)))
        self._order.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        ordering = QHBoxLayout(self._ordering)
        ordering.setContentsMargins(10, 0, 10, 8)
        ordering.addWidget(self._order)
        layout.addWidget(self._opening)
        layout.addWidget(self._ordering)
        layout.addWidget(self._films)
        self.setMinimumWidth(max(self._with_scroll_bar(least_width(self.fontMetrics())), self._openers.minimumSize().width()))

    def sizeHint(self) -> QSize:
        """Return the size in which nothing is cut off."""
        return QSize(max(self._with_scroll_bar(wished_width(self.fontMetrics())), self._openers.sizeHint().width()), 400)

    def add_films(self, rows: Sequence[FilmRow]) -> None:
        """Append rows."""
        self._films.add(rows)

    def update_film(self, index: int, row: FilmRow) -> None:
        """Replace one row."""
        self._films.update_row(index, row)

    def select_film(self, index: int) -> None:
        """Mark the film that is shown; with the first one the keyboard goes to the films, so that its arrows go through them."""
        is_first = not self._films.currentIndex().isValid()
        self._films.mark(index)
        if is_first:
            self._films.setFocus()

    def show_openers(self, shown: bool) -> None:
        """Show what opens and orders films, or leave it to the start page, where it stands larger, while there are none to order."""
        self._opening.setVisible(shown)
        self._ordering.setVisible(shown)

    def toggle_order(self) -> None:
        """List the worst verdict first, or the films as they were opened, as if by hand."""
        self._order.setCurrentText(Order.OPENED if self.is_worst_first() else Order.WORST)

    def is_worst_first(self) -> bool:
        """Return whether the worst verdict is listed first."""
        return self._order.currentText() == Order.WORST

    def step(self, by: int) -> None:
        """Go some films on or back, as a person does."""
        self._films.step(by)

    def texts(self) -> list[str]:
        """Return what each row reads."""
        return self._films.texts()

    def ask_for_films(self) -> None:
        """Let the person choose files."""
        names, _ = QFileDialog.getOpenFileNames(self, "Open films", "", _FILTER)
        if names:
            self.opened.emit([Path(name) for name in names])

    def ask_for_folder(self) -> None:
        """Let the person choose a folder."""
        name = QFileDialog.getExistingDirectory(self, "Open a folder of films")
        if name:
            self.opened.emit([Path(name)])

    def _with_scroll_bar(self, row: int) -> int:
        return row + self._films.verticalScrollBar().sizeHint().width()
