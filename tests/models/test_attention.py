"""Closed forms for the numbers of one map: what a uniform map, a single cell and a map beside the lungs must give."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from models.attention import Places, attention, bounds, hot_spots, places, resolution_floor, upsampled
from models.findings import Attention
from models.geometry import Geometry
from models.parameters import Parameters

SIZE = 80
FILM = Geometry.identity(SIZE, SIZE)
HALVED = Geometry.identity(2 * SIZE, 2 * SIZE).scaled(0.5, 0.5, (SIZE, SIZE))
NARROW = Geometry.identity(SIZE, 40).shifted(20, 0, (SIZE, SIZE))
BARE = replace(Parameters(), lung_dilation_mm=0.0, lung_dilation_share=0.0)


def _lungs() -> NDArray[np.uint8]:
    lungs = np.zeros((SIZE, SIZE), np.uint8)
    lungs[20:60, 24:36] = 1
    lungs[20:60, 44:56] = 2
    return lungs


def _places(geometry: Geometry = FILM, parameters: Parameters = BARE, mm: float | None = None) -> Places:
    found = places(_lungs(), geometry, mm, parameters)
    assert found is not None
    return found


def _described(heat: NDArray[np.float32], geometry: Geometry = FILM, parameters: Parameters = BARE, mm: float | None = None) -> Attention:
    where = _places(geometry, parameters, mm)
    return attention(heat, hot_spots(heat, where, parameters), where, geometry, grid=(20, 20), mm_per_pixel=mm)


def _one(row: int, column: int, value: float = 1.0) -> NDArray[np.float32]:
    heat = np.zeros((SIZE, SIZE), np.float32)
    heat[row, column] = value
    return heat


def test_a_uniform_map_has_the_share_of_the_area_and_no_enrichment() -> None:
    found = _described(np.full((SIZE, SIZE), 0.7, np.float32))
    assert found.area_outside == 1 - 2 * 40 * 12 / SIZE**2
    assert found.share_outside == pytest.approx(found.area_outside, abs=1e-7)
    assert found.enrichment == pytest.approx(0, abs=1e-5)


def test_a_single_pixel_inside_has_no_share_outside() -> None:
    found = _described(_one(40, 30))
    assert found.share_outside == 0
    assert found.enrichment is None
    assert found.peak.inside
    assert found.hot_spots == ()


def test_all_mass_outside_is_a_share_of_one() -> None:
    found = _described(_one(5, 70))
    assert found.share_outside == 1
    assert found.enrichment is None
    assert not found.peak.inside
    assert found.hot_spots[0].share == pytest.approx(1)


def test_enrichment_is_the_log_odds_ratio() -> None:
    """Three quarters of the mass outside, where the area is 0.85: log₂ (3 / (0.85 / 0.15))."""
    found = _described(_one(5, 70, 3.0) + _one(40, 30, 1.0))
    assert found.share_outside == pytest.approx(0.75)
    assert found.enrichment == pytest.approx(np.log2(3 / (0.85 / 0.15)), abs=1e-6)


@given(st.integers(0, 2**31), st.floats(0.01, 1000))
def test_the_scale_of_a_map_does_not_matter(seed: int, scale: float) -> None:
    heat = np.random.default_rng(seed).random((SIZE, SIZE), np.float32)
    one, other = _described(heat), _described(heat * np.float32(scale))
    assert other.share_outside == pytest.approx(one.share_outside, rel=1e-5)
    assert other.enrichment == pytest.approx(one.enrichment, abs=1e-4)
    assert other.peak == one.peak


def test_a_peak_outside_has_a_positive_distance_in_both_units() -> None:
    """Ten source pixels left of the right lung's edge; the film's pixels are 0.4 mm."""
    peak = _described(_one(40, 14), mm=0.4).peak
    assert (peak.x, peak.y) == (14.5, 40.5)
    assert peak.distance_px == 10
    assert peak.distance_mm == pytest.approx(4)


def test_a_peak_inside_has_a_negative_distance() -> None:
    """Column 29 is the sixth of the lung's twelve."""
    peak = _described(_one(40, 29)).peak
    assert peak.inside
    assert peak.distance_px == -6
    assert peak.distance_mm is None


def test_distances_are_in_pixels_of_the_film_not_of_the_network() -> None:
    peak = _described(_one(40, 14), HALVED, mm=0.2).peak
    assert (peak.x, peak.y) == (29, 81)
    assert peak.distance_px == 20
    assert peak.distance_mm == pytest.approx(4)


def test_a_film_squeezed_in_one_direction_has_its_own_distances() -> None:
    squeezed = Geometry.identity(SIZE, 4 * SIZE).scaled(0.25, 1, (SIZE, SIZE))
    assert _described(_one(40, 14), squeezed).peak.distance_px == 40
    assert _described(_one(70, 30), squeezed).peak.distance_px == 11


