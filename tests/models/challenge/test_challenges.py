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
from models.attention.seen import Seen
from models.attention.where import Where
from models.challenge.challenges import LocalRemoval, RemovalTarget, plan_local_removal, read_local_removal
from models.film.canonical import CanonicalFilm
from models.grids.geometry import Geometry
from models.grids.interpolation import over_film
from models.grids.masks import bounds
from models.networks.preparation import prepare
from models.networks.steps import CropSquare, PadSquare, PreparationStep, Resize
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
    (x0, y0), (x1, y1) = ((round(x), round(y)) for x, y in (geometry.to_network(0, 0), geometry.to_network(*geometry.source[::-1])))
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
    plan = plan_local_removal(IMAGE, _target(spots, heat, where), parameters, np.random.default_rng(seed))
    return plan, spots, [(image != IMAGE).any(axis=0) for image in _images(plan)]


def _target(spots: Spots, heat: NDArray[np.float32], where: Where) -> RemovalTarget:
    """On the grid of the map itself."""
    target = RemovalTarget.of(spots, heat, where, Seen(where.geometry, where.geometry))
    assert target is not None
    return target


def _images(plan: LocalRemoval, image: NDArray[np.float32] = IMAGE) -> list[NDArray[np.float32]]:
    """The image with each of the plan's patches."""
    changed = [image.copy() for _ in plan.patches]
    for patch, one in zip(plan.patches, changed, strict=True):
        patch.put_on(one)
    return changed


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
        plan = plan_local_removal(image, _target(spots, heat, where), PARAMETERS, np.random.default_rng(1))
        images.append(np.stack(_images(plan, image))[:, :, where.field])
    assert np.array_equal(*images)


@given(st.integers(0, 2**31))
def test_controls_are_lawful_for_any_map(seed: int) -> None:
    where = _places()
    heat = over_film(np.random.default_rng(seed).exponential(size=(10, 10)) ** 3, (0, 0, 10, 10), SIZE, SIZE)
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
    plan = plan_local_removal(IMAGE[:, :9, :9], _target(spots, heat, where), PARAMETERS, np.random.default_rng(1))
    assert len(plan.patches) == 1
    assert plan.region.sum() == 1


def test_no_spot_outside_is_no_challenge() -> None:
    where, heat = _places(), np.zeros((SIZE, SIZE), np.float32)
    heat[40:60, 34:42] = 1
    spots = hot_spots(heat, where, PARAMETERS)
    assert RemovalTarget.of(spots, heat, where, Seen(where.geometry, where.geometry)) is None


def test_the_same_seed_gives_the_same_images_and_another_gives_others() -> None:
    one, other = _planned(_heat(), _places())[0], _planned(_heat(), _places())[0]
    assert all(np.array_equal(a, b) for a, b in zip(_images(one), _images(other), strict=True))
    different = _planned(_heat(), _places(), seed=2)[0]
    assert not any(np.array_equal(a, b) for a, b in zip(_images(one), _images(different), strict=True))


def test_the_film_itself_is_not_changed() -> None:
    before = IMAGE.copy()
    _planned(_heat(), _places())
    np.testing.assert_array_equal(IMAGE, before)


def _region() -> NDArray[np.bool_]:
    region = np.zeros((SIZE, SIZE), bool)
    region[10:20, 30:50] = True
    return region


def _read(original: float, scores: list[float], threshold: float = 0.5):  # type: ignore[no-untyped-def]
    return read_local_removal(
        LocalRemoval(_region(), (60, 20, 100, 40), ()), original=original, scores=np.array(scores), threshold=threshold
    )


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


def test_the_box_of_a_spot_that_is_filled_whole_is_the_spots_and_of_a_part_its_own() -> None:
    where, heat = _places(), _heat(12, 30)
    whole, spots, _ = _planned(heat, where)
    assert np.array_equal(whole.region, spots.masks[0])
    rows, columns = spots.boxes[0]
    assert whole.box == (columns.start, rows.start, columns.stop, rows.stop)
    part, _, _ = _planned(heat, where, replace(PARAMETERS, largest_challenge=0.01))
    assert part.box == bounds(part.region) != whole.box


