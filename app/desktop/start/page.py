"""The start page, which takes the film's place while nothing is open: what there is to begin with."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.desktop.start.log_button import LogButton
from app.desktop.start.view import LogRow
from app.desktop.texts import plain_label, shown

_WHAT = (
    "Shows where a chest X-ray classifier looks, tests whether its score depends on places where the disease cannot be, "
    "and keeps every finding in an audit log."
)
_FORMATS = "Or drop films here: DICOM CR and DX, PNG, JPEG and TIFF. Nothing leaves this computer."
_TRY = "Six drawn films and a classifier that was taught a shortcut, in a log of their own"
_WIDEST = 560


class StartPage(QStackedWidget):
    """Shows what its presenter says over the film, and passes on what a person begins with.

    Signals:
        films_wanted, folder_wanted: The person wants to choose films, or a folder of them.
        phantoms_wanted: The person wants to try the tool.
        log_chosen: Row of the log the person wants to go on with.

    Args:
        film: What is seen while this page is closed.
    """

    films_wanted = Signal()
    folder_wanted = Signal()
    phantoms_wanted = Signal()
    log_chosen = Signal(int)

    def __init__(self, film: QWidget) -> None:
        super().__init__()
        self._message, self._heading = plain_label("problem"), plain_label("heading")
        self._heading.setText("Recent logs")
        self._logs: list[LogButton] = []
        self.films_button, self.folder_button = QPushButton("Open films…"), QPushButton("Open folder…")
        self.phantoms_button = QPushButton("Try it on phantoms")
        self.phantoms_button.setToolTip(_TRY)
        self.phantoms_button.setAccessibleDescription(_TRY)
        self._buttons = (self.films_button, self.folder_button, self.phantoms_button)
        for button, signal in zip(self._buttons, (self.films_wanted, self.folder_wanted, self.phantoms_wanted), strict=True):
            button.clicked.connect(signal)
        self.films_button.setDefault(True)
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        self.addWidget(film)
        self.addWidget(self._scrolled())
        self.show_message("")
        self.show_logs([])

    def _scrolled(self) -> QScrollArea:
        area, middle, inside = QScrollArea(), QWidget(), QWidget()
        area.setObjectName("start")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        middle.setObjectName("detail")
        inside.setMaximumWidth(_WIDEST)
        title, what, formats = plain_label("large"), plain_label(""), plain_label("quiet")
        title.setText("CXR Audit")
        what.setText(_WHAT)
        formats.setText(_FORMATS)
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addStretch(1)
        for widget in (title, what, *self._buttons, self._message, formats, self._heading):
            layout.addWidget(widget)
        layout.addLayout(self._list)
        layout.addStretch(2)
        sides = QHBoxLayout(middle)
        sides.setContentsMargins(0, 0, 0, 0)
        sides.addStretch(1)
        sides.addWidget(inside, 100)
        sides.addStretch(1)
        area.setWidget(middle)
        return area

    def set_open(self, is_open: bool) -> None:
        """Show the page in the film's place, with the keyboard on its first button, or the film."""
        self.setCurrentIndex(int(is_open))
        if is_open:
            self.films_button.setFocus()

    def show_logs(self, rows: Sequence[LogRow]) -> None:
        """List the logs last worked with."""
        for button in self._logs:
            self._list.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._logs = []
        self._heading.setVisible(bool(rows))
        for number, row in enumerate(rows):
            button = LogButton(row)
            button.clicked.connect(lambda _=False, number=number: self.log_chosen.emit(number))
            self._list.addWidget(button)
            self._logs.append(button)

    def show_message(self, sentence: str, *, under_way: bool = False) -> None:
        """Say what happens or went wrong, below what was pressed."""
        self._message.setText(sentence)
        self._message.setVisible(bool(sentence))
        for button in (*self._buttons, *self._logs):
            button.setEnabled(not under_way and not (isinstance(button, LogButton) and button.row.gone))

    def logs(self) -> list[LogButton]:
        """Return the logs that are listed."""
        return list(self._logs)

    def message(self) -> str:
        """Return what is said below the buttons."""
        return shown(self._message)
