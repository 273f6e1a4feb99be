"""Films filled in and scored anew: one stream over a batch, and numbers as if pixels had been changed by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor

from models.attribution.watched import WatchedClassifier
from models.challenge.calibration.controls import ControlTable
from models.challenge.calibration.descriptors import DESCRIPTORS
from models.challenge.fillers.registered_donor import FEW_DONORS
from models.challenge.plan import plan_film
from models.screening.perturbation import Perturbed, entropy_of, fillers_of, perturbed
from models.values.challenge import Filler, NotRun
from models.values.progress import result_of
from tests.models.screening.conftest import Seen

MOST = 12


class _Counting(WatchedClassifier):
    """Writes down how many images each of its passes had."""

    passes: list[int]

    def logits(self, batch: Tensor) -> Tensor:
        self.passes.append(len(batch))
        return super().logits(batch)


def _counting(seen: Seen) -> _Counting:
    own = seen.method.classifier
    counting = _Counting(own.manifest, own.network, own.device)
    object.__setattr__(counting, "passes", [])
    return counting


def test_the_regions_of_all_films_share_the_passes(seen: Seen, changed: list[Perturbed]) -> None:
    """Eight images a pass, all full but the last, whatever film they are of; at most four regions with three fillers a film."""
    counting = _counting(seen)
    found = result_of(perturbed(seen.films, seen.hots, replace(seen.method, classifier=counting)))
    images = [len(one.challenges) for one in found]
    assert all(0 < own <= MOST for own in images)
    assert sum(counting.passes) == sum(images) > 8
    assert len(counting.passes) == math.ceil(sum(images) / 8)
    assert set(counting.passes[:-1]) == {8}
    assert [one.challenges for one in found] == [one.challenges for one in changed]


@pytest.mark.parametrize("index", range(3))
def test_a_delta_is_that_of_pixels_changed_by_hand(index: int, seen: Seen, changed: list[Perturbed]) -> None:
    """Outside its region the changed film is the film, to the last bit."""
    film, found = seen.films[index], changed[index]
    assert found.on is not None
    plan = plan_film(found.on, found.regions, fillers_of(film, seen.method), entropy_of(film, seen.method))
    assert [(one.region, one.filler) for one in found.challenges] == list(plan.filled)
    assert {one.filler for one in found.challenges} == set(Filler)
    for challenge, patch in zip(found.challenges, plan.patches, strict=True):
        original = film.prepared.tensor.numpy()
        image = original.copy()
        for row, column, value in zip(patch.rows, patch.columns, patch.values.T, strict=True):
            image[:, row, column] = value
        region = found.on.mask(found.regions[challenge.region].mask)
        np.testing.assert_array_equal(image[:, ~region], original[:, ~region])
        assert (image != original).any()
        after = seen.method.classifier.logits(torch.from_numpy(image)[None])[0].double().numpy()
        np.testing.assert_allclose(challenge.delta_logit, film.logits - after, atol=1e-4)


def test_a_film_in_company_is_the_film_alone(seen: Seen, changed: list[Perturbed]) -> None:
    (alone,) = result_of(perturbed(seen.films[1:2], seen.hots[1:2], seen.method))
    beside = changed[1]
    assert [(one.id, one.box, one.places) for one in alone.regions] == [(one.id, one.box, one.places) for one in beside.regions]
    assert all(np.array_equal(one.mask, other.mask) for one, other in zip(alone.regions, beside.regions, strict=True))
    for one, other in zip(alone.challenges, beside.challenges, strict=True):
        assert (one.region, one.filler) == (other.region, other.filler)
        np.testing.assert_allclose(one.delta_logit, other.delta_logit, atol=1e-4)


def test_another_seed_gives_other_noise_and_nothing_else(seen: Seen, changed: list[Perturbed]) -> None:
    method = replace(seen.method, parameters=replace(seen.method.parameters, seed=2))
    (other,) = result_of(perturbed(seen.films[:1], seen.hots[:1], method))
    for one, two in zip(changed[0].challenges, other.challenges, strict=True):
        by_chance = not np.allclose(one.delta_logit, two.delta_logit, rtol=0, atol=1e-6)
        assert by_chance == (one.filler is Filler.NOISY_LINEAR)


def test_without_donors_that_filler_is_not_run_and_says_so(seen: Seen, changed: list[Perturbed]) -> None:
    (found,) = result_of(perturbed(seen.films[:1], seen.hots[:1], replace(seen.method, calibration=None)))
    assert len(found.regions) > 1
    assert found.not_run == (NotRun(Filler.REGISTERED_DONOR, None, FEW_DONORS),)
    rest = [one for one in changed[0].challenges if one.filler is not Filler.REGISTERED_DONOR]
    for one, other in zip(found.challenges, rest, strict=True):
        assert (one.region, one.filler) == (other.region, other.filler)
        np.testing.assert_allclose(one.delta_logit, other.delta_logit, atol=1e-4)


def test_a_film_of_which_nothing_is_challenged_costs_no_pass(seen: Seen, changed: list[Perturbed]) -> None:
    counting = _counting(seen)
    found = result_of(perturbed(seen.films[:2], [{}, seen.hots[1]], replace(seen.method, classifier=counting)))
    assert found[0] == Perturbed()
    assert sum(counting.passes) == len(found[1].challenges) == len(changed[1].challenges)


def test_the_cost_of_a_filler_is_that_of_the_control_places(seen: Seen, changed: list[Perturbed]) -> None:
    """Two of three places change every logit by 2 under the blur, none was filled by another."""
    assert {one.ood_cost for one in changed[0].challenges} == {None}
    classes = len(seen.method.classifier.manifest.labels)
    deltas = np.full((3, len(Filler), classes), np.nan, np.float32)
    deltas[:, list(Filler).index(Filler.KEPT_BLUR)] = np.array([2, -2, 0.5])[:, None]
    table = ControlTable(
        tuple(Filler), np.array(["a", "b", "c"]), np.zeros((3, len(DESCRIPTORS)), np.float32), np.ones((3, classes), np.float32), deltas
    )
    assert seen.method.calibration is not None
    method = replace(seen.method, calibration=replace(seen.method.calibration, table=table))
    (found,) = result_of(perturbed(seen.films[:1], seen.hots[:1], method))
    costs = {one.filler: one.ood_cost for one in found.challenges}
    assert costs == {Filler.NOISY_LINEAR: None, Filler.KEPT_BLUR: pytest.approx(2), Filler.REGISTERED_DONOR: None}
