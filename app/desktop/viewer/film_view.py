"""The film: grey by window and level, with what lies over it.

Left drag windows, or measures where a measure was chosen; the wheel zooms at the pointer, middle or right drag and the arrow keys pan.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication

from app.desktop.measures.drawing import draw_lines, write_words
from app.desktop.measures.view import Drawn
from app.desktop.viewer.corner import corner_of, description, draw_corner, draw_message, draw_sides
from app.desktop.viewer.facing import sides
from app.desktop.viewer.film_picture import FilmPicture, Place
from app.desktop.viewer.layers import Layers
from app.desktop.viewer.lens import Lens
from app.desktop.viewer.levels import Levels
from app.desktop.viewer.marks import draw_texts
from app.desktop.viewer.placed_view import PlacedView
from app.desktop.viewer.presets import Preset, window_of
from app.desktop.viewer.windowing import dragged
from app.site.measures import Kind, Measure
from models.values.radiograph import Radiograph, Window

_REACH = 8
"""Logical pixels between a click and the line that is meant."""


class FilmView(PlacedView):
    """Shows one film, with its window, level and zoom in the corner; ``layers`` lie over it.

    Signals:
        measuring: What the person draws so far, as a Measure; None where nothing came of it.
        measured: What the person drew, as a Measure.
        pointed: A place of the film that the person clicked, x and y, and how far from it is still meant, in film pixels.
        kind_changed: What the next drag measures, a Kind, or None where it windows.
    """

    measuring = Signal(object)
    measured = Signal(object)
    pointed = Signal(float, float, float)
    kind_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumSize(300, 200)
        self.setAccessibleName("Film")
        self._film: Radiograph | None = None
        self._picture: FilmPicture | None = None
        self._window = Window(0.5, 1.0, "automatic")
        self._inverted = False
        self._dragged: tuple[QPointF, Qt.MouseButton] | None = None
        self._pressed: QPointF | None = None
        self._kind: Kind | None = None
        self._started: QPointF | None = None
        self._measures: Sequence[Drawn] = ()
        self._note = self._lacks = ""
        self._lens: Lens | None = None
        self._magnifies = False
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self._message = ""
        self.layers = Layers(self.scene(), self.viewport().update)

    def show_film(self, film: Radiograph | None, message: str) -> None:
        """Show a film in its first window, fitted, or a message."""
        self._film, self._message = film, message
        rows, columns = (film.pixels.shape[0], film.pixels.shape[1]) if film else (0, 0)
        levels = Levels(film.pixels) if film else None
        self._picture = FilmPicture(levels) if levels else None
        self._lens = Lens(FilmPicture(levels), self.layers, rows, columns) if levels else None
        self._dragged = self._started = None
        self.layers.clear((max(rows, 1), max(columns, 1)))
        self.lay(rows, columns)
        self.reset_window()
        self.viewport().update()

    @property
    def film(self) -> Radiograph | None:
        """What is shown."""
        return self._film

    @property
    def window_shown(self) -> Window:
        """What is black and what is white."""
        return self._window

    def reset(self) -> None:
        """Go back to how the film was first shown: window, place, turn and flip."""
        if self._film is not None:
            self.lay(*self._film.pixels.shape)
        self.reset_window()

    def reset_window(self) -> None:
        """Go back to the first window."""
        if self._film is not None:
            self._inverted = False
            self._show_window(self._film.window)

    def choose_window(self, preset: Preset) -> None:
        """Show the film in a preset; where the file has none of the kind, say so in the corner."""
        window = window_of(self._film, preset) if self._film is not None else None
        if window is not None:
            self._show_window(window)
        elif self._film is not None:
            self._lacks = f"{preset.title}: this file has none"
            self.viewport().update()

    def invert(self) -> None:
        """Swap black and white, on the screen only."""
        self._inverted = not self._inverted
        self._show_window(self._window)

    def measure(self, kind: Kind | None) -> None:
        """Choose what the next drags measure; None, or the same again, windows."""
        self._give_up_measure()
        self._kind = None if kind == self._kind else kind
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor if self._kind is None else Qt.CursorShape.CrossCursor)
        self.kind_changed.emit(self._kind)

    def show_measures(self, measures: Sequence[Drawn], note: str) -> None:
        """Draw measures over the film, and say in its corner what their lengths rest on."""
        self._measures, self._note = list(measures), note
        self.viewport().update()

    def measures(self) -> tuple[list[str], str]:
        """Return what stands beside each measure, and what the corner says of them."""
        return [drawn.text for drawn in self._measures], self._note

    def magnify(self) -> None:
        """Show the magnifier at the pointer, or no longer."""
        self._magnifies = not self._magnifies
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._give_up_measure()
        self._dragged = (event.position(), event.button())
        self._pressed = event.position() if event.button() == Qt.MouseButton.LeftButton else None
        if self._film is not None and self._kind is not None and event.button() == Qt.MouseButton.LeftButton:
            self._started = self._on_film(event.position())
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._magnifies:
            self.viewport().update()
        if self._dragged is None or self._film is None:
            return
        before, button = self._dragged
        by = event.position() - before
        self._dragged = (event.position(), button)
        if self._started is not None:
            self.measuring.emit(self._measured(self._started, event.position()))
        elif button == Qt.MouseButton.LeftButton:
            self._show_window(dragged(self._window, by.x(), by.y(), min(1.0, self._film.window.width)))
        else:
            self.pan(by)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._started is not None and self._pressed is not None and event.button() == Qt.MouseButton.LeftButton:
            far = (event.position() - self._pressed).manhattanLength() >= QApplication.startDragDistance() / 2
            (self.measured if far else self.measuring).emit(self._measured(self._started, event.position()) if far else None)
        if self._film is not None and self._pressed == event.position():
            at = self._on_film(event.position())
            self.pointed.emit(at.x(), at.y(), _REACH * self.devicePixelRatioF() / self.device_pixels())
        self._dragged = self._started = self._pressed = None
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._kind is not None:
            self.measure(None)
        else:
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, view, ratio = QPainter(self.viewport()), self.viewport().rect(), self.devicePixelRatioF()
        painter.fillRect(view, self.backgroundBrush())
        if self._message:
            draw_message(painter, view, self._message)
        elif self._film is not None and self._picture is not None:
            place = Place(self.facing, self.placed(), QRectF(view), self.corner(), ratio)
            self._picture.paint(painter, place, self._window, inverted=self._inverted)
            self.layers.paint(painter, placed=self.viewportTransform(), view=view.size(), ratio=ratio)
            self._write(painter, view, self._film)
            pointer = self.viewport().mapFromGlobal(self.cursor().pos())
            if self._magnifies and self._lens is not None and view.contains(pointer):
                self._lens.paint(painter, place, QPointF(pointer), self._window, inverted=self._inverted)

    @property
    def message(self) -> str:
        """What stands in place of a film; "" where one is shown."""
        return self._message

    def description(self) -> str:
        """Return window, level and zoom, which is pixels of the screen a film pixel, as text."""
        usual = self._film.window.width if self._film else 1.0
        zoom = self.device_pixels()
        return description(self._window, usual=usual, inverted=self._inverted, facing=self.facing, zoom=zoom)

    def _show_window(self, window: Window) -> None:
        """Show another window with the next frame, whatever comes in between."""
        self._window, self._lacks = window, ""
        self.viewport().update()

    def _write(self, painter: QPainter, view: QRect, film: Radiograph) -> None:
        """Write what stands on the screen, not on the film: sides, texts of marks, and the corner."""
        said = "\n".join(filter(None, (self.layers.note(), self._note, self._lacks, self.description())))
        corner, on_screen = corner_of(painter, view, said), self.mapFromScene(self.film_area()).boundingRect()
        draw_lines(painter, self._measures, self.viewportTransform())
        found = sides(film.header.orientation, self.facing)
        taken = [corner, *(draw_sides(painter, on_screen, view, found, corner) if found else ())]
        plain, bold = painter.font(), QFont(painter.font())
        bold.setBold(True)
        painter.setFont(bold)
        marks = self.layers.marks()
        corners = [(QPointF(*mark.box[:2]), QPointF(*mark.box[2:])) for mark in marks]
        boxes = [self.mapFromScene(QRectF(*of)).boundingRect() for of in corners]
        taken += draw_texts(painter, marks, boxes, on_screen, view, taken)
        painter.setFont(plain)
        write_words(painter, self._measures, self.viewportTransform(), view, taken)
        draw_corner(painter, corner, said)

    def _give_up_measure(self) -> None:
        """Draw the measure no further that is being drawn."""
        if self._started is not None:
            self._started = None
            self.measuring.emit(None)

    def _on_film(self, place: QPointF) -> QPointF:
        """Return where a place of the view lies on the film."""
        return self.viewportTransform().inverted()[0].map(place)

    def _measured(self, start: QPointF, end: QPointF) -> Measure:
        """Return what lies between a place of the film and one of the view, on the film."""
        assert self._kind is not None, "it was chosen"
        area, points = self.film_area(), (start, self._on_film(end))
        first, last = ((min(max(at.x(), 0.0), area.right()), min(max(at.y(), 0.0), area.bottom())) for at in points)
        return Measure(self._kind, first, last)
