"""Focal excess: what is usual is not flagged, one cell of misregistration is not either, a hot corner is; exact at its nominal level."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage

from models.attention.reference.films import Films
from models.attention.reference.focal import FEWEST, LEAST, LEVEL, MATCHED, NOMINAL, Maps, excess, level, nearest
from models.attention.reference.made_with import MadeWith
from models.attention.reference.reference import Reference
from models.attention.reference.refusal import NotAReference

SHAPE = (13, 13)
MADE_WITH = MadeWith("", "", "", "")
Y, X = np.mgrid[: SHAPE[0], : SHAPE[1]] / (SHAPE[0] - 1) * 2 - 1
OUTSIDE = np.hypot(X, Y) > 0.7


def _maps(count: int, rng: np.random.Generator, shift: float = 0.0) -> Maps:
    """A centre bias and smooth noise, each map displaced by chance."""
    maps = np.empty((count, *SHAPE), np.float32)
    for one in maps:
        dy, dx = shift * rng.standard_normal(2)
        noise = ndimage.gaussian_filter(rng.standard_normal(SHAPE), 1.0)
        one[...] = np.exp(-((X - dx) ** 2 + (Y - dy) ** 2) / 0.3) + 0.3 * noise / noise.std()
    return maps


def _films(maps: Maps, logits: NDArray[np.float64], positive: NDArray[np.bool_]) -> Films:
    count = len(maps)
    outside = np.broadcast_to(OUTSIDE, (count, 1, *SHAPE)).copy()
    return Films(
        maps[:, None].astype(np.float16),
        outside,
        logits[:, None].astype(np.float32),
        positive[:, None],
        np.zeros((count, 1, 0), np.float32),
        np.arange(count).astype(str),
    )


def _reference(count: int = 90, seed: int = 0, positives: float = 1.0) -> Reference:
    rng = np.random.default_rng(seed)
    logits = rng.standard_normal(count)
    return Reference.build(MADE_WITH, _films(_maps(count, rng), logits, np.arange(count) < positives * count))


@pytest.fixture(scope="module")
def reference() -> Reference:
    return _reference()


def test_an_excess_is_the_mean_of_the_places_around_that_lie_outside() -> None:
    """Outside are two columns at the left edge: 6 places around one of the second column, 4 around the corner."""
    outside = np.zeros(SHAPE, bool)
    outside[:, :2] = True
    mapped = np.zeros(SHAPE, np.float32)
    mapped[5, 1] = 6
    above = excess(mapped, np.zeros(SHAPE, np.float32), outside)
    assert above[5, 1] == above[4, 0] == pytest.approx(1)
    mapped[0, 0] = 6
    assert excess(mapped, np.zeros(SHAPE, np.float32), outside)[0, 0] == pytest.approx(6 / 4)


def test_a_place_that_lies_alone_outside_counts_little() -> None:
    outside = np.zeros(SHAPE, bool)
    outside[0, 0] = True
    mapped = np.full(SHAPE, 6, np.float32)
    assert excess(mapped, np.zeros(SHAPE, np.float32), outside)[0, 0] == pytest.approx(6 / FEWEST)


def test_what_lies_inside_the_region_never_counts(reference: Reference) -> None:
    """Nothing outside, and ten times the usual everywhere inside up to its very edge: not flagged, and the excess is that of nothing."""
    inside = np.where(OUTSIDE, 0, 10 * _maps(1, np.random.default_rng(4))[0].clip(0)).astype(np.float32)
    found = reference.read(0, inside, OUTSIDE, 0.0, positive=True)
    nothing = reference.read(0, np.zeros(SHAPE, np.float32), OUTSIDE, 0.0, positive=True)
    assert found is not None
    assert not found.flagged
    assert found == nothing


def test_what_a_place_always_has_is_no_excess() -> None:
    """The usual map itself stands nowhere above the usual, and a corner 2 above it does so by 2, there alone."""
    usual = _maps(1, np.random.default_rng(2))[0]
    np.testing.assert_array_equal(excess(usual, usual, OUTSIDE)[OUTSIDE], 0)
    corner = usual.copy()
    corner[:3, :3] += 2
    above = excess(corner, usual, OUTSIDE)
    assert above[OUTSIDE].max() == pytest.approx(2)
    assert above[0, 0] == pytest.approx(2)
    assert np.isneginf(above[~OUTSIDE]).all()


def test_heat_elsewhere_does_not_make_a_spot_smaller() -> None:
    """A map is not divided by its own mass: a spot that holds most of the mass would shrink itself (decision 0023)."""
    usual = _maps(1, np.random.default_rng(2))[0]
    weak, strong = usual.copy(), usual.copy()
    weak[:3, :3] += 2
    strong[:3, :3] += 20
    assert excess(strong, usual, OUTSIDE).max() == pytest.approx(10 * excess(weak, usual, OUTSIDE).max(), rel=1e-4)


def test_a_tenth_of_extreme_films_hardly_moves_what_is_usual() -> None:
    """Seven of seventy films with a corner 20 higher move the median there by less than a third of the films' own spread."""
    maps = _maps(70, np.random.default_rng(3))
    spoiled = maps.copy()
    spoiled[:7, :3, :3] += 20
    moved = np.median(spoiled, axis=0) - np.median(maps, axis=0)
    assert np.abs(moved).max() < maps.std(axis=0)[:3, :3].mean() / 3


def test_scores_too_large_to_keep_are_told() -> None:
    films = _films(_maps(70, np.random.default_rng(3)), np.zeros(70), np.ones(70, bool))
    films.maps[3, 0, 0, 0] = np.inf
    with pytest.raises(NotAReference, match="too large"):
        Reference.build(MADE_WITH, films)


