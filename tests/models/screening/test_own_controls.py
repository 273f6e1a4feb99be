"""A film's own controls: the filling of a region's shape elsewhere on the film, made where a region passes; shown, never a test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from models.anatomy.segmenter import Segmenter
from models.challenge.calibration.places import cropped
from models.input_check.checker import InputChecker
from models.networks.library import embedded
from models.regions.table import shipped_table
from models.screening import screen as screening
from models.screening.loaded_method import LoadedMethod
from models.screening.own_controls import passing, with_own_controls
from models.screening.perturbation import Perturbed
from models.values.challenge import Filler, OwnControls
from models.values.parameters import Parameters
from models.values.progress import Progress, result_of
from models.values.screening import Screening
from models.values.verdict import Verdict
from models.verdict.film import verdicts
from tests.models.screening.examined import MARKED, Examined, Watching, examined, watching
from tests.models.verdict.made import GROUNDS, finding, region


class Failing(Watching):
    """Gives no number for the fourth input that it is asked to score."""

    def logits(self, batch: torch.Tensor) -> torch.Tensor:
        """Return N×K."""
        fourth = torch.arange(len(batch)) == 3 - len(self.asked)
        return torch.where(fourth[:, None], torch.nan, super().logits(batch))


@pytest.fixture(scope="module")
def method(segmenter: Segmenter, checker: InputChecker) -> LoadedMethod:
    """By the teaching classifier, which watches what it is asked; without reference and calibration."""
    return LoadedMethod(watching(), segmenter, checker, shipped_table(), Parameters())


@pytest.fixture(scope="module")
def one(method: LoadedMethod) -> Examined:
    """The marked phantom; its first region holds the marker."""
    return examined(MARKED, method)


def _classes(one: Examined, method: LoadedMethod, number: int = 0) -> tuple[int, ...]:
    return tuple(method.classifier.manifest.labels.index(label) for label in one.found.regions[number].places)


def _made(one: Examined, method: LoadedMethod, wanted: Mapping[int, tuple[int, ...]]) -> tuple[Perturbed, list[NDArray[np.float32]]]:
    """Return what is found with controls, and what the classifier was asked for them."""
    assert isinstance(method.classifier, Watching)
    method.classifier.asked.clear()
    (found,) = result_of(with_own_controls([one.film], [one.hots], [one.found], [wanted], method))
    return found, list(method.classifier.asked)


def _controls(found: Perturbed, number: int = 0) -> OwnControls:
    made = next(one for one in found.challenges if (one.region, one.filler) == (number, Filler.NOISY_LINEAR)).controls
    assert made is not None
    return made


def test_deltas_are_those_of_the_changed_films_one_by_one(one: Examined, method: LoadedMethod) -> None:
    found, images = _made(one, method, {0: _classes(one, method)})
    controls = _controls(found)
    assert controls.n == len(images) == 19
    alone = [method.classifier.logits(torch.from_numpy(image[None]))[0].double().numpy() for image in images]
    np.testing.assert_allclose(controls.delta_logit, one.film.logits - np.array(alone), atol=1e-4)
    assert all(type(value) is float for delta in controls.delta_logit for value in delta)
    assert controls.of(3) == tuple(delta[3] for delta in controls.delta_logit)


@pytest.mark.parametrize("number", [0, 1])
def test_places_lie_where_nothing_is_known_to_matter(one: Examined, method: LoadedMethod, number: int) -> None:
    """On the field, outside R, off the hot spots of all labels that the region is looked at for, and off all regions."""
    assert one.found.on is not None
    classes, on = _classes(one, method, number), one.found.on
    taken = on.mask(np.any([region.mask for region in one.found.regions], axis=0)) | ~on.field
    for hot in (one.hots[k] for k in classes):
        taken |= on.mask(hot.where.allowed) | on.mask(hot.heat >= 0.15 * hot.heat[hot.where.field].max())
    for changed in _changed(one, method, {number: classes}):
        assert changed.any()
        assert not (changed & taken).any()


def test_places_are_of_the_regions_shape_turned_and_mirrored_where_it_has_room(one: Examined, method: LoadedMethod) -> None:
    """The second region is small enough for its finding to have room for it."""
    assert one.found.on is not None
    shape = cropped(one.found.on.mask(one.found.regions[1].mask))
    turns = {np.rot90(side, quarters).tobytes() for side in (shape, shape[:, ::-1]) for quarters in range(4)}
    found = {cropped(changed).tobytes() for changed in _changed(one, method, {1: _classes(one, method, 1)[:1]})}
    assert found <= turns
    assert len(found) > 3


def _changed(one: Examined, method: LoadedMethod, wanted: Mapping[int, tuple[int, ...]]) -> list[NDArray[np.bool_]]:
    """Return which pixels of each of 19 inputs were changed."""
    images = _made(one, method, wanted)[1]
    assert len(images) == 19
    return [(image != one.film.prepared.tensor.numpy()).any(axis=0) for image in images]


def test_controls_stand_with_the_first_filler_of_wanted_regions_alone(one: Examined, method: LoadedMethod) -> None:
    found, _ = _made(one, method, {0: _classes(one, method)})
    made = [(challenge.region, challenge.filler) for challenge in found.challenges if challenge.controls]
    assert made == [(0, Filler.NOISY_LINEAR)]
    assert len(found.challenges) > 1
    assert replace(found, challenges=tuple(replace(challenge, controls=None) for challenge in found.challenges)) == one.found


def test_a_place_without_a_finite_score_is_left_out(one: Examined, method: LoadedMethod) -> None:
    failing = replace(method, classifier=Failing.load(embedded("teaching"), torch.device("cpu")))
    whole, without = (_controls(_made(one, each, {0: _classes(one, method)})[0]) for each in (method, failing))
    assert without.n == whole.n - 1
    np.testing.assert_allclose(without.delta_logit, whole.delta_logit[:3] + whole.delta_logit[4:], atol=1e-4)


def test_without_wanted_regions_nothing_is_scored(one: Examined, method: LoadedMethod) -> None:
    found, images = _made(one, method, {})
    assert (found, images) == (one.found, [])


def test_without_controls_asked_for_none_are_made(one: Examined, method: LoadedMethod) -> None:
    none = replace(method, parameters=replace(method.parameters, controls=0))
    found, images = _made(one, none, {0: _classes(one, method)})
    assert (found, images) == (one.found, [])


def test_a_film_without_regions_has_no_controls(one: Examined, method: LoadedMethod) -> None:
    (found,) = result_of(with_own_controls([one.film], [{}], [Perturbed()], [{}], method))
    assert found == Perturbed()


def test_chance_is_the_films_and_the_regions_whatever_else_is_wanted(one: Examined, method: LoadedMethod) -> None:
    classes = {region.id: _classes(one, method, region.id) for region in one.found.regions}
    alone, both = (_made(one, method, wanted)[0] for wanted in ({0: classes[0]}, classes))
    again, _ = _made(one, method, {0: classes[0]})
    np.testing.assert_allclose(_controls(alone).delta_logit, _controls(both).delta_logit, atol=1e-4)
    assert _controls(alone) == _controls(again)
    other = replace(method, parameters=replace(method.parameters, seed=2))
    assert _controls(_made(one, other, {0: classes[0]})[0]) != _controls(alone)


def test_each_region_passes_for_the_findings_whose_score_depends_on_it() -> None:
    strong, weak = region((3.0, 3.1, 2.9), (0.0005,) * 3), region((0.01, 0.02, 0.01), (0.9,) * 3, number=1)
    film = verdicts([finding(2.0, strong, weak), finding(2.0, weak), finding(1.0, strong)], GROUNDS)
    assert passing(film) == {0: (0, 2)}


def test_a_screening_makes_them_where_a_region_passes_and_nowhere_else(
    one: Examined, method: LoadedMethod, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a calibration none can pass; then the film's passes are those of its regions alone."""
    assert isinstance(method.classifier, Watching)

    def screened() -> tuple[Screening, int]:
        method.classifier.asked.clear()  # type: ignore[attr-defined]
        (found,) = result_of(screening.screen([MARKED], method))
        assert isinstance(found, Screening)
        return found, len(method.classifier.asked)  # type: ignore[attr-defined]

    plain, few = screened()
    assert few == len(plain.challenges)
    assert all(challenge.controls is None for challenge in plain.challenges)
    assert {item.verdict.verdict for item in plain.findings if item.verdict} == {Verdict.UNDETERMINED, Verdict.NOT_CHALLENGED}
    monkeypatch.setattr(screening, "passing", lambda judged: {0: _classes(one, method)})
    passes, more = screened()
    assert more == few + 19 + 1, "one more pass tells the total effect"
    assert [challenge.controls is not None for challenge in passes.challenges] == [
        (challenge.region, challenge.filler) == (0, Filler.NOISY_LINEAR) for challenge in passes.challenges
    ]


def test_progress_stays_at_the_last_film(one: Examined, method: LoadedMethod) -> None:
    steps = list(with_own_controls([one.film] * 2, [one.hots] * 2, [one.found] * 2, [{}, {0: _classes(one, method)}], method))
    assert steps == [Progress(1, 2, "comparing with other places of the film")] * 3
