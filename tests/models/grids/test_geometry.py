"""The affine map: what goes to the network comes back to the film."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.grids.geometry import Geometry

SIDES = st.integers(1, 3000)
SHIFTS = st.floats(-500, 500)
FACTORS = st.floats(0.05, 20)


@st.composite
def geometries(draw: st.DrawFn) -> Geometry:
    """Any sequence of pads, crops and resizes, in the words of the map."""
    geometry = Geometry.identity(draw(SIDES), draw(SIDES))
    for _ in range(draw(st.integers(0, 5))):
        network = (draw(SIDES), draw(SIDES))
        if draw(st.booleans()):
            geometry = geometry.shifted(draw(SHIFTS), draw(SHIFTS), network)
        else:
            geometry = geometry.scaled(draw(FACTORS), draw(FACTORS), network)
    return geometry


@given(geometries(), st.floats(-4000, 4000), st.floats(-4000, 4000))
def test_a_point_comes_back(geometry: Geometry, x: float, y: float) -> None:
    """to_source is the inverse of to_network."""
    back = geometry.to_source(*geometry.to_network(x, y))
    slack = 1e-12 * (1 + max(map(abs, geometry.offset)) / min(geometry.scale))
    assert math.isclose(back[0], x, rel_tol=1e-9, abs_tol=1e-6 + slack)
    assert math.isclose(back[1], y, rel_tol=1e-9, abs_tol=1e-6 + slack)


@given(geometries(), st.data(), st.floats(-4000, 4000), st.floats(-4000, 4000))
def test_from_one_grid_to_another_is_back_to_the_film_and_on(geometry: Geometry, data: st.DataObject, x: float, y: float) -> None:
    """It is the composition of the one's inverse with the other, and spans both networks' pixels."""
    drawn = data.draw(geometries())
    other = Geometry(drawn.scale, drawn.offset, geometry.source, drawn.network)
    between = geometry.to(other)
    assert (between.source, between.network) == (geometry.network, other.network)
    found, wanted = between.to_network(*geometry.to_network(x, y)), other.to_network(x, y)
    for axis in (0, 1):
        size = abs(other.offset[axis]) + other.scale[axis] * (abs((x, y)[axis]) + abs(geometry.offset[axis]) / geometry.scale[axis])
        assert math.isclose(found[axis], wanted[axis], rel_tol=1e-9, abs_tol=1e-9 * (1 + size))


@given(geometries())
def test_from_a_grid_to_itself_nothing_moves(geometry: Geometry) -> None:
    between = geometry.to(geometry)
    assert between.scale == (1, 1)
    assert between.offset == pytest.approx((0, 0), abs=1e-9)
    assert Geometry.identity(*geometry.source).to(geometry) == geometry


@given(geometries(), st.integers(-50, 4000), st.integers(-50, 4000), st.integers(1, 300), st.integers(1, 300))
def test_a_box_on_the_film_is_never_empty_and_never_beyond_it(geometry: Geometry, x: int, y: int, wide: int, tall: int) -> None:
    x0, y0, x1, y1 = geometry.box_to_source((x, y, x + wide, y + tall))
    height, width = geometry.source
    assert 0 <= x0 < x1 <= width
    assert 0 <= y0 < y1 <= height
    assert all(isinstance(edge, int) for edge in (x0, y0, x1, y1))


def test_the_order_of_steps_is_kept() -> None:
    """A pad by 10, then a halving: source 0 is network 5; the other way round it would be 10."""
    geometry = Geometry.identity(80, 100).shifted(0, 10, (100, 100)).scaled(0.5, 0.5, (50, 50))
    assert geometry.to_network(0, 0) == (0, 5)
    assert geometry.to_network(100, 80) == (50, 45)


def test_a_box_is_mapped_edge_by_edge() -> None:
    """Half-open boxes: the network's pixels 4 to 8 of a halved film are its pixels 8 to 16."""
    geometry = Geometry.identity(100, 60).scaled(0.5, 0.25, (25, 30))
    assert geometry.box_to_source((4, 2, 8, 5)) == (8, 8, 16, 20)


@pytest.mark.parametrize("box", [(-9, -9, -5, -5), (900, 900, 950, 950), (10, 10, 11, 11)])
def test_even_a_box_beside_the_film_names_a_pixel_of_it(box: tuple[int, int, int, int]) -> None:
    x0, y0, x1, y1 = Geometry.identity(64, 48).scaled(10, 10, (640, 480)).box_to_source(box)
    assert 0 <= x0 < x1 <= 48
    assert 0 <= y0 < y1 <= 64


def test_identity_covers_the_film() -> None:
    geometry = Geometry.identity(7, 11)
    assert (geometry.to_network(0, 0), geometry.to_network(11, 7)) == ((0, 0), (11, 7))
    assert geometry.box_to_source((0, 0, 11, 7)) == (0, 0, 11, 7)
