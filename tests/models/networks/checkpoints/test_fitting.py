"""Weights get the names of a network, or what does not fit is listed name by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
import torchxrayvision
from torch import Tensor, nn

from models.networks.checkpoints.fitting import DoesNotFit, fitted
from models.networks.checkpoints.read import read_tensors

_STATE = {
    "features.conv0.weight": torch.rand(4, 3, 7, 7),
    "features.denseblock1.denselayer1.norm1.weight": torch.rand(4),
    "features.denseblock1.denselayer1.norm1.running_mean": torch.rand(4),
    "features.denseblock1.denselayer1.norm1.num_batches_tracked": torch.tensor(5),
    "features.denseblock1.denselayer1.conv2.weight": torch.rand(4, 4, 3, 3),
    "classifier.weight": torch.rand(14, 4),
    "classifier.bias": torch.rand(14),
}
_EXPECTED = {name: tuple(tensor.shape) for name, tensor in _STATE.items()}


def _renamed(rename: Callable[[str], str]) -> dict[str, Tensor]:
    return {rename(name): tensor for name, tensor in _STATE.items()}


def _old(name: str) -> str:
    return name.replace("norm1.", "norm.1.").replace("conv2.", "conv.2.")


def _chexnet(name: str) -> str:
    """As the checkpoints of arnoweng/CheXNet name them: on several devices, inside a class, a sigmoid behind the last layer."""
    return "module.densenet121." + _old(name).replace("classifier.", "classifier.0.")


@pytest.mark.parametrize(
    "rename",
    [
        str,
        _old,
        _chexnet,
        *(lambda name, prefix=prefix: prefix + name for prefix in ("module.", "model.", "net.", "module.model.backbone.")),
    ],
)
def test_prefixes_and_old_spellings_are_mapped(rename: Callable[[str], str]) -> None:
    found = fitted(_renamed(rename), _EXPECTED)
    assert list(found.tensors) == list(_EXPECTED)
    assert all(torch.equal(found.tensors[name], tensor) for name, tensor in _STATE.items())
    assert found.left_out == ()


def test_a_network_that_has_the_prefix_itself_keeps_it() -> None:
    state = {"model.conv.weight": torch.ones(1), "model.model.conv.weight": torch.zeros(1)}
    found = fitted(state, dict.fromkeys(state, (1,)))
    assert all(torch.equal(found.tensors[name], tensor) for name, tensor in state.items())


def test_a_network_with_a_sequence_at_its_end_keeps_its_names() -> None:
    state = {"head.0.weight": torch.ones(2), "head.0.bias": torch.ones(2)}
    assert fitted(state, dict.fromkeys(state, (2,))).tensors.keys() == state.keys()


def test_what_is_no_weight_is_left_out_and_told() -> None:
    more = {
        "op_threshs": torch.rand(14),
        "criterion.pos_weight": torch.rand(14),
        "steps": torch.tensor(3),
        "model.total_ops": torch.rand(1),
    }
    found = fitted(_renamed(lambda name: "model." + name) | more, _EXPECTED)
    assert found.left_out == tuple(more)
    assert found.tensors.keys() == _EXPECTED.keys()


@pytest.mark.parametrize("name", ["head2.weight", "layers.0.gamma", "norm.running_var", "classifier.0.weight", "criterion.weight"])
def test_a_layer_that_the_network_lacks_is_refused(name: str) -> None:
    with pytest.raises(DoesNotFit) as refused:
        fitted(_STATE | {name: torch.rand(14, 4)}, _EXPECTED)
    assert refused.value.left_over == (name,)


def test_batches_that_were_not_counted_are_counted_from_none() -> None:
    """As before PyTorch 0.4.1."""
    state = {name: tensor for name, tensor in _STATE.items() if "num_batches" not in name}
    found = fitted(state, _EXPECTED).tensors
    assert [int(tensor) for name, tensor in found.items() if "num_batches" in name] == [0]


def test_what_does_not_fit_is_listed() -> None:
    state = dict(_STATE)
    del state["features.conv0.weight"]
    state |= {"classifier.weight": torch.rand(5, 4), "classifier.bias": torch.tensor(1.0)}
    state |= {f"extra{number}.weight": torch.rand(1) for number in range(12)}
    with pytest.raises(DoesNotFit) as refused:
        fitted(state, _EXPECTED)
    extra = ", ".join(f"extra{number}.weight" for number in range(10))
    assert str(refused.value).splitlines() == [
        "The weights do not fit the network; choose the architecture and the labels they were made with.",
        "Missing (1): features.conv0.weight.",
        f"Left over (12): {extra} and 2 more.",
        "Other shape (2): classifier.weight has 5×4, the network 14×4, classifier.bias has one number, the network 14.",
    ]
    assert len(refused.value.left_over) == 12


def test_weights_of_quite_another_network_are_refused() -> None:
    with pytest.raises(DoesNotFit, match=r"Missing \(6\)"):
        fitted({"encoder.block.weight": torch.rand(3)}, _EXPECTED)


def test_a_published_network_of_torchxrayvision_fills_one_without_thresholds(tmp_path: Path) -> None:
    def network(thresholds: Tensor | None) -> nn.Module:
        return torchxrayvision.models.DenseNet(
            growth_rate=4, block_config=(2, 2), num_init_features=8, num_classes=3, op_threshs=thresholds
        ).eval()  # type: ignore[no-any-return]

    published, own = network(torch.full((3,), float("nan"))), network(None)
    torch.save(published, tmp_path / "xrv.pt")
    found = fitted(read_tensors(tmp_path / "xrv.pt"), {name: tensor.shape for name, tensor in own.state_dict().items()})
    own.load_state_dict(found.tensors)
    assert found.left_out == ("op_threshs",)
    film = torch.rand(1, 1, 64, 64)
    with torch.no_grad():
        assert torch.equal(own.features(film), published.features(film))  # type: ignore[operator]
