"""The one window: worklist, film, findings. It shows what the presenter says and passes on what the person wants."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QMainWindow, QMessageBox, QPushButton, QSplitter, QVBoxLayout, QWidget

from app.desktop.classifiers.view import Trust
from app.desktop.review.detail_panel import DetailPanel
from app.desktop.review.findings_table import FindingsTable
from app.desktop.review.view import Detail, Evidence, FindingRow
from app.desktop.shell.status import DISCLAIMER, StatusLine
from app.desktop.viewer.film_view import FilmView
from app.desktop.viewer.overlays import ColourBar, OverlayBar
from app.desktop.viewer.view import Heat, Mark, Overlay
from app.desktop.worklist.panel import WorklistPanel
from app.desktop.worklist.view import FilmRow
from models.values.radiograph import Radiograph

EMPTY = "Open films or folders (Ctrl+O), or drop them here.\n\nDICOM CR and DX, PNG, JPEG and TIFF. Nothing leaves this computer."
_FILTER = "Films (*.dcm *.dicom *.png *.jpg *.jpeg *.tif *.tiff);;All files (*)"


class ReviewWindow(QMainWindow):
    """CXR Audit's window.

    Signals:
        opened: Files and folders to add, as a list of Path.
        film_chosen, finding_chosen: Row the person went to.
        overlay_chosen: An Overlay.
        cancelled: Stop screening.
        closed: The window is gone.
    """

    opened = Signal(list)
    film_chosen = Signal(int)
    finding_chosen = Signal(int)
    overlay_chosen = Signal(object)
    cancelled = Signal()
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("CXR Audit")
        self.setAcceptDrops(True)
        self.resize(1440, 900)
        self._worklist, self._film, self._findings, self._detail = WorklistPanel(), FilmView(), FindingsTable(), DetailPanel()
        self._overlays, self._colours, self._status = OverlayBar(), ColourBar(), StatusLine()
        self._lay_out()
        self._make_menus()
        self._connect()
        self._film.show_film(None, EMPTY)
        self.show_detail(Detail("Findings", sentences=["Select a film to see what the classifier found and where its score comes from."]))

    # Setters of ReviewView

    def add_films(self, rows: Sequence[FilmRow]) -> None:
        """Append rows to the worklist."""
        self._worklist.add(rows)

    def update_film(self, index: int, row: FilmRow) -> None:
        """Replace one row of the worklist."""
        self._worklist.update_row(index, row)

    def select_film(self, index: int) -> None:
        """Mark the film that is shown."""
        self._worklist.mark(index)

    def show_film(self, film: Radiograph | None, message: str) -> None:
        """Show a film, or a message in its place."""
        self._film.show_film(film, message)

    def show_lungs(self, lungs: NDArray[np.bool_] | None) -> None:
        """Outline the lungs."""
        self._film.show_lungs(lungs)

    def show_allowed(self, allowed: NDArray[np.bool_] | None) -> None:
        """Outline where the score may come from."""
        self._film.show_allowed(allowed)

    def show_heat(self, heat: Heat | None, waiting: str) -> None:
        """Draw a map, or tell what is waited for."""
        self._film.show_heat(heat)
        self._colours.show_heat(heat, waiting)

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Draw boxes."""
        self._film.show_marks(marks)

    def show_findings(self, rows: Sequence[FindingRow], selected: int | None) -> None:
        """Fill the table of findings."""
        self._findings.show_rows(rows, selected)

    def show_detail(self, detail: Detail) -> None:
        """Tell the selected finding in words."""
        self._detail.show_detail(detail)

    def show_evidence(self, evidence: Evidence | None) -> None:
        """Draw what was measured of the selected finding."""
        self._detail.show_evidence(evidence)

    def show_record(self, lines: Sequence[tuple[str, str]]) -> None:
        """Tell where the film stands in the log."""
        self._detail.show_record(lines)

    def show_trust(self, trust: Trust) -> None:
        """Tell what the certificate says."""
        self._overlays.grey(trust.greyed)
        self._status.show_trust(trust.headline, trust.sentence)

    def show_head(self, line: str, digest: str) -> None:
        """Show the log's head."""
        self._status.show_head(line, digest)

    def show_progress(self, done: int, of: int, label: str | None) -> None:
        """Show how far the screening is."""
        self._status.show_progress(done, of, label)

    def show_problem(self, sentence: str, details: str | None) -> None:
        """Tell a problem."""
        self._status.show_problem(sentence, details)

    # Building

    def _lay_out(self) -> None:
        (left, beside), (middle, centre), (right, other) = _panel(), _panel(), _panel()
        beside.addWidget(self._openers())
        beside.addWidget(self._worklist)
        centre.addWidget(self._overlays)
        centre.addWidget(self._film, 1)
        centre.addWidget(self._colours)
        tables = QSplitter(Qt.Orientation.Vertical)
        tables.addWidget(self._findings)
        tables.addWidget(self._detail)
        tables.setSizes([330, 490])
        tables.setChildrenCollapsible(False)
        other.addWidget(tables)
        columns = QSplitter(Qt.Orientation.Horizontal)
        for panel, stretch in ((left, 0), (middle, 1), (right, 0)):
            columns.addWidget(panel)
            columns.setStretchFactor(columns.count() - 1, stretch)
        letter = self.fontMetrics().horizontalAdvance("0")
        left.setMinimumWidth(30 * letter)
        right.setMinimumWidth(43 * letter)
        columns.setSizes([260, 770, 410])
        columns.setChildrenCollapsible(False)
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(1)
        layout.addWidget(columns, 1)
        layout.addWidget(self._status)
        self.setCentralWidget(whole)

    def _openers(self) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(10, 8, 10, 8)
        for text, slot in (("Open films…", self._ask_for_films), ("Open folder…", self._ask_for_folder)):
            button = QPushButton(text)
            button.clicked.connect(slot)
            layout.addWidget(button)
        return row

    def _make_menus(self) -> None:
        film, view, help_menu = (self.menuBar().addMenu(name) for name in ("&File", "&View", "&Help"))
        film.addAction(self._action("Open films…", QKeySequence.StandardKey.Open, self._ask_for_films))
        film.addAction(self._action("Open folder…", "Ctrl+Shift+O", self._ask_for_folder))
        film.addSeparator()
        film.addAction(self._action("Quit", QKeySequence.StandardKey.Quit, self.close))
        for name, key, slot in (
            ("No map", "N", lambda: self._overlays.choose(Overlay.NONE)),
            ("Grad-CAM", "G", lambda: self._overlays.choose(Overlay.GRAD_CAM)),
            ("Guided Grad-CAM", "U", lambda: self._overlays.choose(Overlay.GUIDED_GRAD_CAM)),
            ("Fit the film", "F", self._film.fit),
            ("Actual size", "1", self._film.actual_size),
            ("Reset window", "R", self._film.reset_window),
            ("Invert", "I", self._film.invert),
            ("Next film", "PgDown", lambda: self._worklist.step(1)),
            ("Previous film", "PgUp", lambda: self._worklist.step(-1)),
        ):
            view.addAction(self._action(name, key, slot))
        help_menu.addAction(self._action("About CXR Audit", None, self._about))

    def _action(self, name: str, key: object, slot: object) -> QAction:
        action = QAction(name, self)
        if key is not None:
            action.setShortcut(QKeySequence(key))  # type: ignore[call-overload]
        action.triggered.connect(lambda: slot())  # type: ignore[operator]
        return action

    def _connect(self) -> None:
        self._worklist.chosen.connect(self.film_chosen)
        self._findings.chosen.connect(self.finding_chosen)
        self._overlays.chosen.connect(self.overlay_chosen)
        self._overlays.opacity_changed.connect(self._film.set_heat_opacity)
        self._overlays.lungs_toggled.connect(self._film.set_lungs_visible)
        self._overlays.allowed_toggled.connect(self._film.set_allowed_visible)
        self._overlays.marks_toggled.connect(self._film.set_marks_visible)
        self._status.cancelled.connect(self.cancelled)

    # Intents

    def _ask_for_films(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, "Open films", "", _FILTER)
        if names:
            self.opened.emit([Path(name) for name in names])

    def _ask_for_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "Open a folder of films")
        if name:
            self.opened.emit([Path(name)])

    def _about(self) -> None:
        text = "Shows whether a chest X-ray classifier looks at the disease or at something else, and keeps every finding in an audit log."
        QMessageBox.about(self, "About CXR Audit", f"{text}\n\n{DISCLAIMER}.")

    # Qt

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            self.opened.emit(paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closed.emit()
        super().closeEvent(event)


def _panel() -> tuple[QFrame, QVBoxLayout]:
    frame = QFrame()
    frame.setObjectName("panel")
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    return frame, layout
