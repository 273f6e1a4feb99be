"""Closed forms for the numbers of one map: what a uniform map, a single cell and a map beside R must give."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from models.attention.hot_spots import Spots, hot_spots
from models.attention.numbers import Weights, peak
from models.attention.where import Where
from models.grids.geometry import Geometry
from models.grids.interpolation import over_film
from models.grids.masks import bounds
from models.values.parameters import Parameters

SIZE = 80
FILM = Geometry.identity(SIZE, SIZE)
HALVED = Geometry.identity(2 * SIZE, 2 * SIZE).scaled(0.5, 0.5, (SIZE, SIZE))
NARROW = Geometry.identity(SIZE, 40).shifted(20, 0, (SIZE, SIZE))
PARAMETERS = Parameters()


def _where(geometry: Geometry = FILM, mm: float | None = None) -> Where:
    """Two lungs as R, on whatever of the network's pixels is film."""
    field, allowed = np.zeros((SIZE, SIZE), bool), np.zeros((SIZE, SIZE), bool)
    (x0, y0), (x1, y1) = ((round(x), round(y)) for x, y in (geometry.to_network(0, 0), geometry.to_network(*geometry.source[::-1])))
    field[y0:y1, x0:x1] = True
    allowed[20:60, 24:36] = allowed[20:60, 44:56] = True
    return Where(field, allowed & field, geometry, mm)


def _pixels(heat: NDArray[np.floating], where: Where) -> Weights:
    """Every pixel a cell of its own."""
    return _weights(where, (heat.shape[0], heat.shape[1]))


def _weights(where: Where, grid: tuple[int, int]) -> Weights:
    """Cells that cover the whole of the places' grid."""
    return Weights(where, grid, (0, 0, grid[1], grid[0]))


def _spots(heat: NDArray[np.float32], where: Where | None = None, parameters: Parameters = PARAMETERS) -> Spots:
    return hot_spots(heat, where or _where(), parameters)


def _boxes(spots: Spots) -> list[tuple[int, int, int, int]]:
    return [bounds(mask) for mask in spots.masks]


def _one(row: int, column: int, value: float = 1.0) -> NDArray[np.float32]:
    heat = np.zeros((SIZE, SIZE), np.float32)
    heat[row, column] = value
    return heat


def test_a_uniform_map_has_the_share_of_the_area_and_no_enrichment() -> None:
    heat = np.full((20, 20), 0.7, np.float32)
    weights = _pixels(heat, _where())
    assert weights.area_outside == 1 - 2 * 40 * 12 / SIZE**2
    assert weights.share_outside(heat) == pytest.approx(weights.area_outside, abs=1e-7)
    assert weights.enrichment(heat) == pytest.approx(0, abs=1e-5)


def test_a_single_pixel_inside_has_no_share_outside() -> None:
    heat, where = _one(40, 30), _where()
    assert _pixels(heat, where).share_outside(heat) == 0
    assert _pixels(heat, where).enrichment(heat) is None
    assert peak(heat, where).inside
    assert _spots(heat).masks == ()


def test_all_mass_outside_is_a_share_of_one() -> None:
    heat, where = _one(5, 70), _where()
    assert _pixels(heat, where).share_outside(heat) == 1
    assert _pixels(heat, where).enrichment(heat) is None
    assert not peak(heat, where).inside
    assert _spots(heat).shares == (1.0,)


def test_a_map_of_zeros_has_no_share() -> None:
    heat = np.zeros((20, 20), np.float32)
    assert _pixels(heat, _where()).share_outside(heat) is None


def test_enrichment_is_the_log_odds_ratio() -> None:
    """Three quarters of the mass outside, where the area is 0.85: log₂ (3 / (0.85 / 0.15))."""
    heat = _one(5, 70, 3.0) + _one(40, 30, 1.0)
    weights = _pixels(heat, _where())
    assert weights.share_outside(heat) == pytest.approx(0.75)
    assert weights.enrichment(heat) == pytest.approx(np.log2(3 / (0.85 / 0.15)), abs=1e-6)


@given(st.integers(0, 2**31), st.sampled_from([(20, 20), (7, 7), (10, 16)]))
def test_sums_over_cells_are_sums_over_the_interpolated_map(seed: int, grid: tuple[int, int]) -> None:
    heat, where = np.random.default_rng(seed).random(grid, np.float32), _where(NARROW)
    pixels = over_film(heat, (0, 0, grid[1], grid[0]), SIZE, SIZE)
    wanted = pixels[where.outside].sum() / pixels[where.field].sum()
    assert _weights(where, grid).share_outside(heat) == pytest.approx(wanted, rel=1e-4)


@given(st.integers(0, 2**31), st.floats(0.01, 1000))
def test_the_scale_of_a_map_does_not_matter(seed: int, scale: float) -> None:
    heat = np.random.default_rng(seed).random((SIZE, SIZE), np.float32)
    weights = _pixels(heat, _where())
    scaled = heat * np.float32(scale)
    assert weights.share_outside(scaled) == pytest.approx(weights.share_outside(heat), rel=1e-5)
    assert peak(scaled, _where()) == peak(heat, _where())


