"""The one window: worklist, film and review beside each other, menus above, the status line below."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QMessageBox, QVBoxLayout, QWidget

from app.desktop.impression.curtain import Curtain
from app.desktop.review.page import ReviewPage
from app.desktop.shell.actions import actions_of
from app.desktop.shell.columns import Columns
from app.desktop.shell.keys import WindowKeys
from app.desktop.shell.status import DISCLAIMER, StatusLine
from app.desktop.side_by_side.page import SideBySidePage
from app.desktop.start.page import StartPage
from app.desktop.tags.browser import TagBrowser
from app.desktop.viewer.page import ViewerPage
from app.desktop.worklist.page import WorklistPage

EMPTY = "Open films or folders (Ctrl+O), or drop them here.\n\nDICOM CR and DX, PNG, JPEG and TIFF. Nothing leaves this computer."
_ABOUT = "Shows whether a chest X-ray classifier looks at the disease or at something else, and keeps every finding in an audit log."
_RESTORED = 0.85
"""Of a small screen, what the window takes when it is no longer maximised."""


class ReviewWindow(QMainWindow):
    """CXR Audit's window; its pages show what their presenters say, and pass on what the person wants.

    Signals:
        opened: Files and folders to add, as a list of Path.
        painted: The window was drawn for the first time.
        closed: The window is gone.
    """

    opened = Signal(list)
    painted = Signal()
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._was_painted = False
        self.setWindowTitle("CXR Audit")
        self.setAcceptDrops(True)
        self.resize(1440, 900)
        self.worklist, self.viewer, self.review, self.status = WorklistPage(), ViewerPage(), ReviewPage(), StatusLine()
        self.curtain = Curtain(self.viewer, self.review)
        self.side_by_side = SideBySidePage(self.viewer)
        self.start = StartPage(self.side_by_side)
        self.tags = TagBrowser(self)
        self.setCentralWidget(self._laid_out())
        self.keys = WindowKeys(
            self, actions_of(self), tell=lambda sentence: self.status.show_problem(sentence, None),
            has_film=lambda: self.viewer.film.film is not None,
        )  # fmt: skip
        self.worklist.opened.connect(self.opened)
        self.start.films_wanted.connect(self.worklist.ask_for_films)
        self.start.folder_wanted.connect(self.worklist.ask_for_folder)
        self.start.currentChanged.connect(lambda page: self.worklist.show_openers(page == 0))
        self.viewer.show_film(None, EMPTY)

    def show_on_screen(self) -> None:
        """Show the window, over the whole of the screen where that is no larger than the window would be."""
        room = self.screen().availableGeometry()
        if room.width() > self.width() and room.height() > self.height():
            self.show()
        else:
            self.resize(self.size().boundedTo(room.size() * _RESTORED))
            self.showMaximized()

    def show_keys(self) -> None:
        """Show the cheat sheet."""
        self.keys.show_sheet()

    def show_about(self) -> None:
        """Show what the tool is, and what it is not for."""
        QMessageBox.about(self, "About CXR Audit", f"{_ABOUT}\n\n{DISCLAIMER}.")

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            self.painted.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _local_paths(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if paths := _local_paths(event.mimeData()):
            self.opened.emit(paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closed.emit()
        super().closeEvent(event)

    def _laid_out(self) -> QWidget:
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(1)
        layout.addWidget(Columns(self.worklist, self.start, self.review), 1)
        layout.addWidget(self.status)
        return whole


def _local_paths(dragged: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in dragged.urls() if url.isLocalFile()]
