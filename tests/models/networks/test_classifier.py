"""From scores to log-odds, and from a wish to a device."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from models.attribution.watched import WatchedClassifier
from models.networks.device import DeviceChoice, NoDevice, choose_device
from models.networks.library import embedded
from models.networks.manifest import ManifestError
from models.networks.task import Labelling

SCORES = st.lists(st.floats(-30, 30), min_size=2, max_size=6).map(lambda row: torch.tensor([row], dtype=torch.float64))


def _of(task: Labelling) -> WatchedClassifier:
    return WatchedClassifier(replace(embedded("embedded"), task=task), torch.nn.Identity(), torch.device("cpu"))


@given(SCORES)
def test_single_label_scores_become_log_odds(scores: Tensor) -> None:
    """The logistic of the log-odds is the softmax."""
    np.testing.assert_allclose(_of(Labelling.SINGLE_LABEL).log_odds(scores).sigmoid(), scores.softmax(dim=1), atol=1e-12)


@given(SCORES, st.floats(-50, 50))
def test_log_odds_do_not_know_the_shift_that_softmax_logits_share(scores: Tensor, shift: float) -> None:
    single = _of(Labelling.SINGLE_LABEL)
    torch.testing.assert_close(single.log_odds(scores + shift), single.log_odds(scores), rtol=1e-9, atol=1e-9)


def test_two_unit_heads_give_their_difference() -> None:
    found = _of(Labelling.SINGLE_LABEL).log_odds(torch.tensor([[3.0, -1.5]]))
    torch.testing.assert_close(found, torch.tensor([[4.5, -4.5]]))


def test_multi_label_scores_are_log_odds_already() -> None:
    scores = torch.randn(3, 4)
    assert torch.equal(_of(Labelling.MULTI_LABEL).log_odds(scores), scores)


def test_logits_have_no_graph_and_are_the_networks_of_each_film_alone(classifier: WatchedClassifier) -> None:
    batch = torch.randn(3, 1, 64, 64)
    found = classifier.logits(batch)
    with torch.no_grad():
        assert torch.equal(found, torch.cat([classifier.network(film[None]) for film in batch]))
    assert not found.requires_grad


def test_films_beside_a_film_change_neither_its_scores_nor_its_maps(classifier: WatchedClassifier) -> None:
    films = [classifier.prepared(np.full((64, 80), grey, np.float32) + np.eye(64, 80, dtype=np.float32) / 2) for grey in (0.1, 0.2, 0.4)]
    together = classifier.scored(films)
    for index, film in enumerate(films):
        for own, shared in zip(classifier.scored([film]), together, strict=True):
            assert np.array_equal(own[0], shared[index])


def test_on_a_graphics_card_films_share_a_pass(classifier: WatchedClassifier) -> None:
    assert replace(classifier, device=torch.device("cuda")).at_once is None


def test_logits_take_any_floating_type(classifier: WatchedClassifier) -> None:
    batch = torch.randn(1, 1, 64, 64)
    assert torch.equal(classifier.logits(batch.double()), classifier.logits(batch))
    assert classifier.dtype == torch.float32


@pytest.mark.parametrize(
    ("choice", "available", "wanted"),
    [
        (DeviceChoice.AUTO, True, "cuda"),
        (DeviceChoice.AUTO, False, "cpu"),
        (DeviceChoice.CPU, True, "cpu"),
        (DeviceChoice.CUDA, True, "cuda"),
    ],
)
def test_auto_is_cuda_where_there_is_one(choice: DeviceChoice, available: bool, wanted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: available)
    assert choose_device(choice) == torch.device(wanted)


def test_cuda_without_cuda_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(NoDevice, match="no CUDA device"):
        choose_device(DeviceChoice.CUDA)


def test_an_attribution_point_that_cannot_be_watched_is_refused_at_loading() -> None:
    for layer, reason in (("stages.2", "no module named 'stages.2'"), ("head", "'head' does not give a tensor of images")):
        with pytest.raises(ManifestError, match=rf"^embedded: .*{reason}.*Take target_layer = .last-spatial.; then 'models layers' lists"):
            WatchedClassifier.load(replace(embedded("embedded"), target_layer=layer), torch.device("cpu"))
