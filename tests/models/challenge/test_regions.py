"""The film's regions: at most four, none too large, each of one kind for a finding, overlapping ones merged; also on a phantom film."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from models.anatomy.anatomy import Anatomy
from models.attention.film import FilmAttention
from models.attention.hot import Hot
from models.attention.seen import Seen
from models.attention.where import Where
from models.challenge.hot_pieces import hot_pieces, pieces_of
from models.challenge.regions import MOST, challenged_regions
from models.detectors.contents import Contents
from models.film.phantom import Phantom
from models.grids.geometry import Geometry
from models.grids.interpolation import over_film
from models.grids.masks import bounds
from models.regions.places import FilmRegions
from models.regions.table import shipped_table
from models.values.attention import Holds, Zone
from models.values.challenge import ChallengedRegion, Place
from models.values.parameters import Parameters

SIDE = 100
GRID = Geometry.identity(2 * SIDE, 2 * SIDE).scaled(0.5, 0.5, (SIDE, SIDE))
Y, X = np.mgrid[:SIDE, :SIDE]
FIELD = X < 95
ALLOWED = (np.abs(X - 50) < 15) & (np.abs(Y - 50) < 25)
CONTEXT = (Y >= 60) & FIELD & ~ALLOWED
NOTHING = np.zeros((SIDE, SIDE), bool)
WHERE = Where(FIELD, ALLOWED, GRID, None)
PARAMETERS = Parameters()
OUTSIDE, PLAUSIBLE = Place.NON_ANATOMICAL, Place.PLAUSIBLE_CONTEXT


def _hot(label: str, *spots: tuple[int, int, int, float]) -> Hot:
    """Squares: middle row and column, half their side, heat."""
    heat = np.zeros((SIDE, SIDE), np.float32)
    for row, column, reach, value in spots:
        heat[max(row - reach, 0) : row + reach + 1, max(column - reach, 0) : column + reach + 1] = value
    return Hot(label, heat, WHERE, CONTEXT, NOTHING)


def _nowhere(mass: NDArray[np.float32]) -> tuple[Zone, Holds]:
    assert mass.any()
    return Zone.BACKGROUND, Holds.NOTHING_SPECIAL


def _regions(*hots: Hot, parameters: Parameters = PARAMETERS) -> tuple[ChallengedRegion, ...]:
    return challenged_regions(hots, pieces_of(hots, parameters), _nowhere, parameters)


def _boxes(found: Sequence[ChallengedRegion]) -> list[tuple[int, ...]]:
    return [bounds(region.mask) for region in found]


def test_a_spot_is_a_region_in_source_pixels() -> None:
    (found,) = _regions(_hot("Mass", (20, 30, 3, 1.0)))
    assert (found.id, found.box, found.places) == (0, (54, 34, 68, 48), {"Mass": OUTSIDE})
    assert found.area_share == pytest.approx(49 / (95 * 100))
    assert found.place == OUTSIDE
    np.testing.assert_array_equal(found.mask, _hot("", (20, 30, 3, 1.0)).heat > 0)


def test_what_is_cool_allowed_or_off_the_film_is_no_region() -> None:
    hot = _hot("Mass", (50, 50, 3, 1.0), (10, 98, 2, 1.0), (10, 10, 3, 0.149))
    assert _regions(hot) == ()
    assert len(_regions(_hot("Mass", (50, 50, 3, 1.0), (10, 10, 3, 0.151)))) == 1
    assert _regions() == ()


def test_a_spot_on_two_kinds_of_place_is_two_regions() -> None:
    """Rows 52 to 59 are non-anatomical, 60 to 64 plausible context."""
    found = _regions(_hot("Mass", (58, 10, 6, 1.0)))
    assert [region.place for region in found] == [OUTSIDE, PLAUSIBLE]
    assert _boxes(found) == [(4, 52, 17, 60), (4, 60, 17, 65)]


def test_tiny_pieces_are_left_out_unless_all_are() -> None:
    """Of 9500 pixels, 9 are less than a thousandth."""
    assert _boxes(_regions(_hot("Mass", (10, 10, 1, 1.0), (30, 10, 2, 0.2)))) == [(8, 28, 13, 33)]
    assert _boxes(_regions(_hot("Mass", (10, 10, 1, 1.0), (30, 10, 1, 0.2)))) == [(9, 9, 12, 12)]


def test_a_large_spot_shrinks_to_its_hottest_piece() -> None:
    heat = np.exp(-((Y - 15) ** 2 + (X - 50) ** 2) / 800).astype(np.float32)
    (found,) = _regions(Hot("Mass", heat, replace(WHERE, allowed=ALLOWED | (Y >= 60)), CONTEXT, NOTHING))
    assert 0.13 < found.area_share <= 0.15
    assert found.mask[15, 50]
    assert heat[found.mask].min() >= heat[FIELD & ~ALLOWED & ~found.mask & (Y < 60)].max()


def test_a_foreign_thing_of_which_a_part_is_hot_is_filled_as_a_whole() -> None:
    """A marker of 12 by 20 pixels, hot at one end; a cold one stays, and so does what is allowed or off the film."""
    marker = (Y >= 20) & (Y < 32) & (X >= 78) & (X < 98)
    cold = (Y >= 5) & (Y < 10) & (X >= 80) & (X < 90)
    hot = replace(_hot("Mass", (25, 80, 4, 1.0)), foreign=marker | cold)
    (found,) = _regions(hot)
    np.testing.assert_array_equal(found.mask, (hot.heat > 0) | marker & FIELD)
    (beside_allowed,) = _regions(replace(hot, where=replace(WHERE, allowed=X >= 90)))
    np.testing.assert_array_equal(beside_allowed.mask, (hot.heat > 0) | marker & (X < 90))


def test_a_foreign_thing_that_is_too_large_is_filled_where_it_is_hot() -> None:
    hot = replace(_hot("Mass", (25, 80, 4, 1.0)), foreign=Y < 45)
    (found,) = _regions(hot)
    np.testing.assert_array_equal(found.mask, hot.heat > 0)


def test_each_findings_largest_non_anatomical_spot_comes_first_then_the_largest_shares() -> None:
    """Mass: a non-anatomical spot and, hotter, one of context; Edema the same elsewhere; Hernia has context alone."""
    found = _regions(
        _hot("Mass", (10, 10, 2, 0.3), (90, 10, 4, 1.0), (10, 30, 2, 0.2)),
        _hot("Edema", (10, 50, 2, 0.2), (90, 30, 4, 1.0)),
        _hot("Hernia", (90, 60, 6, 1.0)),
    )
    assert [dict(region.places) for region in found] == [{"Mass": OUTSIDE}, {"Edema": OUTSIDE}, {"Hernia": PLAUSIBLE}, {"Edema": PLAUSIBLE}]
    assert [region.id for region in found] == [0, 1, 2, 3]


def test_overlapping_spots_of_several_findings_are_one_region_of_all_of_them() -> None:
    found = _regions(_hot("Mass", (20, 20, 4, 1.0)), _hot("Edema", (24, 24, 4, 1.0)), _hot("Hernia", (28, 28, 4, 1.0)))
    assert [dict(region.places) for region in found] == [{"Mass": OUTSIDE, "Edema": OUTSIDE, "Hernia": OUTSIDE}]
    assert _boxes(found) == [(16, 16, 33, 33)]


def test_a_spot_that_bridges_two_regions_makes_them_one() -> None:
    found = _regions(_hot("Mass", (20, 20, 4, 1.0)), _hot("Edema", (20, 36, 4, 1.0)), _hot("Hernia", (20, 28, 5, 1.0)))
    assert [sorted(region.places) for region in found] == [["Edema", "Hernia", "Mass"]]


def test_spots_that_are_too_large_together_stay_two_regions() -> None:
    found = _regions(_hot("Mass", (15, 15, 15, 1.0)), _hot("Edema", (15, 45, 16, 1.0)))
    assert [sorted(region.places) for region in found] == [["Mass"], ["Edema"]]
    assert (found[0].mask & found[1].mask).any()


def test_a_region_is_of_another_kind_for_another_finding() -> None:
    """The same spot is plausible context for Edema and non-anatomical for Mass; as a region it counts as non-anatomical."""
    anywhere = replace(_hot("Edema", (20, 20, 4, 1.0)), plausible=FIELD)
    (found,) = _regions(_hot("Mass", (20, 20, 4, 1.0)), anywhere)
    assert found.places == {"Mass": OUTSIDE, "Edema": PLAUSIBLE}
    assert found.place == OUTSIDE


def test_no_region_is_of_two_kinds_for_one_finding() -> None:
    """A spot of Mass on two kinds of place is two regions; one of Edema over both is half of another kind, so it joins neither."""
    anywhere = replace(_hot("Edema", (58, 10, 6, 1.0)), plausible=FIELD)
    found = _regions(_hot("Mass", (58, 10, 6, 1.0)), anywhere)
    places = [dict(region.places) for region in found]
    assert places == [{"Mass": OUTSIDE}, {"Edema": PLAUSIBLE}, {"Mass": PLAUSIBLE}]


def test_a_joined_region_keeps_off_what_is_allowed_for_one_of_its_findings() -> None:
    """Edema may lie from column 28 on: of the 9 + 4 columns of both, the last is left out; were it three, they would stay apart."""
    for first, joined in ((28, True), (26, False)):
        wider = replace(WHERE, allowed=ALLOWED | (first <= X))
        edema = Hot("Edema", _hot("", (20, 20, 4, 1.0)).heat, wider, CONTEXT, NOTHING)
        found = _regions(_hot("Mass", (20, 24, 4, 1.0)), edema)
        assert [sorted(region.places) for region in found] == ([["Edema", "Mass"]] if joined else [["Mass"], ["Edema"]])
        assert not any((region.mask & wider.allowed).any() for region in found if "Edema" in region.places)


def test_findings_of_a_later_turn_take_what_room_is_left() -> None:
    """Four drawn by chance have spots outside; a positive one that comes after them in the classifier's order has its region first."""
    drawn = [replace(_hot(f"drawn {n}", (10, 10 + 16 * n, 4, 1.0)), turn=2) for n in range(4)]
    near = replace(_hot("near", (30, 10, 4, 1.0)), turn=1)
    found = _regions(*drawn, near, _hot("positive", (90, 10, 2, 1.0)))
    assert [list(region.places) for region in found] == [["positive"], ["near"], ["drawn 0"], ["drawn 1"]]


