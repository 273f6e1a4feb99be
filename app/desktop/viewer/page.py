"""The viewer's page: the overlays to choose from, the film, and the colour bar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from app.desktop.film_report import ask_for_file
from app.desktop.save_name import NotSaved
from app.desktop.viewer.colour_bar import ColourBar
from app.desktop.viewer.film_bar import FilmBar
from app.desktop.viewer.film_view import FilmView
from app.desktop.viewer.layer_picker import LayerPicker
from app.desktop.viewer.look import Layer, Look, keep_look, kept_look
from app.desktop.viewer.overlays import OverlayBar
from app.desktop.viewer.presets import choices
from app.desktop.viewer.snapshot import ask_and_save
from app.desktop.viewer.view import Heat, Localisation, Mark, Overlay, RegionOutline
from models.values.attribution import TargetLayer
from models.values.radiograph import Radiograph

BLINK = 500
"""Milliseconds that overlays are shown, and hidden: long enough to look, slow enough not to flash."""
_KEEP = 300
"""Milliseconds after the last change at which a look is kept, so that a drag writes one file."""


class ViewerPage(QFrame):
    """Shows what its presenter says, and passes on the overlay that a person chooses.

    Signals:
        overlay_chosen: An Overlay.
        layers_wanted: The person wants to choose the target layer of maps.
        layer_chosen: Its name, or None for the classifier's own.
        undo_wanted, redo_wanted, removal_wanted, clearing_wanted: Of measures: a step back, a step forth, without the last, without all.
        ratio_wanted: The cardiothoracic ratio on the film, or no longer.
        tags_wanted: The header of the film at hand.
        report_wanted: Path of the file that the film's report is to be written into.
        picture_saved: SHA-256 of a file with what is seen of the film.
        failed: Why something that the person wanted was not done, as a sentence.
    """

    overlay_chosen = Signal(object)
    layers_wanted = Signal()
    layer_chosen = Signal(object)
    undo_wanted = Signal()
    redo_wanted = Signal()
    removal_wanted = Signal()
    clearing_wanted = Signal()
    ratio_wanted = Signal()
    tags_wanted = Signal()
    report_wanted = Signal(object)
    picture_saved = Signal(str)
    failed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.overlays, self.film, self.colours = OverlayBar(), FilmView(), ColourBar()
        self.bar = FilmBar()
        self._layers: LayerPicker | None = None
        self._overlays_shown = True
        self._blinking = QTimer(self)
        self._blinking.setInterval(BLINK)
        self._blinking.timeout.connect(self._blink)
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
        self.overlays.layers_wanted.connect(self.layers_wanted)
        self.overlays.look_changed.connect(self._change_look)
        self.bar.window_chosen.connect(self.film.choose_window)
        self.bar.kind_chosen.connect(self.film.measure)
        self.film.kind_changed.connect(self.bar.show_kind)
        self._keeping = QTimer(self)
        self._keeping.setSingleShot(True)
        self._keeping.setInterval(_KEEP)
        self._keeping.timeout.connect(lambda: keep_look(self.overlays.look))
        self.overlays.set_look(kept_look())
        self._show_look(self.overlays.look)

    def show_film(self, film: Radiograph | None, message: str) -> None:
        """Show a film, or a message in its place; what blinked blinks no longer."""
        self.stop_blinking()
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

    def ask_for_report(self) -> None:
        """Let the person name the file of the film's report."""
        try:
            file = ask_for_file(self)
        except NotSaved as error:
            self.failed.emit(str(error))
        else:
            if file:
                self.report_wanted.emit(file)

    def show_lungs(self, lungs: NDArray[np.bool_] | None) -> None:
        """Outline the lungs."""
        self.film.layers.show_outline(Layer.LUNGS, lungs)

    def show_heart(self, heart: NDArray[np.bool_] | None) -> None:
        """Outline the heart."""
        self.film.layers.show_outline(Layer.HEART, heart)

    def show_allowed(self, allowed: NDArray[np.bool_] | None) -> None:
        """Outline the allowed region of the finding."""
        self.film.layers.show_outline(Layer.ALLOWED, allowed)

    def show_regions(self, regions: Sequence[RegionOutline]) -> None:
        """Outline the challenged regions of the finding."""
        self.film.layers.show_regions(regions)

    def show_heat(self, heat: Heat | None, waiting: str) -> None:
        """Draw a map, or say what is waited for."""
        self.film.layers.show_heat(heat)
        self.colours.show_heat(heat, waiting)

    def show_localisation(self, found: Localisation | None) -> None:
        """Outline what the map localises, with its box."""
        self.film.layers.show_localisation(found)

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Draw boxes."""
        self.film.layers.show_marks(marks)

    def show_layers(self, layers: Sequence[TargetLayer], chosen: str | None, message: str) -> None:
        """Let the person choose a target layer, or say why there is no choice yet."""
        if self._layers is None:
            self._layers = LayerPicker(self)
            self._layers.chosen.connect(self.layer_chosen)
        self._layers.show_layers(layers, chosen, message)
        self._layers.show()

    def show_called(self, called: bool) -> None:
        """Offer the maps of a classifier that can only be called, or those of a network."""
        self.overlays.show_called(called)

    def grey(self, reasons: Mapping[Overlay, str]) -> None:
        """Grey what failed the certificate."""
        self.overlays.grey(reasons)

    def set_overlays_shown(self, shown: bool) -> None:
        """Show what lies over the film and the choice of it, or the plain film."""
        self.stop_blinking()
        self._overlays_shown = shown
        self.overlays.set_shown(shown)
        self.colours.set_shown(shown)
        self.film.layers.set_all_shown(shown)

    def blink(self) -> None:
        """Hide and show what lies over the film in turn, or no longer."""
        if self._blinking.isActive():
            self.stop_blinking()
        elif self._overlays_shown and self.film.film is not None:
            self._blinking.start()
            self.film.layers.set_all_shown(False)

    def blinks(self) -> bool:
        """Return whether what lies over the film is hidden and shown in turn."""
        return self._blinking.isActive()

    def stop_blinking(self) -> None:
        """Show what lies over the film all the time."""
        self._blinking.stop()
        self.film.layers.set_all_shown(self._overlays_shown)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._keeping.isActive():
            self._keeping.stop()
            keep_look(self.overlays.look)

    def _blink(self) -> None:
        self.film.layers.set_all_shown(not self.film.layers.all_shown)

    def _change_look(self, look: Look) -> None:
        self._show_look(look)
        self._keeping.start()

    def _show_look(self, look: Look) -> None:
        self.film.layers.set_look(look)
        self.colours.set_look(look)
