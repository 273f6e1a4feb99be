"""Landmarks around one lung."""

from __future__ import annotations

import numpy as np
import pytest

from models.anatomy.outline import BASE, LANDMARKS, RIB, outline


def test_the_corners_of_a_box_are_where_they_are_named() -> None:
    """Right lung: the ribs are to the left; the order is apex, ribs down, base inwards, mediastinum up."""
    box = np.zeros((60, 60), bool)
    box[10:50, 20:40] = True
    points = outline(box, -1)
    assert points is not None
    assert points.shape == (LANDMARKS, 2)
    assert points[0] == pytest.approx([30, 10])
    assert points[RIB] == pytest.approx([20, 49.5])
    assert points[RIB + BASE] == pytest.approx([40, 49.5])


def test_a_left_lung_is_the_mirror_of_a_right_one() -> None:
    rng = np.random.default_rng(0)
    lung = np.zeros((80, 80), bool)
    for row in range(10, 70):
        lung[row, 30 - row // 8 - rng.integers(0, 3) : 40 + row // 10] = True
    right, left = outline(lung, -1), outline(lung[:, ::-1], 1)
    assert right is not None
    assert left is not None
    np.testing.assert_allclose(left, np.stack([80 - right[:, 0], right[:, 1]], axis=1), atol=1e-9)


def test_a_few_rows_are_no_lung() -> None:
    lung = np.zeros((60, 60), bool)
    lung[5:12, 5:50] = True
    assert outline(lung, -1) is None
