"""Named target layers: found, listed, exact, and without a hook on the caller's network."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from models.attribution.attribute import attribute
from models.attribution.refusal import NoTargetLayer
from models.attribution.target_layers import target_layers
from models.attribution.twin import twin, twin_on
from models.values.attribution import MapMethod, TargetLayer

SIGNED = [MapMethod.SIGNED_CAM]


def _off(found: Tensor, wanted: Tensor) -> float:
    assert found.shape == wanted.shape
    assert wanted.abs().max() > 0
    return float((found - wanted).abs().max() / wanted.abs().max())


def _brute_force(network: nn.Module, batch: Tensor, name: str) -> Tensor:
    """Plain autograd with a hook on the module, all classes, the total derivative over every use of its output."""
    kept: list[Tensor] = []

    def keep(module: nn.Module, args: Any, output: Tensor) -> Tensor:
        kept.append(output.detach().clone().requires_grad_())
        return kept[-1].clone()

    handle = network.get_submodule(name).register_forward_hook(keep)
    logits = network(batch)
    handle.remove()
    rows = []
    for label in range(logits.shape[1]):
        (gradient,) = torch.autograd.grad(logits[:, label].sum(), kept[-1], retain_graph=True)
        rows.append((gradient.mean((2, 3), keepdim=True) * kept[-1].detach()).sum(1))
    return torch.stack(rows, dim=1)


@pytest.mark.parametrize("name", ["layer4", "layer3.0.conv2", "layer2", "bn1"])
@pytest.mark.parametrize("beside", [[], [MapMethod.GUIDED_BACKPROP]])
def test_a_named_point_is_exact_at_every_depth(resnet18: Any, name: str, beside: list[MapMethod]) -> None:
    case = resnet18.double()
    found = attribute(case.network, case.batch, methods=[*SIGNED, *beside], target_layer=name)
    assert _off(found.maps[MapMethod.SIGNED_CAM], _brute_force(case.network, case.batch, name)) <= 1e-9
    assert isinstance(found.target_layer, TargetLayer)
    assert found.target_layer.name == name
    assert found.relus == 17


def test_the_last_stage_is_the_default_point_by_another_name(resnet18: Any) -> None:
    default = attribute(resnet18.network, resnet18.batch, methods=[MapMethod.CAM, *SIGNED])
    named = attribute(resnet18.network, resnet18.batch, methods=[MapMethod.CAM, *SIGNED], target_layer="layer4")
    for method in (MapMethod.CAM, MapMethod.SIGNED_CAM):
        assert torch.equal(default.maps[method], named.maps[method])


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("layer5", "no module named 'layer5'"),
        ("fc", "does not give a tensor of images, channels, rows and columns"),
        ("unused", "did not run"),
    ],
)
def test_a_point_that_is_none_is_refused(resnet18: Any, name: str, sentence: str) -> None:
    resnet18.network.unused = nn.Identity().eval()
    try:
        with pytest.raises(NoTargetLayer, match=sentence):
            attribute(resnet18.network, resnet18.batch, methods=SIGNED, target_layer=name)
    finally:
        del resnet18.network.unused


def test_a_point_that_the_score_does_not_depend_on_is_refused() -> None:
    class Network(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.seen, self.unseen, self.out = nn.Conv2d(1, 2, 3), nn.Conv2d(1, 2, 3), nn.Linear(2, 2)

        def forward(self, batch: Tensor) -> Tensor:
            scores = self.out(self.seen(batch).mean((2, 3)))
            self.unseen(batch)
            return scores

    with pytest.raises(NoTargetLayer, match="does not depend on the target layer 'unseen'"):
        attribute(Network().eval(), torch.randn(1, 1, 6, 6), methods=SIGNED, target_layer="unseen")


def test_candidate_points_are_the_modules_with_a_grid_in_the_order_they_ran(resnet18: Any) -> None:
    found = target_layers(resnet18.network, resnet18.batch[:1])
    names = [layer.name for layer in found]
    assert found[0] == TargetLayer("last-spatial", (512, 3, 3))
    assert found[-1] == TargetLayer("layer4", (512, 3, 3))
    assert TargetLayer("layer1.0.conv1", (64, 24, 24)) in found
    assert names.index("layer1") < names.index("layer2.0.conv1") < names.index("layer3")
    assert not {"avgpool", "fc"} & set(names)
    for layer in found:
        named = None if layer.name == "last-spatial" else layer.name
        assert attribute(resnet18.network, resnet18.batch[:1], methods=[], target_layer=named).target_layer == layer


def test_each_point_of_each_family_can_be_taken(architecture: Any) -> None:
    for layer in target_layers(architecture.network, architecture.batch[:1])[1::23]:
        found = attribute(architecture.network, architecture.batch[:1], methods=SIGNED, targets=[0], target_layer=layer.name)
        assert found.maps[MapMethod.SIGNED_CAM].shape[-2:] == layer.shape[1:]


def test_threads_may_watch_different_points_of_one_network(resnet18: Any) -> None:
    names = ["layer4", "layer3", None, "layer2"] * 3
    alone = {
        name: attribute(resnet18.network, resnet18.batch, methods=SIGNED, target_layer=name).maps[MapMethod.SIGNED_CAM]
        for name in set(names)
    }
    with ThreadPoolExecutor(4) as threads:
        jobs = [threads.submit(attribute, resnet18.network, resnet18.batch, methods=SIGNED, target_layer=name) for name in names]
        for name, job in zip(names, jobs, strict=True):
            assert torch.equal(job.result().maps[MapMethod.SIGNED_CAM], alone[name])


def test_a_twin_shares_its_tensors_and_keeps_hooks_to_itself(resnet18: Any) -> None:
    """Modules that occur twice in a network occur twice in the twin."""
    seen: list[Any] = []
    same = twin(resnet18.network, after={"layer4": seen.append})
    assert [id(value) for value in same.parameters()] == [id(value) for value in resnet18.network.parameters()]
    with torch.no_grad():
        resnet18.network(resnet18.batch)
        assert seen == []
        assert torch.equal(same(resnet18.batch), resnet18.network(resnet18.batch))
    assert len(seen) == 1
    shared = nn.Sequential(block := nn.Conv2d(1, 1, 1), block)
    again = twin(shared, after={})
    assert again[0] is again[1] is not block


def test_a_twin_on_another_device_moves_everything_and_leaves_the_network(resnet18: Any) -> None:
    class Recurrent(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.lstm, self.kept = nn.LSTM(2, 3), [torch.ones(2)]

    for network in (resnet18.network, Recurrent().eval()):
        there = twin_on(network, torch.device("meta"))
        assert {value.device.type for value in there.state_dict().values()} == {"meta"}
        assert {value.device.type for value in network.state_dict().values()} == {"cpu"}
    assert there.kept[0].device.type == "meta"
    assert there.lstm._flat_weights[0] is there.lstm.weight_ih_l0
