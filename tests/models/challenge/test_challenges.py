"""Local removal: what is filled, what it is compared with, and what the scores say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.special import expit, logit

from models.attention.hot_spots import Spots, hot_spots
from models.attention.numbers import upsampled
from models.attention.where import Where
from models.challenge.challenges import LocalRemoval, plan_local_removal, read_local_removal
from models.grids.geometry import Geometry
from models.grids.masks import bounds
from models.values.challenge import ChallengeKind, Filler
from models.values.finding import probability
from models.values.parameters import Parameters

SIZE = 100
FILM = Geometry.identity(SIZE, SIZE)
NARROW = Geometry.identity(SIZE, 70).shifted(15, 0, (SIZE, SIZE))
IMAGE = np.random.default_rng(3).normal(size=(2, SIZE, SIZE)).astype(np.float32)
PARAMETERS = Parameters()


def _places(geometry: Geometry = FILM) -> Where:
    """Two lungs with a margin as the allowed region."""
    field, allowed = np.zeros((SIZE, SIZE), bool), np.zeros((SIZE, SIZE), bool)
    x0, y0, x1, y1 = geometry.film_box()
    field[y0:y1, x0:x1] = True
    allowed[28:77, 28:48] = allowed[28:77, 52:72] = True
    return Where(field, allowed & field, geometry, None)


def _heat(row: float = 12, column: float = 20, reach: float = 5) -> NDArray[np.float32]:
    rows, columns = np.mgrid[0:SIZE, 0:SIZE]
    return np.exp(-((rows - row) ** 2 + (columns - column) ** 2) / (2 * reach**2)).astype(np.float32)


def _planned(
    heat: NDArray[np.float32], where: Where, parameters: Parameters = PARAMETERS, seed: int = 1
) -> tuple[LocalRemoval, Spots, list[NDArray[np.bool_]]]:
    """Also what each image changed."""
    spots = hot_spots(heat, where, parameters)
    plan = plan_local_removal(IMAGE, heat, spots, where, parameters, np.random.default_rng(seed))
    assert plan is not None
    return plan, spots, [(image != IMAGE).any(axis=0) for image in plan.images]


def _shape(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    x0, y0, x1, y1 = bounds(mask)
    return mask[y0:y1, x0:x1]


@pytest.mark.parametrize("geometry", [FILM, NARROW])
@pytest.mark.parametrize(("row", "column"), [(12, 30), (0, 40), (99, 50), (50, 15), (50, 99), (0, 84), (88, 50)])
def test_the_first_image_has_the_spot_filled_and_the_others_its_shape_elsewhere(geometry: Geometry, row: int, column: int) -> None:
    """Controls are of the spot's size and shape, on the film, outside the allowed region and off the spot; also for spots at edges."""
    where = _places(geometry)
    plan, spots, changed = _planned(_heat(row, column), where)
    assert np.array_equal(changed[0], plan.region)
    assert np.array_equal(plan.region, spots.masks[0])
    assert len(changed) == 1 + PARAMETERS.controls
    for control in changed[1:]:
        assert np.array_equal(_shape(control), _shape(plan.region))
        assert not (control & ~where.field).any()
        assert not (control & where.allowed).any()
        assert not (control & plan.region).any()
    assert len({control.tobytes() for control in changed[1:]}) == PARAMETERS.controls


def test_padding_beside_the_film_never_bleeds_into_a_fill() -> None:
    """A region at the film's edge is filled from the film alone, whatever the padding holds."""
    where, heat = _places(NARROW), _heat(50, 15)
    spots = hot_spots(heat, where, PARAMETERS)
    images = []
    for padding in (-5.0, 5.0):
        image = np.where(where.field, IMAGE, np.float32(padding))
        plan = plan_local_removal(image, heat, spots, where, PARAMETERS, np.random.default_rng(1))
        assert plan is not None
        images.append(np.stack(plan.images)[:, :, where.field])
    assert np.array_equal(*images)


@given(st.integers(0, 2**31))
def test_controls_are_lawful_for_any_map(seed: int) -> None:
    where = _places()
    heat = upsampled(np.random.default_rng(seed).exponential(size=(10, 10)) ** 3, (SIZE, SIZE))
    assume(hot_spots(heat, where, PARAMETERS).masks)
    plan, spots, changed = _planned(heat, where)
    assert np.array_equal(changed[0], plan.region)
    assert not (plan.region & ~spots.masks[0]).any()
    assert plan.region.sum() <= PARAMETERS.largest_challenge * where.field.sum()
    for control in changed[1:]:
        assert control.sum() == plan.region.sum()
        assert not (control & (where.allowed | plan.region | ~where.field)).any()


def test_a_spot_larger_than_allowed_shrinks_around_its_peak() -> None:
    """At most the allowed share of the film, in one piece, hotter within than what was left out."""
    where, heat = _places(), _heat(12, 50, reach=14)
    small = replace(PARAMETERS, largest_challenge=0.03)
    plan, spots, changed = _planned(heat, where, small)
    assert not any((control & spots.masks[0]).any() for control in changed[1:]), "controls keep off the whole spot"
    assert spots.masks[0].sum() > 0.03 * SIZE**2 >= plan.region.sum() > 0.02 * SIZE**2
    assert plan.region[12, 50]
    assert heat[plan.region].min() >= heat[spots.masks[0] & ~plan.region].max()


