"""Dragging changes window and level within bounds."""

from __future__ import annotations

import pytest

from app.desktop.viewer.windowing import dragged
from models.values.radiograph import Window

START = Window(0.5, 1.0, "file")


def test_to_the_right_is_wider_and_down_is_higher() -> None:
    moved = dragged(START, 30, 60)
    assert (moved.width, moved.centre, moved.origin) == (pytest.approx(1.1), pytest.approx(0.6), "by hand")


def test_no_drag_leaves_what_can_be_seen() -> None:
    for right, down in ((-10_000, -10_000), (10_000, 10_000)):
        moved = dragged(START, right, down)
        assert 0 < moved.width <= 4
        assert -0.5 <= moved.centre <= 1.5


@pytest.mark.parametrize("share", [1.0, 1 / 16, 1 / 256])
def test_the_same_drag_changes_what_is_seen_of_a_dark_film_as_of_any_other(share: float) -> None:
    """A film of 12 bits in 16 has a sixteenth of the greys."""
    moved = dragged(Window(0.5 * share, share, "automatic"), 30, 60, share)
    assert (moved.width / share, moved.centre / share) == (pytest.approx(1.1), pytest.approx(0.6))
    assert dragged(moved, -10_000, 0, share).width < 0.01 * share
