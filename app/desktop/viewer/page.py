"""The viewer's page: the overlays to choose from, the film, and the colour bar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from app.desktop.viewer.colour_bar import ColourBar
from app.desktop.viewer.film_bar import FilmBar
from app.desktop.viewer.film_view import FilmView
from app.desktop.viewer.overlays import OverlayBar
from app.desktop.viewer.presets import choices
from app.desktop.viewer.snapshot import NotSaved, ask_and_save
from app.desktop.viewer.view import Heat, Mark, Overlay, RegionOutline
from models.values.radiograph import Radiograph


class ViewerPage(QFrame):
    """Shows what its presenter says, and passes on the overlay that a person chooses.

    Signals:
        overlay_chosen: An Overlay.
        undo_wanted, redo_wanted, removal_wanted, clearing_wanted: Of measures: a step back, a step forth, without the last, without all.
        ratio_wanted: The cardiothoracic ratio on the film, or no longer.
        tags_wanted: The header of the film at hand.
        picture_saved: SHA-256 of a file with what is seen of the film.
        failed: Why something that the person wanted was not done, as a sentence.
    """

    overlay_chosen = Signal(object)
    undo_wanted = Signal()
    redo_wanted = Signal()
    removal_wanted = Signal()
    clearing_wanted = Signal()
    ratio_wanted = Signal()
    tags_wanted = Signal()
    picture_saved = Signal(str)
    failed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.overlays, self.film, self.colours = OverlayBar(), FilmView(), ColourBar()
        self.bar = FilmBar()
        below = QHBoxLayout()
        below.setSpacing(0)
        below.addWidget(self.bar)
        below.addWidget(self.colours, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.overlays)
        layout.addWidget(self.film, 1)
        layout.addLayout(below)
        self.overlays.chosen.connect(self.overlay_chosen)
        self.overlays.opacity_changed.connect(self.film.set_heat_opacity)
        self.overlays.organs_toggled.connect(self.film.set_organs_visible)
        self.overlays.allowed_toggled.connect(self.film.set_allowed_visible)
        self.overlays.tests_toggled.connect(self.film.set_regions_visible)
        self.overlays.marks_toggled.connect(self.film.set_marks_visible)
        self.bar.window_chosen.connect(self.film.choose_window)
        self.bar.kind_chosen.connect(self.film.measure)
        self.film.kind_changed.connect(self.bar.show_kind)

    def show_film(self, film: Radiograph | None, message: str) -> None:
        """Show a film, or a message in its place."""
        self.film.show_film(film, message)
        self.bar.show_windows(choices(film) if film else [])

    def ask_for_picture(self) -> None:
        """Let the person save what is seen of the film."""
        if self.film.film is None:
            return
        try:
            saved = ask_and_save(self.film.viewport())
        except NotSaved as error:
            self.failed.emit(str(error))
        else:
            if saved:
                self.picture_saved.emit(saved)

    def show_lungs(self, lungs: NDArray[np.bool_] | None) -> None:
        """Outline the lungs."""
        self.film.show_lungs(lungs)

    def show_heart(self, heart: NDArray[np.bool_] | None) -> None:
        """Outline the heart."""
        self.film.show_heart(heart)

    def show_allowed(self, allowed: NDArray[np.bool_] | None) -> None:
        """Outline the allowed region of the finding."""
        self.film.show_allowed(allowed)

    def show_regions(self, regions: Sequence[RegionOutline]) -> None:
        """Outline the challenged regions of the finding."""
        self.film.show_regions(regions)

    def show_heat(self, heat: Heat | None, waiting: str) -> None:
        """Draw a map, or say what is waited for."""
        self.film.show_heat(heat)
        self.colours.show_heat(heat, waiting)

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Draw boxes."""
        self.film.show_marks(marks)

    def grey(self, reasons: Mapping[Overlay, str]) -> None:
        """Grey what failed the certificate."""
        self.overlays.grey(reasons)