def test_a_peak_outside_has_a_positive_distance_in_both_units() -> None:
    """Ten source pixels left of the right lung's edge; the film's pixels are 0.4 mm."""
    found = peak(_one(40, 14), _where(mm=0.4))
    assert (found.x, found.y) == (14.5, 40.5)
    assert found.distance_px == 10
    assert found.distance_mm == pytest.approx(4)


def test_a_peak_inside_has_a_negative_distance() -> None:
    """Column 29 is the sixth of the lung's twelve."""
    found = peak(_one(40, 29), _where())
    assert found.inside
    assert found.distance_px == -6
    assert found.distance_mm is None


def test_distances_are_in_pixels_of_the_film_not_of_the_network() -> None:
    found = peak(_one(40, 14), _where(HALVED, mm=0.2))
    assert (found.x, found.y) == (29, 81)
    assert found.distance_px == 20
    assert found.distance_mm == pytest.approx(4)


def test_a_film_squeezed_in_one_direction_has_its_own_distances() -> None:
    squeezed = Geometry.identity(SIZE, 4 * SIZE).scaled(0.25, 1, (SIZE, SIZE))
    assert peak(_one(40, 14), _where(squeezed)).distance_px == 40
    assert peak(_one(70, 30), _where(squeezed)).distance_px == 11


def test_without_a_region_there_is_no_distance() -> None:
    where = replace(_where(), allowed=np.zeros((SIZE, SIZE), bool))
    assert peak(_one(40, 14), where).distance_px is None


def test_hot_spots_lie_outside_the_region_alone() -> None:
    """A blob that reaches from R outwards is a hot spot only beyond it."""
    heat = np.zeros((SIZE, SIZE), np.float32)
    heat[38:42, 5:36] = 1
    spots = _spots(heat)
    assert _boxes(spots) == [(5, 38, 24, 42)]
    assert spots.shares[0] == pytest.approx(19 / 31)


def test_hot_spots_come_in_the_order_of_their_shares() -> None:
    heat = np.zeros((SIZE, SIZE), np.float32)
    heat[2:4, 2:4], heat[2:6, 70:74], heat[70:73, 40:43] = 1, 0.5, 1
    spots = _spots(heat)
    assert _boxes(spots) == [(40, 70, 43, 73), (70, 2, 74, 6), (2, 2, 4, 4)]
    assert spots.shares == pytest.approx([9 / 21, 8 / 21, 4 / 21])
    assert len(_spots(heat, parameters=replace(PARAMETERS, hot_spots=2)).masks) == 2


def test_the_middle_of_a_spot_is_that_of_its_mass() -> None:
    """Four equal pixels, and two of which one is three times as hot."""
    heat = _one(70, 40, 3.0) + _one(70, 41, 1.0)
    heat[2:4, 70:72] = 2
    spots = _spots(heat)
    assert np.array(spots.middles) == pytest.approx(np.array([(3, 71), (70.5, 40.75)]))


def test_hot_is_from_the_share_of_the_maximum_on() -> None:
    """Exactly 0.5 of the maximum is hot, a little less is not."""
    half = replace(PARAMETERS, hot_spot_share=0.5)
    assert len(_spots(_one(40, 30, 2.0) + _one(5, 5, 1.0), parameters=half).masks) == 1
    assert _spots(_one(40, 30, 2.0) + _one(5, 5, 0.99), parameters=half).masks == ()


def test_on_a_large_grid_spots_are_told_apart_at_half_its_pixels_and_still_keep_off_the_region() -> None:
    allowed = np.zeros((320, 320), bool)
    allowed[:, 101:] = True
    heat = np.zeros((320, 320), np.float32)
    heat[40:80, 60:140] = heat[200:220, 20:40] = 1
    spots = hot_spots(heat, Where(np.ones((320, 320), bool), allowed, Geometry.identity(320, 320), None), PARAMETERS)
    assert _boxes(spots) == [(60, 40, 101, 80), (20, 200, 40, 220)]
    for mask, box in zip(spots.masks, spots.boxes, strict=True):
        assert mask[box].sum() == mask.sum() > 0


@given(st.integers(0, 2**31))
def test_padding_never_counts(seed: int) -> None:
    """Whatever the map says beside the film: share, peak and spots stay the same."""
    rng = np.random.default_rng(seed)
    where = _where(NARROW)
    heat = rng.random((SIZE, SIZE), np.float32)
    loud = heat.copy()
    loud[:, :20] += 1000 * rng.random((SIZE, 20), np.float32)
    loud[:, 60:] += 1000
    assert _pixels(loud, where).share_outside(loud) == pytest.approx(_pixels(heat, where).share_outside(heat))
    assert peak(loud, where) == peak(heat, where)
    assert _spots(loud, where).shares == _spots(heat, where).shares
    assert _boxes(_spots(loud, where)) == _boxes(_spots(heat, where))


