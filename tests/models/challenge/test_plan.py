"""A film's plan: at most twelve patches, chance of their own for each, what could not be run, and how scores are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from models.attention.seen import Seen
from models.challenge.fillers.filler import NOTHING_SEEN
from models.challenge.fillers.kept_blur import KeptBlur
from models.challenge.fillers.noisy_linear import NoisyLinear
from models.challenge.fillers.registered_donor import NO_FRAME, RegisteredDonor
from models.challenge.film_input import FilmInput
from models.challenge.patch import Patch
from models.challenge.plan import NO_SCORE, FilmPlan, plan_film, read_plan, with_scores
from models.grids.geometry import Geometry
from models.values.attention import Holds, Zone
from models.values.challenge import ChallengedRegion, Filler, NotRun, Place, RegionChallenge

SIDE = 60
CANONICAL = Geometry.identity(SIDE, SIDE)
CROPPED = CANONICAL.shifted(-20, 0, (SIDE, 40)).scaled(0.5, 0.5, (30, 20))
FILM = FilmInput.of(np.random.default_rng(0).random((2, 30, 20), np.float32), np.ones((SIDE, SIDE), bool), Seen(CANONICAL, CROPPED))
LINEAR, BLUR, DONOR = NoisyLinear(0.1), KeptBlur(), RegisteredDonor(None, ())


def _region(number: int, top: int, left: int) -> ChallengedRegion:
    mask = np.zeros((SIDE, SIDE), bool)
    mask[top : top + 10, left : left + 12] = True
    box = (left, top, left + 12, top + 10)
    return ChallengedRegion(number, box, 0.03, Zone.BACKGROUND, Holds.NOTHING_SPECIAL, {"Mass": Place.NON_ANATOMICAL}, mask)


REGIONS = [_region(0, 2, 30), _region(1, 20, 44), _region(2, 40, 24), _region(3, 45, 40)]
CUT_OFF = _region(1, 20, 2)


@dataclass
class _Counting:
    """Changes one pixel of what it is asked for."""

    name: Filler
    asked: list[int] = field(default_factory=list)

    def fill(self, film: FilmInput, region: NDArray[np.bool_], rng: np.random.Generator) -> Patch | str:
        self.asked.append(int(region.sum()))
        row, column = np.argwhere(region)[0]
        return Patch(np.array([row]), np.array([column]), rng.random((len(film.image), 1), np.float32))


def _values(plan: FilmPlan) -> dict[tuple[int, Filler], bytes]:
    return {key: patch.values.tobytes() for key, patch in zip(plan.filled, plan.patches, strict=True)}


def test_each_region_is_filled_on_the_networks_pixels_with_each_filler() -> None:
    plan = plan_film(FILM, REGIONS, [LINEAR, BLUR], [1, 2])
    assert plan.filled == tuple((region, filler) for region in range(4) for filler in (Filler.NOISY_LINEAR, Filler.KEPT_BLUR))
    assert plan.not_run == ()
    for (number, _), patch in zip(plan.filled, plan.patches, strict=True):
        changed = np.zeros((30, 20), bool)
        changed[patch.rows, patch.columns] = True
        np.testing.assert_array_equal(changed, FILM.mask(REGIONS[number].mask))
        assert patch.values.shape == (2, 30)
        assert patch.values.dtype == np.float32


def test_four_regions_and_three_fillers_are_twelve_patches() -> None:
    fillers = [_Counting(name) for name in Filler]
    plan = plan_film(FILM, REGIONS, fillers, [1])
    assert len(plan.patches) == len(plan.filled) == 12
    assert all(filler.asked == [30] * 4 for filler in fillers)


@given(st.sets(st.sampled_from(range(4)), min_size=1), st.sets(st.sampled_from(list(Filler)), min_size=1), st.integers(0, 2**64))
def test_chance_is_of_a_region_and_a_filler_whatever_else_is_run(numbers: set[int], names: set[Filler], entropy: int) -> None:
    whole = _values(plan_film(FILM, REGIONS, [_Counting(name) for name in Filler], [entropy]))
    part = _values(plan_film(FILM, [REGIONS[number] for number in sorted(numbers)], [_Counting(name) for name in sorted(names)], [entropy]))
    assert part.items() <= whole.items()
    assert len(set(whole.values())) == 12


def test_another_film_has_other_chance() -> None:
    one, same, other = (_values(plan_film(FILM, REGIONS, [LINEAR], [1, film])) for film in (5, 5, 6))
    assert one == same
    assert all(one[key] != other[key] for key in one)


def test_what_cannot_be_run_is_told_once_where_it_is_so_for_the_whole_film() -> None:
    plan = plan_film(FILM, REGIONS, [LINEAR, DONOR], [1])
    assert [(one.filler, one.region, one.sentence) for one in plan.not_run] == [(Filler.REGISTERED_DONOR, None, NO_FRAME)]
    assert {filler for _, filler in plan.filled} == {Filler.NOISY_LINEAR}


def test_a_region_that_the_classifier_does_not_see_is_told_of_every_filler() -> None:
    plan = plan_film(FILM, [REGIONS[0], CUT_OFF], [LINEAR, BLUR], [1])
    assert [(one.filler, one.region, one.sentence) for one in plan.not_run] == [
        (Filler.NOISY_LINEAR, 1, NOTHING_SEEN), (Filler.KEPT_BLUR, 1, NOTHING_SEEN),
    ]  # fmt: skip
    assert plan.filled == ((0, Filler.NOISY_LINEAR), (0, Filler.KEPT_BLUR))


def test_without_regions_there_is_nothing_to_score() -> None:
    assert plan_film(FILM, [], [LINEAR, DONOR], [1]) == FilmPlan((), (), ())
    assert read_plan(FilmPlan((), (), ()), np.zeros(3), np.zeros((0, 3))) == ()


def test_what_held_the_score_up_has_a_positive_delta_for_each_label() -> None:
    """From 2 and −1 to 0.5 and −0.5: 1.5 and −0.5."""
    plan = plan_film(FILM, REGIONS[:1], [LINEAR, BLUR], [1])
    linear, blur = read_plan(plan, np.array([2.0, -1.0]), np.array([[0.5, -0.5], [2.0, -4.0]]), {Filler.KEPT_BLUR: 0.25})
    assert (linear.region, linear.filler, linear.delta_logit, linear.ood_cost) == (0, Filler.NOISY_LINEAR, (1.5, -0.5), None)
    assert (blur.region, blur.filler, blur.delta_logit, blur.ood_cost) == (0, Filler.KEPT_BLUR, (0.0, 3.0), 0.25)
    assert all(type(value) is float for one in (linear, blur) for value in one.delta_logit)


@pytest.mark.parametrize("rows", [1, 3])
def test_scores_of_another_plan_are_refused(rows: int) -> None:
    plan = plan_film(FILM, REGIONS[:1], [LINEAR, BLUR], [1])
    with pytest.raises(ValueError, match="zip"):
        read_plan(plan, np.zeros(2), np.zeros((rows, 2)))


def test_patches_hold_their_own_pixels_and_no_film() -> None:
    plan = plan_film(FILM, REGIONS, [LINEAR, BLUR], [1])
    held: Sequence[NDArray[np.float32]] = [patch.values for patch in plan.patches]
    assert sum(values.size for values in held) == 8 * 2 * 30
    assert all(values.base is None or values.base.size <= 2 * 30 * 2 for values in held)


def test_a_challenge_without_finite_scores_counts_as_not_run() -> None:
    made = [RegionChallenge(number, Filler.KEPT_BLUR, (0.5, delta), None) for number, delta in enumerate((1.0, np.nan, np.inf, -2.0))]
    scored, without = with_scores(made)
    assert scored == (made[0], made[3])
    assert without == tuple(NotRun(Filler.KEPT_BLUR, number, NO_SCORE) for number in (1, 2))
