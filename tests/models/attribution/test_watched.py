"""What a logit is without any evidence, whatever the preparation does to a film."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from models.attribution.watched import WatchedClassifier
from models.networks.library import embedded
from models.networks.steps import Normalise


class _Coarse(nn.Module):
    """A grid of stride 64, as networks for large films have; its bias is 0.25 and −1.5."""

    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Conv2d(1, 3, 64, stride=64)
        self.head = nn.Linear(3, 2)
        nn.init.constant_(self.head.bias, 0.25)
        self.head.bias.data[1] = -1.5

    def forward(self, batch: Tensor) -> Tensor:
        logits: Tensor = self.head(torch.relu(self.features(batch)).mean(dim=(2, 3)))
        return logits


def test_biases_are_the_heads_where_films_are_not_resized() -> None:
    """A film of 64 pixels would have a grid of one cell, and no map to take the bias from."""
    manifest = replace(embedded("embedded"), labels=("Mass", "Nodule"), thresholds=(0.5, 0.5), preparation=(Normalise((0.5,), (0.25,)),))
    torch.manual_seed(0)
    classifier = WatchedClassifier(manifest, _Coarse().eval(), torch.device("cpu"))
    assert classifier.biases is not None
    np.testing.assert_allclose(classifier.biases, [0.25, -1.5], atol=1e-6)


@pytest.mark.parametrize("name", ["embedded", "teaching"])
def test_biases_of_the_embedded_classifiers_are_their_heads(name: str) -> None:
    classifier = WatchedClassifier.load(embedded(name), torch.device("cpu"))
    assert classifier.biases is not None
    np.testing.assert_allclose(classifier.biases, classifier.network.get_parameter("head.bias").detach().numpy(), atol=1e-6)


def test_a_layer_before_the_last_has_no_bias_that_its_maps_leave_out() -> None:
    named = WatchedClassifier.load(replace(embedded("teaching"), target_layer="stages.1"), torch.device("cpu"))
    assert named.biases is None
    last = WatchedClassifier.load(replace(embedded("teaching"), target_layer="stages"), torch.device("cpu"))
    assert last.biases is not None


def test_the_precision_is_that_of_the_weights_or_of_the_maps() -> None:
    classifier = WatchedClassifier.load(embedded("teaching"), torch.device("cpu"))
    found = {}
    for dtype in (torch.float64, torch.float32, torch.float16):
        classifier.network.to(dtype)
        found[dtype] = classifier.precision
    assert found[torch.float64] == found[torch.float32] == np.finfo(np.float32).eps
    assert found[torch.float16] == np.finfo(np.float16).eps
