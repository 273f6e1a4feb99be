"""The letters of the patient's sides at the film's edges."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from app.desktop.viewer.corner import draw_sides
from app.desktop.viewer.facing import Sides

VIEW = QRect(0, 0, 500, 400)


@pytest.mark.parametrize("sides", [Sides("R", "H", "L", "F"), Sides("H", "R", "F", "L"), Sides("F", "L", "H", "R")])
@pytest.mark.parametrize("corner", [QRect(6, 350, 120, 44), QRect(6, 350, 480, 44), QRect(6, 180, 300, 214)])
def test_no_letter_lies_under_the_corners_words(qapp: QApplication, sides: Sides, corner: QRect) -> None:
    sheet = QImage(VIEW.size(), QImage.Format.Format_RGB32)
    sheet.fill(Qt.GlobalColor.black)
    painter = QPainter(sheet)
    letters = draw_sides(painter, VIEW, VIEW, sides, corner)
    painter.end()
    assert len(letters) == sum(side in {"L", "R"} for side in (sides.left, sides.right, sides.top, sides.bottom))
    for letter in letters:
        assert VIEW.contains(letter)
        assert not letter.intersects(corner)
