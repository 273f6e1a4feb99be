"""The expected cavity holds the lungs and what hides them."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from models.anatomy.cavity import Cavity, filled, hull
from models.anatomy.shape import fit


def _cavity(lungs: NDArray[np.uint8]) -> NDArray[np.bool_]:
    found = fit(lungs)
    assert found is not None
    right, left = Cavity.of(lungs, found.landmarks).masks()
    return right | left


def test_aerated_lung_always_belongs_to_it(lungs: NDArray[np.uint8]) -> None:
    assert not ((lungs > 0) & ~_cavity(lungs)).any()


@pytest.mark.parametrize("side", [1, 2])
def test_a_white_base_belongs_to_it_although_it_is_not_drawn(lungs: NDArray[np.uint8], side: int) -> None:
    """At most a tenth of the true lungs is outside when the lower 40 % of one were not drawn, and the cavity hardly grows."""
    rows = np.flatnonzero((lungs == side).any(axis=1))
    spoiled = lungs.copy()
    cut = int(rows[0] + 0.6 * len(rows))
    spoiled[cut:][spoiled[cut:] == side] = 0
    cavity = _cavity(spoiled)
    assert ((lungs > 0) & ~cavity).sum() <= 0.1 * (lungs > 0).sum()
    assert cavity.sum() <= 1.25 * _cavity(lungs).sum()


def test_a_polygon_is_filled_where_it_is() -> None:
    square = hull(np.array([[10.0, 20], [30, 20], [30, 50], [10, 50], [15, 30]]))
    mask = filled(square, (64, 64))
    wanted = np.zeros((64, 64), bool)
    wanted[20:50, 10:30] = True
    np.testing.assert_array_equal(mask, wanted)


def test_a_grown_disc_is_a_larger_disc() -> None:
    turn = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    disc = hull(40 + 10 * np.stack([np.cos(turn), np.sin(turn)], axis=1))
    y, x = np.mgrid[:80, :80] + 0.5
    away = np.hypot(x - 40, y - 40)
    mask = filled(disc, (80, 80), 15)
    assert mask[away < 24.5].all()
    assert not mask[away > 25.5].any()


def test_a_polygon_beyond_the_grid_is_cut_off() -> None:
    mask = filled(hull(np.array([[-10.0, -10], [20, -10], [20, 20], [-10, 20]])), (64, 64))
    assert mask.sum() == 400
