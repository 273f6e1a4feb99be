"""The border of a mask as lines."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from app.desktop.viewer.outlines import Outline, borders


def test_a_border_closes_around_its_mask() -> None:
    mask = np.zeros((6, 8), bool)
    mask[2:4, 3:7] = True
    (border,) = borders(mask)
    assert len(border) == 2 * (2 + 4)
    assert (border.min(axis=0).tolist(), border.max(axis=0).tolist()) == ([3, 2], [7, 4])
    assert set(np.abs(np.diff(np.vstack([border, border[:1]]), axis=0)).sum(axis=1)) == {1}


def test_each_lung_and_each_hole_has_a_border_of_its_own() -> None:
    mask = np.zeros((12, 12), bool)
    mask[1:11, 1:5], mask[1:11, 7:11] = True, True
    assert len(borders(mask)) == 2
    mask[4:6, 2:4] = False
    assert len(borders(mask)) == 3
    assert borders(np.zeros((4, 4), bool)) == []


def test_two_parts_that_meet_in_a_corner_are_closed_all_the_same() -> None:
    mask = np.array([[True, False], [False, True]])
    assert sum(len(border) for border in borders(mask)) == 8


@pytest.mark.parametrize("size", [64, 2000])
def test_the_line_lies_where_the_mask_ends_at_any_resolution(size: int) -> None:
    """A square in the middle half of a film of 300 × 600, from masks coarse and fine."""
    mask = np.zeros((size, size), bool)
    mask[size // 4 : 3 * size // 4, size // 4 : 3 * size // 4] = True
    outline = Outline((255, 255, 255), dashed=True, height=1)
    outline.show_mask(mask, (300, 600))
    around = outline.path().boundingRect()
    found = (around.left(), around.right(), around.top(), around.bottom())
    assert found == pytest.approx((150, 450, 75, 225), abs=5)
    assert outline.path().contains(QPointF(300, 150))
    outline.show_mask(None, (300, 600))
    assert outline.path().isEmpty()
