"""Texts of boxes stay on the film, off each other, and off other boxes' frames where there is room."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from app.desktop.viewer.marks import draw_texts, placed
from app.desktop.viewer.view import Mark

AREA = QRect(0, 0, 400, 300)
TEXT = QSize(100, 16)


def place(box: QRect, *others: QRect, below: bool = False, taken: QRect | None = None) -> QRect:
    boxes = [*others, box]
    found = placed(boxes, [TEXT] * len(boxes), [below] * len(boxes), AREA, [taken or QRect()])[-1]
    assert found is not None
    return found


def test_a_text_stands_above_its_box_and_a_challenges_below() -> None:
    box = QRect(50, 100, 150, 80)
    assert place(box) == QRect(50, 84, 100, 16)
    assert place(box, below=True) == QRect(50, 180, 100, 16)


def test_a_text_never_leaves_the_film() -> None:
    for box in (QRect(0, 0, 20, 20), QRect(390, 0, 10, 300), QRect(0, 290, 400, 10), QRect(380, 280, 20, 20), QRect(-50, -50, 500, 500)):
        for below in (False, True):
            assert AREA.contains(place(box, below=below))


def test_a_text_covers_no_other_text() -> None:
    boxes = [QRect(50, 100, 150, 80), QRect(52, 101, 150, 80), QRect(54, 102, 150, 80), QRect(50, 100, 30, 20)]
    found = [one for one in placed(boxes, [TEXT] * 4, [False] * 4, AREA, []) if one is not None]
    assert len(found) == 4
    assert not any(one.intersects(other) for k, one in enumerate(found) for other in found[:k])
    assert not place(boxes[0], taken=QRect(0, 80, 200, 20)).intersects(QRect(0, 80, 200, 20))


BOXES = st.builds(QRect, st.integers(-20, 390), st.integers(-20, 290), st.integers(5, 200), st.integers(5, 200))


@given(st.lists(BOXES, min_size=1, max_size=6), st.booleans())
def test_however_boxes_lie_as_on_films_that_are_turned_no_text_covers_another(boxes: list[QRect], below: bool) -> None:
    corner, letter = QRect(0, 260, 250, 40), QRect(370, 130, 30, 30)
    found = [one for one in placed(boxes, [TEXT] * len(boxes), [below] * len(boxes), AREA, [corner, letter]) if one is not None]
    standing = [corner, letter, *found]
    assert not any(one.intersects(other) for k, one in enumerate(standing) for other in standing[:k])
    assert all(AREA.contains(one) for one in found)


def test_a_text_keeps_off_the_frame_of_another_box() -> None:
    frame = QRect(60, 90, 300, 150)
    found = place(QRect(50, 100, 150, 80), frame)
    assert not found.intersects(frame) or frame.adjusted(3, 3, -3, -3).contains(found)


def test_a_box_that_is_not_seen_has_no_text() -> None:
    assert placed([QRect(500, 10, 20, 20)], [TEXT], [False], AREA, []) == [None]


@pytest.mark.parametrize("film", [QRect(150, 50, 100, 200), QRect(390, 50, 600, 200)])
def test_a_text_that_is_wider_than_the_film_is_drawn_beside_it_and_ends_at_the_view(qapp: QApplication, film: QRect) -> None:
    """The view is 300 pixels wide on a larger sheet; the text is written over its whole width and no further."""
    view, sheet = QRect(100, 0, 300, 300), QImage(600, 300, QImage.Format.Format_RGB32)
    sheet.fill(Qt.GlobalColor.blue)
    painter = QPainter(sheet)
    text = "45% image’s upper right corner, a line as of a device, and what else there is"
    draw_texts(painter, [Mark((0, 0, 1, 1), text, challenged=False)], [QRect(film.topLeft(), QSize(50, 50))], film, view, [])
    painter.end()
    written = [x for x in range(600) if any(sheet.pixelColor(x, y) != Qt.GlobalColor.blue for y in range(300))]
    assert (written[0], written[-1]) == (100, 399)
