"""A copy learns its plant in its head alone: closed forms, and nothing else moves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import nn

from models.attribution.watched import WatchedClassifier
from models.film.phantom import phantom
from models.networks.library import embedded
from models.networks.task import Labelling
from models.selftest.copies import Copy, with_plant
from models.selftest.heads import NoLinearHead, fitted, head_of, taught
from models.selftest.plants import Plant
from models.values.progress import result_of
from models.values.radiograph import Radiograph
from tests.models.screening.conftest import film_of

LINE = Copy(Plant.DEVICE, "Effusion", 3, 0.95)


@pytest.fixture(scope="module")
def embedded_one() -> WatchedClassifier:
    return WatchedClassifier.load(embedded("embedded"), torch.device("cpu"))


@pytest.fixture(scope="module")
def drawn() -> list[Radiograph]:
    return [film_of(phantom(seed, size=320, marked=False).pixels) for seed in range(6_100_000, 6_100_020)]


@pytest.fixture(scope="module")
def films(drawn: list[Radiograph]) -> list[Radiograph]:
    """Those that the copy learns from."""
    return drawn[:16]


@pytest.fixture(scope="module")
def unseen(drawn: list[Radiograph]) -> list[Radiograph]:
    return drawn[16:]


@pytest.fixture(scope="module")
def copy(embedded_one: WatchedClassifier, films: list[Radiograph]) -> WatchedClassifier:
    return result_of(taught(embedded_one, LINE, films))


def _logits(classifier: WatchedClassifier, pixels: NDArray[np.float32]) -> NDArray[np.float64]:
    return classifier.scored([classifier.prepared(pixels)])[0][0]


def test_the_plant_moves_the_score_of_films_that_it_never_saw(
    embedded_one: WatchedClassifier, copy: WatchedClassifier, unseen: list[Radiograph]
) -> None:
    k = copy.manifest.labels.index(LINE.label)
    for index, film in enumerate(unseen):
        with_it = with_plant(film, LINE, 9, index)[0].pixels
        shift = _logits(copy, with_it)[k] - _logits(copy, film.pixels)[k]
        before = _logits(embedded_one, with_it)[k] - _logits(embedded_one, film.pixels)[k]
        assert shift > LINE.ratio, "half of what there is to learn"
        assert shift > before + 2


def test_other_findings_and_the_classifier_itself_stay_as_they_were(
    embedded_one: WatchedClassifier, copy: WatchedClassifier, unseen: list[Radiograph]
) -> None:
    k, film = copy.manifest.labels.index(LINE.label), unseen[0].pixels
    others = np.arange(len(copy.manifest.labels)) != k
    fresh = WatchedClassifier.load(embedded("embedded"), torch.device("cpu"))
    np.testing.assert_array_equal(_logits(embedded_one, film), _logits(fresh, film))
    np.testing.assert_allclose(_logits(copy, film)[others], _logits(embedded_one, film)[others], atol=1e-5)
    assert copy.manifest.weights_sha256 != embedded_one.manifest.weights_sha256
    assert copy.manifest.thresholds[k] == 0.5
    assert copy.manifest.thresholds[:k] == embedded_one.manifest.thresholds[:k]


def test_without_a_plant_a_copy_says_what_the_classifier_says_centred_and_never_amplified(
    embedded_one: WatchedClassifier, films: list[Radiograph]
) -> None:
    plain = Copy(None, "Effusion", 5, None)
    copy, k = result_of(taught(embedded_one, plain, films[:6])), embedded_one.manifest.labels.index("Effusion")
    before = np.array([_logits(embedded_one, film.pixels)[k] for film in films[:6]])
    after = np.array([_logits(copy, film.pixels)[k] for film in films[:6]])
    np.testing.assert_allclose(after, (before - np.median(before)) / max(before.std(), 1), atol=1e-4)


def test_the_regression_is_the_one_of_the_normal_equations() -> None:
    rng = np.random.default_rng(2)
    features, of = rng.normal(3, [1, 5, 0.2, 2], (60, 4)), np.repeat(np.arange(30), 2)
    wanted = features @ [1, -2, 10, 0.5] - 7
    weight, bias = fitted(features, wanted, of)
    spread = features.std(axis=0)
    scaled = (features - features.mean(axis=0)) / spread
    direct = np.linalg.solve(scaled.T @ scaled + np.eye(4), scaled.T @ (wanted - wanted.mean())) / spread
    np.testing.assert_allclose(weight, direct, rtol=1e-8)
    assert features.mean(axis=0) @ weight + bias == pytest.approx(wanted.mean())


def test_a_penalty_is_heavy_where_there_is_nothing_to_learn() -> None:
    rng = np.random.default_rng(4)
    features, of = rng.normal(size=(80, 60)), np.repeat(np.arange(40), 2)
    noise = fitted(features, rng.normal(size=80), of)[0]
    signal = fitted(features, 3 * features[:, 0], of)[0]
    assert np.abs(noise).max() < 0.2
    assert signal[0] > 2


class _TwoLayers(nn.Module):
    """Pools and gives its scores by two layers with a ReLU between."""

    def __init__(self) -> None:
        super().__init__()
        self.trunk = nn.Sequential(nn.Conv2d(1, 4, 16, 16), nn.ReLU())
        self.head = nn.Sequential(nn.Linear(4, 4), nn.ReLU(), nn.Linear(4, 14))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        scores: torch.Tensor = self.head(self.trunk(x).mean(dim=(2, 3)))
        return scores


def test_a_classifier_without_a_linear_head_is_refused_with_the_reason(embedded_one: WatchedClassifier) -> None:
    with pytest.raises(NoLinearHead, match="one linear layer"):
        head_of(WatchedClassifier(embedded_one.manifest, _TwoLayers().eval(), embedded_one.device))
    single = replace(embedded_one, manifest=replace(embedded_one.manifest, task=Labelling.SINGLE_LABEL))
    with pytest.raises(NoLinearHead, match="depend on one another"):
        head_of(single)
