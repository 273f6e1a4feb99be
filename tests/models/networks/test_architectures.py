"""The embedded architectures: their grids, and that nothing but pooling stands between map and logit."""

from __future__ import annotations

import pytest
import torch

from models.attribution.attribute import attribute
from models.attribution.watched import WatchedClassifier
from models.networks.architectures import GridEnsemble, LungUNet, ResidualGrid
from models.networks.lite import LiteGrid
from models.values.attribution import MapMethod


@pytest.mark.parametrize("name", ["classifier", "teaching"])
def test_the_embedded_classifiers_have_a_grid_of_20_by_20_at_their_own_input(name: str, request: pytest.FixtureRequest) -> None:
    found: WatchedClassifier = request.getfixturevalue(name)
    prepared = found.prepared(torch.rand(400, 350).numpy())
    assert attribute(found.network, prepared.tensor[None], methods=[]).grid == (20, 20)


@pytest.mark.parametrize(("height", "width"), [(320, 320), (64, 96), (160, 32)])
def test_the_grid_is_a_sixteenth_of_the_input(height: int, width: int) -> None:
    network = ResidualGrid(3, widths=(4, 4, 6, 8)).eval()
    assert attribute(network, torch.zeros(1, 1, height, width), methods=[]).grid == (height // 16, width // 16)


def test_one_output_a_label() -> None:
    with torch.no_grad():
        assert ResidualGrid(5, widths=(4, 4, 6, 8)).eval()(torch.zeros(2, 1, 64, 64)).shape == (2, 5)


def test_the_lung_network_keeps_the_inputs_size() -> None:
    with torch.no_grad():
        assert LungUNet(widths=(2, 3, 4, 5, 6)).eval()(torch.zeros(2, 1, 64, 96)).shape == (2, 2, 64, 96)


@pytest.mark.parametrize("kinds", [(ResidualGrid, ResidualGrid), (ResidualGrid, LiteGrid)])
def test_an_ensemble_is_one_network_whose_logits_are_the_weighted_mean_of_its_members(
    kinds: tuple[type[ResidualGrid | LiteGrid], ...],
) -> None:
    torch.manual_seed(0)
    members = [kind(3).eval() for kind in kinds]
    ensemble, batch = GridEnsemble.of(members, (0.7, 0.3)).eval(), torch.randn(2, 1, 64, 96)
    with torch.no_grad():
        wanted = 0.7 * members[0](batch) + 0.3 * members[1](batch)
        assert torch.allclose(ensemble(batch), wanted, atol=1e-5)
    maps = attribute(ensemble, batch, methods=[MapMethod.SIGNED_CAM]).maps[MapMethod.SIGNED_CAM]
    assert torch.allclose(maps.sum(dim=(-2, -1)) + ensemble.head.bias, wanted, atol=1e-4)
