"""What is told of an oracle pair: whether the region that decides covers the plant, on whichever grids the two are."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray

from models.film.phantom import phantom
from models.selftest.oracle import covers, edge_of, names, said
from models.selftest.plants import Plant, planted
from models.values.attention import Holds, Zone
from models.values.challenge import ChallengedRegion, Place
from models.values.finding import Finding
from models.values.screening import Screening
from models.values.verdict import FindingVerdict, RegionTest, Undetermined, Verdict

Mask = NDArray[np.bool_]


def _mask(shape: tuple[int, int], rows: slice, columns: slice) -> Mask:
    mask = np.zeros(shape, bool)
    mask[rows, columns] = True
    return mask


PLANT = _mask((1024, 768), slice(20, 60), slice(20, 60))
OVER = _mask((512, 384), slice(0, 20), slice(0, 20))
BESIDE = _mask((512, 384), slice(0, 20), slice(40, 60))


def _region(mask: Mask, number: int = 0, zone: Zone = Zone.CHEST_WALL) -> ChallengedRegion:
    places = {"Effusion": Place.NON_ANATOMICAL}
    return ChallengedRegion(number, (0, 0, 1, 1), 0.01, zone, Holds.NOTHING_SPECIAL, places, mask)


def _test(region: int, delta: float, *, agree: bool | None = True) -> RegionTest:
    return RegionTest(region, Place.NON_ANATOMICAL, (), delta, 0.1, None, 0.01, 0.04, agree, tested=True)


def _screening(verdict: FindingVerdict, *tests: RegionTest, positive: bool = True) -> Screening:
    finding = Finding("Effusion", 2.0, 0.88, 0.5, positive, None, tests=tests, verdict=verdict)
    return cast("Screening", SimpleNamespace(findings=(finding,), regions=(_region(OVER), _region(BESIDE, 1))))


def test_a_region_covers_a_plant_of_the_same_place_on_another_grid() -> None:
    assert covers(OVER, PLANT)
    assert not covers(BESIDE, PLANT)
    assert covers(PLANT, PLANT)


@pytest.mark.parametrize("kind", [kind for kind in Plant if kind != Plant.NOISE])
def test_a_plants_own_place_on_the_canonical_grid_covers_it(kind: Plant) -> None:
    film = phantom(1, size=320, marked=False).pixels
    rng = np.random.default_rng(0)
    for _ in range(10):
        where = planted(film, kind, rng)[1]
        rows, columns = (np.nonzero(where)[axis] * 512 // 320 for axis in (0, 1))
        on_grid = np.zeros((512, 512), bool)
        on_grid[rows, columns] = True
        assert covers(np.asarray(on_grid | np.roll(on_grid, 1, 0) | np.roll(on_grid, 1, 1)), where)
        assert not covers(np.zeros((512, 512), bool), where)


def test_the_corner_or_border_of_a_plant_is_told_and_no_other_place() -> None:
    assert edge_of(PLANT) is Zone.UPPER_LEFT_CORNER
    assert edge_of(_mask((100, 100), slice(96, 98), slice(20, 80))) is Zone.BOTTOM_BORDER
    assert edge_of(_mask((100, 100), slice(30, 70), slice(93, 95))) is Zone.RIGHT_BORDER
    assert edge_of(_mask((100, 100), slice(40, 60), slice(40, 60))) is None


def test_a_place_is_named_where_it_is_covered_or_the_corner_is_the_same() -> None:
    assert names(_region(OVER), PLANT)
    assert names(_region(BESIDE, zone=Zone.UPPER_LEFT_CORNER), PLANT)
    assert not names(_region(BESIDE), PLANT)
    inner = _mask((100, 100), slice(40, 60), slice(40, 60))
    assert not names(_region(_mask((50, 50), slice(0, 5), slice(0, 5)), zone=Zone.UPPER_LEFT_CORNER), inner)


def test_the_deciding_region_is_named_and_not_just_any_that_covers_the_plant() -> None:
    tests = _test(0, 1.0), _test(1, 3.0)
    by_it = said(_screening(FindingVerdict(Verdict.DEPENDENT_ON_OUTSIDE, "", 0), *tests), 0, PLANT)
    by_another = said(_screening(FindingVerdict(Verdict.DEPENDENT_ON_OUTSIDE, "", 1), *tests), 0, PLANT)
    assert (by_it.covered, by_it.named) == (True, True)
    assert (by_another.covered, by_another.named) == (True, False)
    assert (by_it.delta, by_it.challenged, by_it.p_adjusted) == (3.0, 2, 0.04)


def test_only_regions_that_are_the_findings_own_hot_spots_can_cover() -> None:
    found = said(_screening(FindingVerdict(Verdict.DEPENDENT_ON_OUTSIDE, "", 1), _test(1, 3.0)), 0, PLANT)
    assert not found.covered


def test_of_a_negative_the_strongest_region_is_the_one_that_holds_it_down_most() -> None:
    verdict = FindingVerdict(Verdict.UNDETERMINED, "", reasons=(Undetermined.FILLERS_DISAGREE,))
    found = said(_screening(verdict, _test(0, 2.0), _test(1, -1.0, agree=None), positive=False), 0)
    assert (found.delta, found.agree, found.reasons) == (-1.0, None, ("fillers_disagree",))
    assert (found.covered, found.named) == (False, False)


def test_without_tests_nothing_is_told_of_regions() -> None:
    found = said(_screening(FindingVerdict(Verdict.NOT_CHALLENGED, "")), 0, PLANT)
    assert (found.challenged, found.delta, found.p, found.covered, found.verdict) == (0, None, None, False, Verdict.NOT_CHALLENGED)
