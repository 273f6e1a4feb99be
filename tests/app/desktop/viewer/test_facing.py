"""How a film is turned and flipped: the eight ways form a group, and the patient's sides go with the pixels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF

from app.desktop.viewer.facing import Facing, Sides, sides
from app.desktop.viewer.placing import laid
from models.values.radiograph import Orientation

FACINGS = st.builds(Facing, st.integers(0, 3), st.booleans())
SIDED = [orientation for orientation in Orientation if orientation.edges]
PIXELS = np.arange(6).reshape(2, 3)


def test_a_quarter_turn_is_clockwise_and_a_flip_exchanges_left_and_right() -> None:
    assert Facing().turned(1).laid(PIXELS).tolist() == [[3, 0], [4, 1], [5, 2]]
    assert Facing().mirrored().laid(PIXELS).tolist() == [[2, 1, 0], [5, 4, 3]]


@given(FACINGS, st.integers(-5, 5))
def test_turns_and_flips_act_on_what_is_seen(facing: Facing, by: int) -> None:
    seen = facing.laid(PIXELS)
    assert (facing.turned(by).laid(PIXELS) == np.rot90(seen, -by)).all()
    assert (facing.mirrored().laid(PIXELS) == seen[:, ::-1]).all()
    assert facing.mirrored().mirrored() == facing.turned(by).turned(-by) == facing


@given(FACINGS)
def test_what_lies_over_a_film_goes_where_its_pixels_go(facing: Facing) -> None:
    transform, seen = laid(facing, *PIXELS.shape), facing.laid(PIXELS)
    for row, column in np.ndindex(PIXELS.shape):
        there = transform.map(QPointF(column + 0.5, row + 0.5))
        assert seen[int(there.y()), int(there.x())] == PIXELS[row, column]


@pytest.mark.parametrize(
    ("facing", "expected"),
    [
        (Facing(), Sides("R", "H", "L", "F")),
        (Facing().mirrored(), Sides("L", "H", "R", "F")),
        (Facing().turned(1), Sides("F", "R", "H", "L")),
        (Facing().turned(2), Sides("L", "F", "R", "H")),
        (Facing().turned(-1), Sides("H", "L", "F", "R")),
        (Facing().turned(1).mirrored(), Sides("H", "R", "F", "L")),
    ],
)
def test_the_sides_of_an_upright_film(facing: Facing, expected: Sides) -> None:
    """The patient's right is on the left, as the viewer faces the patient."""
    assert sides(Orientation.UPRIGHT, facing) == expected


@given(st.sampled_from(SIDED), FACINGS)
def test_the_sides_go_with_the_pixels(orientation: Orientation, facing: Facing) -> None:
    """A film of nine letters: the middle of each edge is marked with where it points to, and laid as the film is."""
    before = sides(orientation, Facing())
    assert before is not None
    letters = np.array([["", before.top, ""], [before.left, "", before.right], ["", before.bottom, ""]])
    seen = facing.laid(letters)
    assert sides(orientation, facing) == Sides(seen[1, 0], seen[0, 1], seen[1, 2], seen[2, 1])


@pytest.mark.parametrize("orientation", [None, Orientation.LATERAL])
def test_what_the_header_does_not_say_is_not_guessed(orientation: Orientation | None) -> None:
    assert sides(orientation, Facing()) is None
