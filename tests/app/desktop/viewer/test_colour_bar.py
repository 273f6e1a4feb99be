"""The colour bar below the film."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.desktop.viewer.colour_bar import ColourBar
from app.desktop.viewer.view import Heat


def coloured(image: QImage) -> list[int]:
    """Columns that hold a colour, which texts do not."""
    return [x for x in range(image.width()) if image.pixelColor(x, image.height() // 2).saturation() > 100]


@pytest.mark.parametrize(("width", "length"), [(900, 160), (300, 69)])
def test_the_scale_is_drawn_between_its_ends_whatever_the_width(qtbot: QtBot, width: int, length: int) -> None:
    """At 300 pixels the title is shortened, and the upper end has room behind the scale."""
    bar = ColourBar()
    qtbot.addWidget(bar)
    bar.show_heat(Heat(np.ones((2, 2), np.float32), "A title of more letters than there is room for", "0", "0.493", "A note."), "")
    bar.resize(width, bar.sizeHint().height())
    columns = coloured(bar.grab().toImage())
    assert columns[-1] - columns[0] == pytest.approx(length, abs=length * 0.35)
    assert columns[-1] + 10 + bar.fontMetrics().horizontalAdvance("0.493") <= width - 10


def test_what_is_waited_for_stands_in_its_place(qtbot: QtBot) -> None:
    bar = ColourBar()
    qtbot.addWidget(bar)
    bar.show_heat(None, "Computing…")
    assert bar.text() == "Computing…"
    assert coloured(bar.grab().toImage()) == []
