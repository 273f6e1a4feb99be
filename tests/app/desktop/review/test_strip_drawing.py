"""The strip is drawn as its numbers say."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from app.desktop.review.pictured_test import picture_of
from app.desktop.review.strip_drawing import StripDrawing, legend
from app.desktop.review.strip_panel import StripPanel
from app.desktop.review.strip_scale import span
from app.desktop.review.view import TestPicture
from app.desktop.theme import ACCENT, LINE
from tests.app.desktop.records import judged

RECORD = judged()
PICTURE = picture_of(RECORD, (RECORD.findings or ())[0])


@pytest.fixture
def picture() -> TestPicture:
    assert PICTURE is not None
    return PICTURE


@pytest.fixture
def drawing(qtbot: QtBot, picture: TestPicture) -> StripDrawing:
    shown = StripDrawing()
    qtbot.addWidget(shown)
    shown.show_picture(picture)
    shown.resize(420, shown.sizeHint().height())
    return shown


def columns(image: QImage, colour: str, row: int, rows: int) -> list[int]:
    """Columns that hold a colour in the middle of a row; the first row has the heads."""
    middle = round((row + 1.5) * image.height() / (rows + 1))
    near = range(middle - 2, middle + 3)
    return [x for x in range(image.width()) if any(QColor(image.pixel(x, y)) == QColor(colour) for y in near)]


def test_a_row_reaches_from_the_score_before_to_the_score_after(drawing: StripDrawing, picture: TestPicture) -> None:
    image = drawing.grab().toImage()
    for row, strip in enumerate(picture.rows):
        found = columns(image, ACCENT, row, len(picture.rows))
        assert found[0] == pytest.approx(drawing.place_of(picture.before - strip.delta), abs=6)
        assert found[-1] == pytest.approx(drawing.place_of(picture.before), abs=3)


def test_the_scale_is_even_and_its_ends_are_the_spans(drawing: StripDrawing, picture: TestPicture) -> None:
    low, high = span(picture)
    middle = (drawing.place_of(low) + drawing.place_of(high)) / 2
    assert drawing.place_of((low + high) / 2) == pytest.approx(middle)


def test_the_floor_is_drawn_on_the_side_that_is_asked_about(drawing: StripDrawing, picture: TestPicture) -> None:
    small = replace(picture, rows=tuple(replace(row, delta=0.0, floor=2.0) for row in picture.rows))
    for before, sides in ((2.2, (True, False)), (-2.2, (False, True))):
        drawing.show_picture(replace(small, before=before))
        found, at = columns(drawing.grab().toImage(), LINE, 0, 3), drawing.place_of(before)
        assert (min(found) < at - 20, max(found) > at + 20) == sides


def test_only_what_is_drawn_is_explained(picture: TestPicture) -> None:
    assert "floor" in legend(picture)
    bare = replace(picture, rows=tuple(replace(row, floor=None, reached="too few") for row in picture.rows))
    assert legend(bare) == "│ before   ◆ after   ┆ threshold"


def test_it_is_read_to_whoever_cannot_see_it_and_takes_no_room_without_a_test(qtbot: QtBot, picture: TestPicture) -> None:
    panel = StripPanel()
    qtbot.addWidget(panel)
    assert panel.texts() == {}
    panel.show_picture(picture)
    assert panel.texts()["region"] == "Region 1 · upper left corner (text or marker)"
    assert "0 of 412 matched places" in panel.drawing.accessibleDescription()
    panel.show_picture(None)
    assert panel.isHidden()
