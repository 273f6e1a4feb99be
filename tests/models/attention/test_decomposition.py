"""The budget splits a map over structures and loses nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.attention.decomposition import ELSEWHERE, Cells, sums_to

LEFT = np.zeros((80, 80), bool)
LEFT[:, :40] = True
OVERLAPPING = np.zeros((80, 80), bool)
OVERLAPPING[:, 20:60] = True


@given(st.integers(0, 2**31), st.sampled_from([(20, 20), (7, 7), (10, 16)]))
def test_parts_sum_to_the_map(seed: int, grid: tuple[int, int]) -> None:
    rng = np.random.default_rng(seed)
    signed = rng.standard_normal((3, *grid)).astype(np.float32)
    cells = Cells.of({"one": rng.random((80, 80)) < 0.5, "other": LEFT}, grid, (0, 0, grid[1], grid[0]))
    in_favour, against = cells.split(signed)
    assert (in_favour >= 0).all()
    assert (against <= 0).all()
    np.testing.assert_allclose((in_favour + against).sum(axis=-1), signed.sum(axis=(1, 2), dtype=np.float64), atol=1e-6)


def test_a_cell_goes_to_the_structures_by_their_share_of_it() -> None:
    """Two columns of cells: the first structure has the left one, the second half of the right one."""
    cells = Cells.of({"left": LEFT, "overlapping": OVERLAPPING}, (1, 2), (0, 0, 2, 1))
    np.testing.assert_allclose(cells.shares[:, 0], [[1, 0], [0, 0.5], [0, 0.5]], atol=1e-12)
    assert cells.named(cells.split(np.array([[2.0, -4.0]]))[1]) == pytest.approx({"left": 0, "overlapping": -2, ELSEWHERE: -2})


def test_cells_that_do_not_divide_the_pixels_are_covered_exactly() -> None:
    cells = Cells.of({"left": LEFT}, (3, 3), (0, 0, 3, 3))
    np.testing.assert_allclose(cells.shares[0][0], [1, 0.5, 0], atol=1e-12)


def test_what_of_the_cells_lies_beside_the_film_is_elsewhere() -> None:
    """A film half as wide as the network's input: the outer columns of four hold nothing of it, and nothing is lost."""
    everything = np.ones((80, 40), bool)
    cells = Cells.of({"film": everything}, (4, 4), (1, 0, 3, 4))
    np.testing.assert_allclose(cells.shares[0], [[0, 1, 1, 0]] * 4, atol=1e-12)
    np.testing.assert_allclose(cells.shares.sum(axis=0), 1, atol=1e-12)


@pytest.mark.parametrize("kind", [np.float16, np.float32])
@pytest.mark.parametrize("size", [1e-3, 1.0, 1e4])
def test_the_tolerance_is_of_the_terms_and_of_the_number_format(kind: type[np.floating], size: float) -> None:
    """Rounding passes whatever the logit's size; a tenth of the terms, or a missing bias, never does."""
    precision = float(np.finfo(kind).eps)
    signed = (size * np.random.default_rng(0).standard_normal((6, 6))).astype(np.float32)
    exact, terms = float(signed.sum(dtype=np.float64)) + size, float(np.abs(signed).sum()) + size
    assert sums_to(exact, signed, size, precision)
    assert sums_to(exact + 2 * precision * terms, signed, size, precision)
    assert not sums_to(exact + 0.1 * terms, signed, size, precision)
    assert not sums_to(exact + 3 * size, signed, size, precision)
    assert not sums_to(float("nan"), signed, size, precision)


def test_a_map_of_nothing_sums_to_nothing() -> None:
    assert sums_to(0.0, np.zeros((3, 3), np.float32), 0.0, 1e-7)


@given(st.sampled_from([(20, 20), (7, 7), (10, 16)]), st.floats(-9, 9), st.floats(-9, 9), st.floats(1, 40), st.floats(1, 40))
def test_what_of_a_cell_lies_beyond_the_film_is_elsewhere(grid: tuple[int, int], x: float, y: float, wide: float, high: float) -> None:
    """Shares are of whole cells, wherever the film lies in the map: padded within it, or cropped and beyond it."""
    cells = Cells.of({"left": LEFT, "all": np.ones_like(LEFT)}, grid, (x, y, x + wide, y + high))
    rows, columns = (np.arange(side) for side in grid)
    down = (np.minimum(rows + 1, y + high) - np.maximum(rows, y)).clip(min=0)
    half, whole = ((np.minimum(columns + 1, x + part) - np.maximum(columns, x)).clip(min=0) for part in (wide / 2, wide))
    np.testing.assert_allclose(cells.shares[0], np.outer(down, half), atol=1e-9)
    np.testing.assert_allclose(cells.shares[2], 1 - np.outer(down, whole), atol=1e-9)
    np.testing.assert_allclose(cells.shares.sum(axis=0), 1, atol=1e-9)
    assert cells.shares.min() >= 0
