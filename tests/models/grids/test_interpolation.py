"""Interpolation by small matrices is torch's, to rounding."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional as F

from models.grids.interpolation import bilinear_matrix, drawn_on_film, interpolated, over_film

CELLS, PIXELS = st.integers(1, 24), st.integers(1, 90)


@given(CELLS, CELLS, PIXELS, PIXELS, st.integers(0, 2**31))
def test_it_is_torchs_bilinear_without_aligned_corners(h: int, w: int, rows: int, columns: int, seed: int) -> None:
    """Also where the result is smaller than the grid: no antialiasing."""
    grid = np.random.default_rng(seed).standard_normal((h, w)).astype(np.float32)
    wanted = F.interpolate(torch.from_numpy(grid)[None, None], size=(rows, columns), mode="bilinear", align_corners=False)[0, 0].numpy()
    np.testing.assert_allclose(over_film(grid, (0, 0, w, h), rows, columns), wanted, atol=2e-5)
    np.testing.assert_allclose(over_film(grid, (0, 0, w, h), rows, columns), wanted, atol=2e-5)


@given(st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=50), CELLS)
def test_rows_sum_to_one_wherever_they_are_taken(positions: list[float], cells: int) -> None:
    weights = bilinear_matrix(np.array(positions), cells)
    assert weights.shape == (len(positions), cells)
    assert (weights >= 0).all()
    np.testing.assert_allclose(weights.sum(axis=1), 1, atol=1e-6)
    assert ((weights > 0).sum(axis=1) <= 2).all()


@given(CELLS)
def test_a_cell_is_itself_at_its_centre(cells: int) -> None:
    np.testing.assert_array_equal(bilinear_matrix(np.arange(cells) + 0.5, cells), np.eye(cells, dtype=np.float32))


def test_beyond_the_outer_centres_the_outer_cells_go_on() -> None:
    np.testing.assert_array_equal(bilinear_matrix(np.array([-3.0, 0.2, 2.9, 50.0]), 3)[:, [0, 2]], [[1, 0], [1, 0], [0, 1], [0, 1]])


def test_a_film_within_the_grid_sees_only_its_part() -> None:
    """A square grid of a padded film: over the film alone it is the middle part of the map over the whole input."""
    grid = np.random.default_rng(1).random((10, 10), np.float32)
    whole = over_film(grid, (0, 0, 10, 10), 200, 200)
    film = over_film(grid, (2.5, 0, 7.5, 10), 200, 100)
    np.testing.assert_allclose(film, whole[:, 50:150], atol=1e-5)
    np.testing.assert_array_equal(over_film(grid, (2.5, 0, 7.5, 10), 200, 100), film)


@pytest.mark.parametrize("value", [0.0, 3.5])
def test_a_uniform_map_stays_uniform(value: float) -> None:
    np.testing.assert_allclose(over_film(np.full((7, 5), value), (0, 0, 5, 7), 31, 64), value, rtol=1e-6)


def test_crossings_are_what_the_matrices_give() -> None:
    """Also beyond the outer centres, for one cell, and for several maps at once."""
    rng = np.random.default_rng(3)
    for height, width in ((7, 5), (1, 4), (1, 1)):
        maps = rng.random((2, height, width), np.float32)
        rows, columns = rng.uniform(-1, height + 1, 9), rng.uniform(-1, width + 1, 6)
        wanted = bilinear_matrix(rows, height) @ maps @ bilinear_matrix(columns, width).T
        np.testing.assert_allclose(interpolated(maps, rows, columns), wanted, atol=1e-5)


def test_what_the_network_never_saw_has_no_heat() -> None:
    """A film of 100 columns of which the map covers the middle 60."""
    film = drawn_on_film(np.ones((6, 6)), (-2, 0, 8, 6), 60, 100)
    assert (film[:, :20] == 0).all()
    assert (film[:, 80:] == 0).all()
    np.testing.assert_allclose(film[:, 20:80], 1, rtol=1e-6)
