"""Shapes tell verdicts apart without a colour, and none has a colour that reassures."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter
from pytestqt.qtbot import QtBot

from app.desktop.verdict_shape import COLOURS, VerdictShape, paint_shape, shape_icon
from models.values.verdict import Verdict

SIDE = 14


def drawn(verdict: Verdict) -> NDArray[np.float64]:
    """The shape in white on black, 0 to 1."""
    image = QImage(SIDE, SIDE, QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.black)
    painter = QPainter(image)
    paint_shape(painter, QRectF(0, 0, SIDE, SIDE), verdict, "#ffffff")
    painter.end()
    return np.array([[image.pixelColor(x, y).valueF() for x in range(SIDE)] for y in range(SIDE)])


@pytest.mark.usefixtures("qapp")
def test_each_verdict_has_a_shape_of_its_own() -> None:
    shapes = {verdict: drawn(verdict) for verdict in Verdict}
    for one, other in combinations(Verdict, 2):
        assert np.abs(shapes[one] - shapes[other]).sum() > 8, (one, other)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_no_colour_is_green(verdict: Verdict) -> None:
    colour = QColor(COLOURS[verdict])
    assert colour.green() <= max(colour.red(), colour.blue())


@pytest.mark.usefixtures("qapp")
def test_a_selection_does_not_tint_the_shape() -> None:
    icon = shape_icon(Verdict.DEPENDENT_ON_OUTSIDE, SIDE)
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
        assert icon.pixmap(SIDE, SIDE, mode).toImage().pixelColor(SIDE // 2, SIDE // 2) == QColor(COLOURS[Verdict.DEPENDENT_ON_OUTSIDE])


def test_without_a_verdict_no_room_is_taken(qtbot: QtBot) -> None:
    shape = VerdictShape()
    qtbot.addWidget(shape)
    shape.show_verdict(Verdict.UNDETERMINED)
    assert (shape.isHidden(), shape.verdict()) == (False, Verdict.UNDETERMINED)
    shape.show_verdict(None)
    assert shape.isHidden()