def test_a_spot_that_leaves_no_room_for_controls_shrinks_until_it_does() -> None:
    where = _places()
    plan, spots, changed = _planned(_heat(12, 50, reach=30), where, replace(PARAMETERS, largest_challenge=0.9))
    assert plan.region.sum() < spots.masks[0].sum()
    assert len(changed) == 1 + PARAMETERS.controls


def test_where_there_is_no_room_at_all_the_planning_ends() -> None:
    """All of a film is allowed but one pixel: the spot cannot shrink further, there are no controls, and it is no endless loop."""
    allowed = np.ones((9, 9), bool)
    allowed[4, 4] = False
    where = Where(np.ones((9, 9), bool), allowed, Geometry.identity(9, 9), None)
    heat = np.ones((9, 9), np.float32)
    spots = hot_spots(heat, where, PARAMETERS)
    plan = plan_local_removal(IMAGE[:, :9, :9], heat, spots, where, PARAMETERS, np.random.default_rng(1))
    assert plan is not None
    assert len(plan.images) == 1
    assert plan.region.sum() == 1


def test_no_spot_outside_is_no_challenge() -> None:
    where, heat = _places(), np.zeros((SIZE, SIZE), np.float32)
    heat[40:60, 34:42] = 1
    spots = hot_spots(heat, where, PARAMETERS)
    assert plan_local_removal(IMAGE, heat, spots, where, PARAMETERS, np.random.default_rng(1)) is None


def test_the_same_seed_gives_the_same_images_and_another_gives_others() -> None:
    one, other = _planned(_heat(), _places())[0], _planned(_heat(), _places())[0]
    assert all(np.array_equal(a, b) for a, b in zip(one.images, other.images, strict=True))
    different = _planned(_heat(), _places(), seed=2)[0]
    assert not any(np.array_equal(a, b) for a, b in zip(one.images, different.images, strict=True))


def test_the_film_itself_is_not_changed() -> None:
    before = IMAGE.copy()
    _planned(_heat(), _places())
    np.testing.assert_array_equal(IMAGE, before)


def _region() -> NDArray[np.bool_]:
    region = np.zeros((SIZE, SIZE), bool)
    region[10:20, 30:50] = True
    return region


def _read(original: float, scores: list[float], threshold: float = 0.5):  # type: ignore[no-untyped-def]
    halved = Geometry.identity(2 * SIZE, 2 * SIZE).scaled(0.5, 0.5, (SIZE, SIZE))
    plan = LocalRemoval(_region(), ())
    return read_local_removal(plan, original=original, scores=np.array(scores), threshold=threshold, geometry=halved)


def test_a_spot_that_held_the_score_up_has_a_positive_delta() -> None:
    """y(film) − y(changed film): from 2 to −1 is +3, one and a half margins, and the decision is lost."""
    read = _read(2.0, [-1.0, 1.5, 2.5, 1.0])
    assert read.delta_logit == 3
    assert read.delta_probability == pytest.approx(expit(2) - expit(-1))
    assert read.share_of_margin == pytest.approx(1.5)
    assert read.decision_changed
    assert read.region == (60, 20, 100, 40)
    assert (read.kind, read.filler) == (ChallengeKind.LOCAL_REMOVAL, Filler.NOISY_LINEAR)


def test_controls_are_read_beside_it() -> None:
    """Δ of the controls is 0.5, −0.5 and 1: mean 1/3; all three are below the spot's 3, none equal counts as below."""
    controls = _read(2.0, [-1.0, 1.5, 2.5, 1.0]).controls
    assert controls.n == 3
    assert controls.percentile == 100
    assert controls.mean == pytest.approx(1 / 3)
    assert controls.spread == pytest.approx(np.std([0.5, -0.5, 1.0], ddof=1))
    assert _read(2.0, [1.5, 1.5, 2.5, 1.0]).controls.percentile == pytest.approx(100 / 3)


def test_what_was_not_measured_is_none() -> None:
    alone, pair = _read(2.0, [1.0]).controls, _read(2.0, [1.0, 1.5]).controls
    assert (alone.n, alone.percentile, alone.mean, alone.spread) == (0, None, None, None)
    assert (pair.n, pair.percentile, pair.mean, pair.spread) == (1, 100, 0.5, None)
    assert _read(0.0, [1.0]).share_of_margin is None


@given(st.floats(-8, 8), st.floats(-8, 8), st.floats(0.01, 0.99))
def test_the_numbers_agree_with_each_other(original: float, challenged: float, threshold: float) -> None:
    read = _read(original, [challenged], threshold)
    assert read.delta_logit == original - challenged
    assert np.sign(read.delta_probability) in (np.sign(read.delta_logit), 0)
    assert read.decision_changed == ((probability(original) >= threshold) != (probability(challenged) >= threshold))
    margin = original - logit(threshold)
    if abs(margin) > 1e-6:
        assert read.share_of_margin == pytest.approx(read.delta_logit / margin, rel=1e-6)
        if read.share_of_margin is not None and abs(read.share_of_margin - 1) > 1e-9 and abs(challenged - logit(threshold)) > 1e-9:
            assert read.decision_changed == (read.share_of_margin > 1)


@given(st.floats(-1000, 1000))
def test_probability_is_the_logistic_function_without_overflow(value: float) -> None:
    assert probability(value) == pytest.approx(float(expit(value)), abs=1e-15)
