"""EfficientNet-Lite0 cut short: its grids, its exact class activation maps, and that chance is left to training."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from models.networks.lite import LiteGrid, LiteTrunk, LiteUNet


def test_each_stage_stands_on_its_stride() -> None:
    with torch.inference_mode():
        found = LiteTrunk((1, 2, 2, 3, 3, 2)).eval()(torch.zeros(2, 1, 64, 96))
    assert [tuple(stage.shape[1:]) for stage in found] == [(16, 32, 48), (24, 16, 24), (40, 8, 12), (80, 4, 6), (112, 4, 6), (192, 2, 3)]


def test_a_film_of_320_pixels_has_a_grid_of_20_and_its_map_sums_to_the_logit() -> None:
    network, batch = LiteGrid(3, width=16).eval(), torch.rand(2, 1, 320, 320)
    with torch.inference_mode():
        features, logits = network.features(batch), network(batch)
    assert features.shape == (2, 16, 20, 20)
    assert (features >= 0).all()
    maps = torch.einsum("kc,nchw->nkhw", network.head.weight, features)
    torch.testing.assert_close(maps.mean(dim=(2, 3)) + network.head.bias, logits, rtol=1e-5, atol=1e-5)


def test_every_rectifier_is_a_plain_relu_that_leaves_its_input() -> None:
    rectifiers = [module for module in LiteGrid(3).modules() if "ReLU" in type(module).__name__]
    assert len(rectifiers) == 23
    assert all(type(module) is nn.ReLU and not module.inplace for module in rectifiers)


def test_blocks_and_features_are_dropped_while_training_alone() -> None:
    torch.manual_seed(1)
    network, batch = LiteGrid(3, width=8, dropped=0.9).eval(), torch.rand(2, 1, 64, 64)
    with torch.no_grad():
        assert torch.equal(network(batch), network(batch))
        for module in network.modules():
            module.training = not isinstance(module, nn.BatchNorm2d)
        assert not torch.equal(network(batch), network(batch))


@pytest.mark.parametrize(("height", "width"), [(64, 64), (32, 96)])
def test_the_segmenter_answers_every_part_at_the_films_size(height: int, width: int) -> None:
    with torch.inference_mode():
        assert LiteUNet(3).eval()(torch.zeros(1, 1, height, width)).shape == (1, 3, height, width)
