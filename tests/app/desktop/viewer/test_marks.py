"""Texts of boxes stay on the film, off each other, and off other boxes' frames where there is room."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize

from app.desktop.viewer.marks import placed

AREA = QRect(0, 0, 400, 300)
TEXT = QSize(100, 16)


def place(box: QRect, *others: QRect, below: bool = False, taken: QRect | None = None) -> QRect:
    boxes = [*others, box]
    found = placed(boxes, [TEXT] * len(boxes), [below] * len(boxes), AREA, taken or QRect())[-1]
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
    found = [one for one in placed(boxes, [TEXT] * 4, [False] * 4, AREA, QRect()) if one is not None]
    assert len(found) == 4
    assert not any(one.intersects(other) for k, one in enumerate(found) for other in found[:k])
    assert not place(boxes[0], taken=QRect(0, 80, 200, 20)).intersects(QRect(0, 80, 200, 20))


def test_a_text_keeps_off_the_frame_of_another_box() -> None:
    frame = QRect(60, 90, 300, 150)
    found = place(QRect(50, 100, 150, 80), frame)
    assert not found.intersects(frame) or frame.adjusted(3, 3, -3, -3).contains(found)


def test_a_box_that_is_not_seen_has_no_text() -> None:
    assert placed([QRect(500, 10, 20, 20)], [TEXT], [False], AREA, QRect()) == [None]
