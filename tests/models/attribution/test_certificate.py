"""The certificate of the classifiers that come with the program, and of networks made to fail it."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from models.attribution.certificate import GUIDED, OF_HEAD, certify
from models.attribution.randomisation import layers_from_the_head, likeness, randomised
from models.film.phantom import phantom
from models.networks.architectures import ResidualGrid
from models.values.attribution import MapMethod
from models.values.certificate import Certificate, Check
from tests.models.attribution.conftest import LITE_RELUS, RESIDUAL_RELUS


@pytest.fixture(scope="module", params=["classifier", "teaching"])
def certified(request: pytest.FixtureRequest) -> tuple[Any, Certificate]:
    classifier = request.getfixturevalue(request.param)
    films = torch.stack([classifier.prepared(phantom(4_000_000 + seed, size=512).pixels).tensor for seed in range(3)])
    return classifier, certify(classifier.network, [films[:2], films[2:]], classes=[0, 1], seeds=2)


def test_the_embedded_classifiers_pass_and_their_guided_maps_fail_as_published(certified: tuple[Any, Certificate]) -> None:
    """Exact and complete; Grad-CAM falls with the weights, guided backpropagation stays."""
    classifier, found = certified
    grids = list(getattr(classifier.network, "members", [classifier.network]))
    assert found["relus"].number == sum(RESIDUAL_RELUS if isinstance(grid, ResidualGrid) else LITE_RELUS for grid in grids)
    for name in ("relus", "completeness", "brute-force", "batch-and-singles", "randomisation-grad-cam"):
        assert found[name].passed, found[name]
    assert found["randomisation-guided-backprop"].passed is False
    assert found["randomisation-guided-backprop"].number > 0.5 > found["randomisation-grad-cam"].number + 0.2
    assert "never evidence" in found["randomisation-guided-backprop"].follows
    assert found.passed
    assert found.sentence.startswith("Grad-CAM passes. Guided maps are edge detail")
    assert found["device"].passed is None
    assert set(found.greyed) == set(GUIDED)


def test_small_steps_that_change_the_decision_move_the_map(certified: tuple[Any, Certificate]) -> None:
    row = certified[1]["adversary"]
    assert row.passed in (True, None)
    assert row.number is None or row.number < row.limit


def test_the_network_is_left_untouched() -> None:
    torch.manual_seed(2)
    network = ResidualGrid(3, widths=(4, 4, 6, 8)).eval()
    weights = copy.deepcopy(network.state_dict())
    certify(network, [torch.randn(2, 1, 64, 64)], seeds=1)
    assert all(torch.equal(value, weights[name]) for name, value in network.state_dict().items())
    assert not any(module._forward_hooks for module in network.modules())
    assert not network.training
    assert all(parameter.grad is None for parameter in network.parameters())


class _Blind(nn.Module):
    """Its map is the image itself, whatever it learnt: a fixed filter and a pooling, then a scale and an offset."""

    def __init__(self) -> None:
        super().__init__()
        self.out = nn.Linear(1, 2)
        nn.init.constant_(self.out.weight, 1.0)

    def forward(self, batch: Tensor) -> Tensor:
        return self.out(batch.mean((2, 3)))


def test_maps_that_do_not_depend_on_the_weights_fail() -> None:
    """A weight of chance here is again 1, so the map stays: Grad-CAM and all that are like it are greyed, with the reason."""
    found = certify(_Blind().eval(), [torch.randn(3, 1, 12, 12)], seeds=1)
    assert found["randomisation-grad-cam"].passed is False
    assert found["randomisation-grad-cam"].number == pytest.approx(1)
    assert "no evidence" in found.greyed[MapMethod.GRAD_CAM]
    assert not found.passed
    assert found.sentence.startswith("Grad-CAM fails. The maps do not depend")
    assert set(OF_HEAD) <= set(found.greyed)
    assert found["relus"].passed is False
    assert "no ReLU" in found.greyed[MapMethod.GUIDED_BACKPROP]


class _Mixes(nn.Module):
    """A score that depends on the other images of the batch, which eval mode should forbid."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.out = nn.Conv2d(1, 4, 3), nn.Linear(4, 2)

    def forward(self, batch: Tensor) -> Tensor:
        x = torch.relu(self.conv(batch - batch.mean()))
        return torch.tanh(self.out(x.mean((2, 3))))


def test_a_network_that_mixes_its_images_fails_and_another_head_has_no_cam() -> None:
    torch.manual_seed(1)
    found = certify(_Mixes().eval(), [torch.randn(3, 1, 10, 10) + torch.arange(3)[:, None, None, None]], seeds=1)
    assert found["batch-and-singles"].passed is False
    assert found["completeness"].passed is None
    assert "CAM is not defined" in found["completeness"].sentence


def test_one_film_is_too_few() -> None:
    with pytest.raises(ValueError, match="two films at least"):
        certify(_Mixes().eval(), [torch.randn(1, 1, 10, 10)])


def test_layers_are_randomised_from_the_head_down(resnet18: Any) -> None:
    layers = layers_from_the_head(resnet18.network, resnet18.batch[:1])
    assert layers[0] == "fc"
    assert layers[-1] == "conv1"
    assert len(layers) == 41
    other = randomised(resnet18.network, layers[:1], seed=1)
    changed = {name for name, value in other.named_parameters() if not torch.equal(value, resnet18.network.get_parameter(name))}
    assert changed == {"fc.weight", "fc.bias"}
    assert other.fc.weight.detach().std() == pytest.approx(float(resnet18.network.fc.weight.detach().std()), rel=0.1)


def test_likeness_is_of_ranks() -> None:
    maps = torch.randn(2, 2, 4, 5)
    assert likeness(maps, maps.exp()) == pytest.approx([1.0] * 4)
    assert likeness(maps, -maps) == pytest.approx([-1.0] * 4)
    assert likeness(maps, torch.zeros_like(maps)) == [0.0] * 4


def test_the_first_reason_greys() -> None:
    one, other = (
        Check("a", False, None, None, "One.", (MapMethod.CAM,)),
        Check("b", False, None, None, "Other.", (MapMethod.CAM, MapMethod.GRADIENT)),
    )
    unknown = Check("c", None, None, None, "Unknown.", (MapMethod.LAYER_CAM,))
    assert Certificate((one, other, unknown)).greyed == {MapMethod.CAM: "One.", MapMethod.GRADIENT: "Other."}


@pytest.mark.parametrize(("there", "said"), [(True, "the GPU of Apple (MPS) is not run."), (False, "no other device to compare with.")])
def test_a_gpu_that_is_not_run_is_told(there: bool, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: there)
    torch.manual_seed(2)
    found = certify(ResidualGrid(3, widths=(4, 4, 6, 8)).eval(), [torch.randn(2, 1, 64, 64)], seeds=1)["device"]
    assert found.passed is None
    assert found.sentence.endswith(said)