def test_the_dilation_is_in_millimetres_or_a_share_of_the_films_width() -> None:
    """8 mm at 1 mm a pixel and a tenth of 80 pixels are the same eight pixels."""
    by_mm = _places(parameters=replace(BARE, lung_dilation_mm=8.0), mm=1.0)
    by_share = _places(parameters=replace(BARE, lung_dilation_share=0.1))
    assert np.array_equal(by_mm.near_lungs, by_share.near_lungs)
    assert by_mm.near_lungs[40, 16]
    assert not by_mm.near_lungs[40, 15]
    assert not _places(parameters=replace(BARE, lung_dilation_mm=8.0), mm=2.0).near_lungs[40, 18]


def test_hot_spots_lie_outside_the_dilated_lungs_alone() -> None:
    """A blob that reaches from the lung outwards is a hot spot only beyond the dilation."""
    heat = np.zeros((SIZE, SIZE), np.float32)
    heat[38:42, 5:36] = 1
    found = _described(heat, parameters=replace(BARE, lung_dilation_mm=8.0), mm=1.0).hot_spots
    assert [spot.box for spot in found] == [(5, 38, 16, 42)]
    assert found[0].share == pytest.approx(11 / 31)


def test_hot_spots_come_in_the_order_of_their_shares() -> None:
    heat = np.zeros((SIZE, SIZE), np.float32)
    heat[2:4, 2:4], heat[2:6, 70:74], heat[70:73, 40:43] = 1, 0.5, 1
    found = _described(heat).hot_spots
    assert [spot.box for spot in found] == [(40, 70, 43, 73), (70, 2, 74, 6), (2, 2, 4, 4)]
    assert [spot.share for spot in found] == pytest.approx([9 / 21, 8 / 21, 4 / 21])
    assert len(_described(heat, parameters=replace(BARE, hot_spots=2)).hot_spots) == 2


def test_hot_is_from_the_share_of_the_maximum_on() -> None:
    """Exactly 0.5 of the maximum is hot, a little less is not."""
    half = replace(BARE, hot_spot_share=0.5)
    assert len(_described(_one(40, 30, 2.0) + _one(5, 5, 1.0), parameters=half).hot_spots) == 1
    assert _described(_one(40, 30, 2.0) + _one(5, 5, 0.99), parameters=half).hot_spots == ()


def test_boxes_are_half_open_in_source_pixels() -> None:
    assert _described(_one(5, 70), HALVED).hot_spots[0].box == (140, 10, 142, 12)
    assert _described(_one(5, 50), NARROW).hot_spots[0].box == (30, 5, 31, 6)


@given(st.integers(0, 2**31))
def test_padding_never_counts(seed: int) -> None:
    """Whatever the map says beside the film: shares, area, peak and spots stay the same."""
    rng = np.random.default_rng(seed)
    heat = rng.random((SIZE, SIZE), np.float32)
    loud = heat.copy()
    loud[:, :20] += 1000 * rng.random((SIZE, 20), np.float32)
    loud[:, 60:] += 1000
    found = _described(loud, NARROW)
    assert found == _described(heat, NARROW)
    assert found.area_outside == 1 - 2 * 40 * 12 / (SIZE * 40)
    assert all(spot.box[0] >= 0 and spot.box[2] <= 40 for spot in found.hot_spots)


def test_lungs_drawn_on_padding_are_no_lungs() -> None:
    lungs = np.zeros((SIZE, SIZE), np.uint8)
    lungs[:, :20] = 1
    assert places(lungs, NARROW, None, BARE) is None


def test_without_lungs_there_are_no_places() -> None:
    assert places(np.zeros((SIZE, SIZE), np.uint8), FILM, 0.2, Parameters()) is None


@pytest.mark.parametrize("geometry", [FILM, NARROW])
@pytest.mark.parametrize("grid", [(7, 7), (14, 14), (20, 20), (10, 16)])
def test_the_resolution_floor_is_the_mean_leak_of_single_cells(grid: tuple[int, int], geometry: Geometry) -> None:
    """Brute force: upsample each one-cell map and measure its share outside."""
    where = _places(geometry)
    leaks = []
    for row in range(grid[0]):
        for column in range(grid[1]):
            centre = int((row + 0.5) / grid[0] * SIZE), int((column + 0.5) / grid[1] * SIZE)
            if where.lungs[centre]:
                cell = np.zeros(grid, np.float32)
                cell[row, column] = 1
                heat = upsampled(cell, (SIZE, SIZE))
                leaks.append(heat[where.film & ~where.lungs].sum() / heat[where.film].sum())
    assert leaks
    assert resolution_floor(where, grid) == pytest.approx(np.mean(leaks), rel=1e-4)


def test_the_resolution_floor_falls_as_the_grid_gets_finer() -> None:
    """A 7×7 grid cannot decide what is outside; 20×20 can better (method, section 2)."""
    floors = [resolution_floor(_places(), (cells, cells)) for cells in (7, 14, 20)]
    assert all(floor is not None for floor in floors)
    assert floors[0] > floors[1] > floors[2] > 0  # type: ignore[operator]


def test_lungs_smaller_than_a_cell_have_no_floor() -> None:
    lungs = np.zeros((SIZE, SIZE), np.uint8)
    lungs[0, 0] = 1
    where = places(lungs, FILM, None, BARE)
    assert where is not None
    assert resolution_floor(where, (7, 7)) is None


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
