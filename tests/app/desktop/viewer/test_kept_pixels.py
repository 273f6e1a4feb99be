"""A drawing over a film: made anew when it or its scale changes, and otherwise where it would be if it were."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QTransform

from app.desktop.viewer.kept_pixels import KeptPixels

VIEW = QSize(120, 80)


class Drawing:
    """A white box on the film with hard edges, which Qt rounds alike everywhere; it counts how often it is drawn."""

    def __init__(self) -> None:
        self.times = 0

    def draw(self, painter: QPainter) -> None:
        self.times += 1
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.fillRect(QRectF(10, 20, 40, 30), Qt.GlobalColor.white)


def shown(kept: KeptPixels, drawing: Drawing, x: int, y: int, *, version: int = 0, scale: float = 1) -> QImage:
    sheet = QImage(VIEW, QImage.Format.Format_RGB32)
    sheet.fill(Qt.GlobalColor.black)
    painter = QPainter(sheet)
    placed = QTransform(scale, 0, 0, scale, x, y)
    kept.paint(painter, drawing.draw, version=version, placed=placed, view=VIEW, ratio=1.0)
    painter.end()
    return sheet


@given(st.lists(st.tuples(st.integers(-90, 130), st.integers(-70, 90)), min_size=1, max_size=8))
@settings(deadline=None)
def test_a_drawing_that_is_moved_is_where_it_would_be_drawn(moves: list[tuple[int, int]]) -> None:
    kept = KeptPixels()
    for x, y in moves:
        assert shown(kept, Drawing(), x, y) == shown(KeptPixels(), Drawing(), x, y)


def test_it_is_drawn_anew_for_another_version_or_scale_and_not_for_each_small_move() -> None:
    kept, drawing = KeptPixels(), Drawing()
    for x in range(12):
        shown(kept, drawing, x, 0)
    assert drawing.times == 2
    shown(kept, drawing, 11, 0, version=1)
    shown(kept, drawing, 11, 0, version=1, scale=2)
    assert drawing.times == 4
    shown(kept, drawing, 11, 0, version=1, scale=2)
    assert drawing.times == 4
