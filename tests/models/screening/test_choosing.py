"""Which findings of a film are challenged, and where evidence for positives and against negatives lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import log

import numpy as np

from models.grids.interpolation import over_film
from models.screening.choosing import challenged, hots
from models.values.verdict import Why
from tests.models.screening.conftest import Seen


def _near(spread: Sequence[float], seen: Seen) -> tuple[Why, ...]:
    assert seen.method.calibration is not None
    calibration = replace(seen.method.calibration, spread=np.array(spread, np.float32))
    return challenged(seen.films[0], replace(seen.method, calibration=calibration))


def test_every_positive_is_challenged_whatever_its_margin(seen: Seen) -> None:
    for film, whys in zip(seen.films, seen.whys, strict=True):
        assert any(film.positive)
        assert [why is Why.POSITIVE for why in whys] == film.positive


def test_a_negative_is_near_within_a_quarter_of_its_own_spread(seen: Seen) -> None:
    film, manifest = seen.films[0], seen.method.classifier.manifest
    margins = [abs(logit - log(limit / (1 - limit))) for logit, limit in zip(film.logits, manifest.thresholds, strict=True)]
    wide, narrow = _near([4.01 * margin for margin in margins], seen), _near([3.99 * margin for margin in margins], seen)
    for k, positive in enumerate(film.positive):
        assert wide[k] is (Why.POSITIVE if positive else Why.NEAR_THRESHOLD)
        assert narrow[k] is not Why.NEAR_THRESHOLD


def test_without_a_calibration_no_negative_is_near(seen: Seen) -> None:
    assert Why.NEAR_THRESHOLD not in challenged(seen.films[0], replace(seen.method, calibration=None))


def test_one_in_ten_of_other_negatives_is_drawn_by_seed_and_film(seen: Seen) -> None:
    film, bare = seen.films[0], replace(seen.method, calibration=None)
    drawn = [challenged(film, replace(bare, parameters=replace(bare.parameters, seed=seed))) for seed in range(300)]
    assert drawn[7] == challenged(film, replace(bare, parameters=replace(bare.parameters, seed=7)))
    others = [why for whys in drawn for why, positive in zip(whys, film.positive, strict=True) if not positive]
    assert set(others) == {Why.SAMPLED, Why.NOT_CHALLENGED}
    assert abs(others.count(Why.SAMPLED) / len(others) - 0.1) < 4 * (0.09 / len(others)) ** 0.5


def test_with_challenges_off_nothing_is_challenged(seen: Seen) -> None:
    method = replace(seen.method, parameters=replace(seen.method.parameters, challenges=False))
    whys = challenged(seen.films[0], method)
    assert set(whys) == {Why.NOT_CHALLENGED}
    assert hots(seen.films[0], whys, seen.looks[0], method) == {}


def test_evidence_against_a_negative_is_where_its_map_speaks_against_it(seen: Seen) -> None:
    """The counterfactual map; of a positive finding it is the map that was described."""
    film, labels = seen.films[0], seen.method.classifier.manifest.labels
    found = hots(film, [Why.SAMPLED] * len(labels), seen.looks[0], seen.method)
    assert {film.positive[k] for k in found} == {True, False}
    for k, hot in found.items():
        assert hot.label == labels[k]
        signed = film.maps[k] if film.positive[k] else -film.maps[k]
        box = film.seen.box((signed.shape[0], signed.shape[1]))
        np.testing.assert_array_equal(hot.heat, over_film(np.maximum(signed, 0), box, *film.checked.canonical.geometry.network))


def test_where_there_are_no_lungs_there_is_nothing_to_start_from(seen: Seen) -> None:
    blind = replace(seen.films[0], attention=None, places=None)
    assert hots(blind, seen.whys[0], {}, seen.method) == {}
