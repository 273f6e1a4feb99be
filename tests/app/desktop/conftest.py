"""A widget left alive fails its test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication


@pytest.fixture(autouse=True)
def no_widget_left(qapp: QApplication) -> Iterator[None]:
    """Look for top-level widgets that a test leaves open."""
    before = {id(widget) for widget in qapp.topLevelWidgets()}
    yield
    left = [widget for widget in qapp.topLevelWidgets() if id(widget) not in before and widget.isVisible()]
    assert left == [], "a test left a window open"