@pytest.mark.parametrize("padded", [True, False])
def test_the_region_lies_where_the_spot_lies_on_the_film_whatever_the_network_sees(padded: bool) -> None:
    """A spot on a canonical grid of 100×70 is filled at the same place of the film, on an input of half as many pixels."""
    canonical = Geometry.identity(SIZE, 70)
    field, allowed = np.ones((SIZE, 70), bool), np.zeros((SIZE, 70), bool)
    allowed[30:90, 10:60] = True
    where, heat = Where(field, allowed, canonical, None), _heat(14, 40)[:, :70]
    network = canonical.shifted(15, 0, (SIZE, SIZE)).scaled(0.5, 0.5, (50, 50)) if padded else canonical.scaled(0.5, 0.5, (50, 35))
    spots = hot_spots(heat, where, PARAMETERS)
    target = RemovalTarget.of(spots, heat, where, Seen(canonical, network))
    assert target is not None
    region = plan_local_removal(IMAGE[:, :50, : network.network[1]], target, PARAMETERS, np.random.default_rng(1)).region
    for row, column in np.argwhere(region):
        x, y = network.to_source(column + 0.5, row + 0.5)
        assert spots.masks[0][int(y), int(x)]
    assert region.sum() == pytest.approx(spots.masks[0].sum() / 4, rel=0.15)


CROPPED, PADDED, PLAIN = ((step, Resize(160, 160, "bilinear")) for step in (CropSquare("center"), PadSquare(0.0), CropSquare("none")))


@pytest.mark.parametrize("shape", [(400, 300), (300, 400), (320, 320)])
@pytest.mark.parametrize("steps", [PADDED, PLAIN, CROPPED], ids=["padded", "not padded", "cropped"])
def test_a_challenge_on_the_networks_pixels_is_of_the_spots_place_on_the_film(
    steps: tuple[PreparationStep, ...], shape: tuple[int, int]
) -> None:
    """To a pixel of the canonical grid and one of the network; of a spot that a crop cuts, what the network sees."""
    pixels = np.random.default_rng(0).random(shape, np.float32)
    prepared, grid = prepare(pixels, steps), CanonicalFilm.of(pixels).geometry
    seen, (rows, columns) = Seen(grid, prepared.geometry), grid.network
    allowed = np.zeros(grid.network, bool)
    allowed[rows // 2 :] = True
    where = Where(seen.mask, allowed & seen.mask, grid, None)
    height, width = shape
    for x, y in ((width / 2, height / 4), (width / 3, height / 3), (0, height / 2 - 60), (width / 2, 0)):
        down, across = (np.arange(side) + 0.5 for side in (rows, columns))
        at = grid.to_network(x, y)
        heat = np.exp(-(np.add.outer((down - at[1]) ** 2, (across - at[0]) ** 2)) / 2000).astype(np.float32)
        spots = hot_spots(heat, where, PARAMETERS)
        target = RemovalTarget.of(spots, heat, where, seen)
        assert target is not None
        plan = plan_local_removal(prepared.tensor.numpy(), target, PARAMETERS, np.random.default_rng(1))
        assert np.array_equal(plan.region, target.spot), "it is neither too large nor without room for its controls"
        found = read_local_removal(plan, original=1.0, scores=np.zeros(len(plan.patches)), threshold=0.5).region
        wanted = grid.box_to_source(bounds(spots.masks[0]))
        slack = [1 / grid.scale[axis] + 1 / prepared.geometry.scale[axis] for axis in (0, 1)]
        assert found == wanted
        on_network = prepared.geometry.box_to_source(bounds(plan.region))
        assert all(abs(on_network[side] - wanted[side]) <= slack[side % 2] for side in range(4)), (on_network, wanted)
        for rows_of, columns_of in ((patch.rows, patch.columns) for patch in plan.patches):
            on_film = [prepared.geometry.to_source(float(c) + 0.5, float(r) + 0.5) for r, c in zip(rows_of, columns_of, strict=True)]
            assert all(0 <= px <= width and 0 <= py <= height / 2 + slack[1] for px, py in on_film)


def test_a_spot_that_the_network_has_no_pixel_for_is_no_challenge() -> None:
    """One pixel of the canonical grid under a network of eight pixels a side."""
    grid, network = Geometry.identity(64, 64), Geometry.identity(64, 64).scaled(1 / 8, 1 / 8, (8, 8))
    heat = np.zeros((64, 64), np.float32)
    heat[17, 17] = 1
    where = Where(np.ones((64, 64), bool), np.zeros((64, 64), bool), grid, None)
    spots = hot_spots(heat, where, PARAMETERS)
    assert spots.masks
    assert RemovalTarget.of(spots, heat, where, Seen(grid, network)) is None