def test_a_hot_corner_is_flagged_and_its_place_is_told(reference: Reference) -> None:
    one = _maps(1, np.random.default_rng(4))[0]
    one[:3, :3] += 3
    found = reference.read(0, one, OUTSIDE, 0.0, positive=True)
    assert found is not None
    assert found.flagged
    assert found.p == pytest.approx(1 / (MATCHED + 1))
    assert max(found.place) <= 3


def test_the_same_heat_inside_the_region_is_not_flagged(reference: Reference) -> None:
    one = _maps(1, np.random.default_rng(4))[0]
    one[6, 6] += 8
    found = reference.read(0, one, OUTSIDE, 0.0, positive=True)
    assert found is not None
    assert not found.flagged


def test_the_centre_bias_is_usual(reference: Reference) -> None:
    """The median map itself has no place above the usual."""
    films = reference.films.maps[:, 0].astype(np.float32)
    found = reference.read(0, np.median(films, axis=0), OUTSIDE, 0.0, positive=True)
    assert found is not None
    assert found.p > 0.5


def test_where_nothing_is_outside_there_is_nothing_to_read(reference: Reference) -> None:
    assert reference.read(0, _maps(1, np.random.default_rng(5))[0], np.zeros(SHAPE, bool), 0.0, positive=True) is None


def test_films_of_the_other_decision_are_asked_only_when_there_are_too_few() -> None:
    reference = _reference(positives=0.5)
    one = _maps(1, np.random.default_rng(6))[0]
    pooled = reference.read(0, one, OUTSIDE, 0.0, positive=True)
    assert pooled is not None
    assert pooled.pooled
    assert pooled.n == MATCHED
    assert np.isnan(reference.own).all()
    assert np.isnan(_reference(positives=(MATCHED - 1) / 90).own).all()
    own = _reference(positives=MATCHED / 90).read(0, one, OUTSIDE, 0.0, positive=True)
    assert own is not None
    assert not own.pooled
    assert own.n == MATCHED


def test_under_sixty_films_nothing_is_flagged() -> None:
    one = _maps(1, np.random.default_rng(4))[0]
    one[:3, :3] += 8
    found = _reference(LEAST - 1).read(0, one, OUTSIDE, 0.0, positive=True)
    assert found is not None
    assert found.flagged is None
    assert found.n == LEAST - 1


def test_films_of_like_scores_are_read_against() -> None:
    """Maps grow a corner with the score: usual among high scores, unusual among low ones."""
    rng = np.random.default_rng(7)
    logits = np.linspace(-3, 3, 200)
    maps = _maps(200, rng)
    maps[:, :3, :3] += np.maximum(logits, 0)[:, None, None]
    reference = Reference.build(MADE_WITH, _films(maps, logits, np.ones(200, bool)))
    one = _maps(1, rng)[0]
    one[:3, :3] += 2
    high, low = (reference.read(0, one, OUTSIDE, score, positive=True) for score in (2.6, -2.6))
    assert high is not None
    assert low is not None
    assert low.flagged
    assert high.p > 4 * low.p


def test_false_alarms_keep_their_nominal_level() -> None:
    """Twelve worlds of a hundred maps, all misregistered; within three standard errors of the worlds' mean."""
    shares = []
    for world in range(12):
        rng = np.random.default_rng([8, world])
        maps, logits = _maps(180, rng, shift=0.1), rng.standard_normal(180)
        films = _films(maps[:80], logits[:80], np.ones(80, bool))
        reference = Reference.build(MADE_WITH, films)
        reads = [reference.read(0, maps[i], OUTSIDE, float(logits[i]), positive=True) for i in range(80, 180)]
        shares.append(np.mean([read is not None and bool(read.flagged) for read in reads]))
    assert abs(np.mean(shares) - NOMINAL) < 3 * np.std(shares) / np.sqrt(len(shares))


def test_where_maps_grow_with_the_score_high_scores_are_not_flagged_for_it() -> None:
    """79 of 100 films are no match of scores: by their excess alone, the highest third would be flagged twice as often as usual."""
    flagged, by_excess_alone = [], []
    for world in range(24):
        rng = np.random.default_rng([9, world])
        logits = rng.standard_normal(180)
        maps = _maps(180, rng) * np.exp(0.4 * logits)[:, None, None].astype(np.float32)
        reference = Reference.build(MADE_WITH, _films(maps[:100], logits[:100], np.ones(100, bool)))
        for i in range(100, 180):
            read = reference.read(0, maps[i], OUTSIDE, float(logits[i]), positive=True)
            if read and logits[i] > np.quantile(logits, 2 / 3):
                flagged.append(bool(read.flagged))
                near = nearest(reference.films.logits[:, 0], float(logits[i]), np.arange(100), MATCHED)
                by_excess_alone.append(1 + np.count_nonzero(reference.own[near, 0] >= read.value) <= NOMINAL * (1 + MATCHED))
    assert np.mean(by_excess_alone) > 2 * NOMINAL
    assert np.mean(flagged) < 0.8 * np.mean(by_excess_alone)


def test_the_level_is_the_median_excess_of_the_nearest_scores() -> None:
    logits = np.arange(100.0)
    assert level(10 + logits, logits, 50.0, np.arange(100)) == 60
    assert level(10 + logits, logits, 1000.0, np.arange(100)) == 10 + 99 - (LEVEL - 1) / 2
    assert level(np.zeros(100), logits, 50.0, np.arange(100)) > 0
