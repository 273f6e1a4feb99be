"""Rows of widgets: as many as have room, the rest on the next."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QSizePolicy, QWidget
from pytestqt.qtbot import QtBot

from app.desktop.flow import Flow


@pytest.fixture
def row(qtbot: QtBot) -> QWidget:
    """Three widgets of 100 × 20, of which the last expands."""
    shown = QWidget()
    qtbot.addWidget(shown)
    flow = Flow(shown, spacing=8)
    for policy in (QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding):
        part = QWidget()
        part.setMinimumSize(100, 20)
        part.setSizePolicy(policy, QSizePolicy.Policy.Fixed)
        flow.addWidget(part)
    shown.show()
    return shown


def places(row: QWidget, width: int) -> list[QRect]:
    """Where the three stand in a width."""
    row.resize(width, 200)
    flow = row.layout()
    assert isinstance(flow, Flow)
    return [item.geometry() for item in map(flow.itemAt, range(3)) if item is not None]


def test_spare_room_goes_to_what_expands(row: QWidget) -> None:
    assert places(row, 400) == [QRect(10, 8, 100, 20), QRect(118, 8, 100, 20), QRect(226, 8, 164, 20)]


@pytest.mark.parametrize(("width", "rows"), [(336, 1), (335, 2), (228, 2), (227, 3), (120, 3)])
def test_what_has_no_room_goes_on_to_the_next_row(row: QWidget, width: int, rows: int) -> None:
    found = places(row, width)
    assert len({place.top() for place in found}) == rows
    assert max(place.right() for place in found) < width - 10 + 1
    flow = row.layout()
    assert flow is not None
    assert flow.heightForWidth(width) == 16 + rows * 20 + (rows - 1) * 8


def test_it_wishes_for_one_row_and_needs_one_widget(row: QWidget) -> None:
    assert (row.sizeHint().width(), row.sizeHint().height()) == (336, 36)
    assert row.minimumSizeHint().width() == 120


def test_what_is_taken_out_leaves_its_place(row: QWidget) -> None:
    flow = row.layout()
    assert isinstance(flow, Flow)
    taken = flow.takeAt(0)
    assert taken is not None
    assert flow.count() == 2
    assert flow.takeAt(2) is None