def _any_hot(seed: int, label: str) -> Hot:
    rng = np.random.default_rng(seed)
    heat = over_film(rng.exponential(size=(12, 12)) ** 3, (0, 0, 12, 12), SIDE, SIDE)
    context = CONTEXT if rng.random() < 0.5 else over_film(rng.random((6, 6)), (0, 0, 6, 6), SIDE, SIDE) > 0.5
    foreign = over_film(rng.random((9, 9)), (0, 0, 9, 9), SIDE, SIDE) > rng.uniform(0.5, 1)
    return Hot(label, heat, WHERE, context & ~foreign, foreign)


@given(st.lists(st.integers(0, 2**31), min_size=1, max_size=9), st.floats(0.01, 0.15))
def test_regions_are_lawful_for_any_maps(seeds: list[int], largest: float) -> None:
    parameters = replace(PARAMETERS, largest_challenge=largest)
    hots = [_any_hot(seed, f"finding {index}") for index, seed in enumerate(seeds)]
    found = challenged_regions(hots, pieces_of(hots, parameters), _nowhere, parameters)
    assert [region.id for region in found] == list(range(len(found)))
    assert len(found) <= MOST
    for region in found:
        assert 0 < np.count_nonzero(region.mask) <= largest * np.count_nonzero(FIELD)
        assert not (region.mask & (ALLOWED | ~FIELD)).any()
        assert region.places
        assert list(region.places) == [hot.label for hot in hots if hot.label in region.places]
        for hot in hots:
            if place := region.places.get(hot.label):
                assert (region.mask & hot.on(place) & (hot.heat >= 0.15 * hot.heat[FIELD].max())).any()
        own = [hot.on(region.places[hot.label]) for hot in hots if hot.label in region.places]
        assert not (region.mask & ~np.logical_and.reduce(own)).any(), "each pixel is of the told kind for every one of its findings"
    if any(hot_pieces(hot, parameters) for hot in hots):
        assert found