@pytest.mark.parametrize("geometry", [FILM, NARROW])
@pytest.mark.parametrize("grid", [(7, 7), (14, 14), (20, 20), (10, 16)])
def test_the_resolution_floor_is_the_mean_leak_of_single_cells(grid: tuple[int, int], geometry: Geometry) -> None:
    """Brute force: upsample each one-cell map and measure its share outside."""
    where = _where(geometry)
    leaks = []
    for row in range(grid[0]):
        for column in range(grid[1]):
            centre = int((row + 0.5) / grid[0] * SIZE), int((column + 0.5) / grid[1] * SIZE)
            if where.allowed[centre]:
                cell = np.zeros(grid, np.float32)
                cell[row, column] = 1
                heat = over_film(cell, (0, 0, grid[1], grid[0]), SIZE, SIZE)
                leaks.append(heat[where.outside].sum() / heat[where.field].sum())
    assert leaks
    assert _weights(where, grid).resolution_floor == pytest.approx(np.mean(leaks), rel=1e-4)


@given(st.integers(0, 2**31), st.sampled_from([(-0.5, 0.0, 7.5, 7.0), (1.3, 0.7, 5.2, 6.6), (0.0, -2.0, 7.0, 9.0)]))
def test_places_that_cover_a_part_of_the_cells_or_more_see_that_part(seed: int, box: tuple[float, float, float, float]) -> None:
    """A film beside padding, or one that a preparation has cropped: sums over cells are sums over the map on the film."""
    where, heat = _where(), np.random.default_rng(seed).random((7, 7), np.float32)
    weights, pixels = Weights(where, (7, 7), box), over_film(heat, box, SIZE, SIZE)
    assert weights.share_outside(heat) == pytest.approx(pixels[where.outside].sum() / pixels[where.field].sum(), rel=1e-4)
    floor = weights.resolution_floor
    assert floor is None or 0 <= floor <= 1


def test_the_resolution_floor_falls_as_the_grid_gets_finer() -> None:
    """A 7×7 grid cannot decide what is outside; 20×20 can better (method, section 2)."""
    floors = [_weights(_where(), (cells, cells)).resolution_floor for cells in (7, 14, 20)]
    assert all(floor is not None for floor in floors)
    assert floors[0] > floors[1] > floors[2] > 0  # type: ignore[operator]


def test_a_region_smaller_than_a_cell_has_no_floor() -> None:
    allowed = np.zeros((SIZE, SIZE), bool)
    allowed[0, 0] = True
    assert _weights(replace(_where(), allowed=allowed), (7, 7)).resolution_floor is None


@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 7)), min_size=1, max_size=9))
def test_bounds_are_the_smallest_half_open_box(cells: list[tuple[int, int]]) -> None:
    mask = np.zeros((12, 8), bool)
    for cell in cells:
        mask[cell] = True
    x0, y0, x1, y1 = bounds(mask)
    assert mask[y0:y1, x0:x1].sum() == mask.sum()
    assert mask[y0].any()
    assert mask[y1 - 1].any()
    assert mask[:, x0].any()
    assert mask[:, x1 - 1].any()


@given(st.integers(0, 2**31), st.sampled_from([(20, 20), (7, 7), (10, 16)]), st.tuples(*[st.floats(-9, 9)] * 2), st.floats(3, 40))
def test_on_any_rectangle_of_a_map_sums_and_floor_are_those_of_the_interpolated_map(
    seed: int, grid: tuple[int, int], corner: tuple[float, float], side: float
) -> None:
    """A film that was padded lies within the map, one that was cropped reaches beyond it."""
    where, box = _where(), (*corner, corner[0] + side, corner[1] + side)
    weights, heat = Weights(where, grid, box), np.random.default_rng(seed).random(grid, np.float32)
    pixels = over_film(heat, box, SIZE, SIZE)
    assert weights.share_outside(heat) == pytest.approx(pixels[where.outside].sum() / pixels[where.field].sum(), rel=1e-4)
    leaks = []
    for row, column in np.ndindex(grid):
        x, y = (column + 0.5 - box[0]) / side * SIZE, (row + 0.5 - box[1]) / side * SIZE
        if 0 <= x < SIZE and 0 <= y < SIZE and where.allowed[int(y), int(x)]:
            cell = np.zeros(grid, np.float32)
            cell[row, column] = 1
            alone = over_film(cell, box, SIZE, SIZE)
            leaks.append(alone[where.outside].sum() / alone[where.field].sum())
    floor = weights.resolution_floor
    assert floor == (pytest.approx(np.mean(leaks), rel=1e-3, abs=1e-6) if leaks else None)


@pytest.mark.parametrize("allowed", [np.ones((64, 1), bool), np.ones((1, 64), bool), np.ones((1, 1), bool)])
def test_a_grid_coarser_than_the_maps_has_a_floor_of_the_cells_that_its_pixels_meet(allowed: NDArray[np.bool_]) -> None:
    """A film of one column under a map of twenty: most cells have no weight on any pixel, and that divides nothing by nothing."""
    where = Where(np.ones_like(allowed), allowed, Geometry.identity(*allowed.shape), None)
    assert _weights(where, (20, 20)).resolution_floor == 0
