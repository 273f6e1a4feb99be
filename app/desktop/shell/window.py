"""The one window: worklist, viewer and review beside each other, menus above, the status line below."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QSplitter, QVBoxLayout, QWidget

from app.desktop.review.page import ReviewPage
from app.desktop.shell.menus import make_menus
from app.desktop.shell.status import StatusLine
from app.desktop.viewer.page import ViewerPage
from app.desktop.worklist.page import WorklistPage

EMPTY = "Open films or folders (Ctrl+O), or drop them here.\n\nDICOM CR and DX, PNG, JPEG and TIFF. Nothing leaves this computer."


class ReviewWindow(QMainWindow):
    """CXR Audit's window; its pages show what their presenters say, and pass on what the person wants.

    Signals:
        opened: Files and folders to add, as a list of Path.
        closed: The window is gone.
    """

    opened = Signal(list)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("CXR Audit")
        self.setAcceptDrops(True)
        self.resize(1440, 900)
        self.worklist, self.viewer, self.review, self.status = WorklistPage(), ViewerPage(), ReviewPage(), StatusLine()
        self.setCentralWidget(self._laid_out())
        make_menus(self, self.worklist, self.viewer)
        self.worklist.opened.connect(self.opened)
        self.viewer.show_film(None, EMPTY)

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
        columns = QSplitter(Qt.Orientation.Horizontal)
        for page, stretch in ((self.worklist, 0), (self.viewer, 1), (self.review, 0)):
            columns.addWidget(page)
            columns.setStretchFactor(columns.count() - 1, stretch)
        columns.setSizes([260, 770, 410])
        columns.setChildrenCollapsible(False)
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(1)
        layout.addWidget(columns, 1)
        layout.addWidget(self.status)
        return whole


def _local_paths(dragged: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in dragged.urls() if url.isLocalFile()]