def test_on_a_phantom_film_a_marker_is_a_region_and_the_heart_where_it_is_allowed_is_none(drawn_film: Phantom, anatomy: Anatomy) -> None:
    """For Cardiomegaly; what speaks against the finding alone has nothing to challenge."""
    grid = Geometry.identity(256, 256)
    contents = Contents(drawn_film.pixels, anatomy.structures.field)
    places = FilmRegions(shipped_table(), anatomy, 1.2, foreign=lambda: contents.marks)
    film = FilmAttention(anatomy, places, contents, Seen(grid, grid), 1.2, PARAMETERS)
    x0, y0, x1, y1 = drawn_film.marker_box
    marker, heart = ((y0 + y1) / 2, (x0 + x1) / 2), [float(along.mean()) for along in np.nonzero(drawn_film.heart)]
    cells = (np.arange(32) + 0.5) * 8

    def evidence(row: float, column: float) -> NDArray[np.float32]:
        return np.exp(-np.add.outer((cells - row) ** 2, (cells - column) ** 2) / 200).astype(np.float32)

    assert film.hot(-evidence(*marker), "Cardiomegaly") is None
    on_marker, on_heart = film.hot(evidence(*marker), "Cardiomegaly"), film.hot(evidence(*heart), "Cardiomegaly")
    assert on_marker is not None
    assert on_heart is not None
    assert challenged_regions([on_heart], pieces_of([on_heart], PARAMETERS), film.lies, PARAMETERS) == ()
    both = [on_marker, on_heart]
    first = challenged_regions(both, pieces_of(both, PARAMETERS), film.lies, PARAMETERS)[0]
    assert first.places == {"Cardiomegaly": OUTSIDE}
    assert first.holds == Holds.TEXT_OR_MARKER
    left, top, right, bottom = first.box
    assert left <= x0 < x1 <= right
    assert top <= y0 < y1 <= bottom
