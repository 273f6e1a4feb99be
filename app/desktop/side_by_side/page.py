"""The page of tests side by side, which takes the film's place while it is open."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.desktop.side_by_side.tile import Tile
from app.desktop.side_by_side.view import Picture
from app.desktop.texts import OneLine, Paragraphs, plain_label, shown

_COLUMNS = 2


class SideBySidePage(QStackedWidget):
    """Shows what its presenter says over another page, and passes on what the person wants.

    Signals:
        region_chosen: Row of the region the person went to.
        left: The person wants the film back.

    Args:
        film: The page that is seen while this one is closed.
    """

    region_chosen = Signal(int)
    left = Signal()

    def __init__(self, film: QWidget) -> None:
        super().__init__()
        self._title = OneLine("title")
        self._regions = QComboBox()
        self._regions.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._regions.setAccessibleName("Region")
        self._regions.activated.connect(self.region_chosen)
        self.back_button = QPushButton("&Back to the film")
        self.back_button.clicked.connect(self.left)
        self._message, self._notes = plain_label("quiet"), Paragraphs("quiet")
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._tiles: list[Tile] = []
        self._grid = QGridLayout()
        self._grid.setSpacing(10)
        own = QFrame()
        own.setObjectName("panel")
        top, layout = QHBoxLayout(), QVBoxLayout(own)
        top.setSpacing(10)
        top.addWidget(self._title, 1)
        top.addWidget(self.back_button)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.addLayout(top)
        layout.addWidget(self._regions)
        layout.addWidget(self._message, 1)
        layout.addLayout(self._grid, 1)
        layout.addWidget(self._notes)
        self.addWidget(film)
        self.addWidget(own)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), own, context=Qt.ShortcutContext.WindowShortcut)
        escape.activated.connect(self.left)
        self.show_message("")

    def set_open(self, is_open: bool) -> None:
        """Show the page in the film's place, or the film again."""
        self.setCurrentIndex(int(is_open))
        if not is_open:
            self._clear()

    def show_regions(self, title: str, regions: Sequence[str], chosen: int | None) -> None:
        """Show whose tests they are, and the regions to choose from."""
        self._title.show_text(f"Tests of {title}" if title else "Tests")
        self._regions.clear()
        self._regions.addItems([f"Region {region}" for region in regions])
        self._regions.setVisible(bool(regions))
        if chosen is not None:
            self._regions.setCurrentIndex(chosen)

    def show_pictures(self, pictures: Sequence[Picture], notes: Sequence[str]) -> None:
        """Show the film and its changed copies, and what is to be said of them."""
        self._clear()
        self._message.hide()
        for number, picture in enumerate(pictures):
            self._tiles.append(Tile(picture))
            self._grid.addWidget(self._tiles[-1], *divmod(number, _COLUMNS))
        self._notes.show_lines(notes)

    def show_message(self, message: str) -> None:
        """Show a sentence in the place of pictures."""
        self._clear()
        self._message.setText(message)
        self._message.show()

    def _clear(self) -> None:
        for tile in self._tiles:
            self._grid.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        self._tiles = []
        self._notes.show_lines([])

    def texts(self) -> dict[str, object]:
        """Return what is read here by its part: title, regions, message or pictures, notes; nothing while it is closed."""
        if self.currentIndex() == 0:
            return {}
        regions = [self._regions.itemText(row) for row in range(self._regions.count())]
        return {
            "title": self._title.whole, "regions": regions, "chosen": self._regions.currentText(), "message": shown(self._message),
            "pictures": [tile.texts() for tile in self._tiles], "notes": shown(self._notes),
        }  # fmt: skip
