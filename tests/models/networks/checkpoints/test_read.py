"""What torch.save and safetensors write is read as it was, in every form in which networks are published."""

from __future__ import annotations

import pickle
from collections import OrderedDict
from pathlib import Path
from typing import Any

import pytest
import torch
import torchxrayvision
from safetensors.torch import save_file
from torch import Tensor, nn

from models.networks.checkpoints.read import read_tensors
from models.networks.checkpoints.refusal import CheckpointError

_FORMS = pytest.mark.parametrize("zipped", [True, False], ids=["zip", "legacy"])


class _Block(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, bias=False)
        self.norm = nn.BatchNorm2d(4)
        self.register_buffer("kept", torch.arange(3.0))
        self.register_buffer("passing", torch.ones(2), persistent=False)
        self.register_buffer("nothing", None)


def _network() -> nn.Sequential:
    network = nn.Sequential(_Block(), nn.ReLU(), nn.Linear(4, 2))
    network.add_module("none", None)
    return network


def _same(found: dict[str, Tensor], expected: dict[str, Tensor]) -> None:
    assert found.keys() == expected.keys()
    for name, tensor in found.items():
        assert tensor.is_contiguous()
        torch.testing.assert_close(tensor, expected[name].detach(), rtol=0, atol=0)


def _saved(what: Any, path: Path, zipped: bool = True, protocol: int = 2) -> Path:
    torch.save(what, path, pickle_protocol=protocol, _use_new_zipfile_serialization=zipped)
    return path


@_FORMS
@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_state_dicts_and_whole_modules_of_every_protocol_are_read(zipped: bool, protocol: int, tmp_path: Path) -> None:
    network = _network()
    for what in (network, network.state_dict()):
        _same(read_tensors(_saved(what, tmp_path / "n.pt", zipped, protocol)), network.state_dict())


def test_safetensors_are_read(tmp_path: Path) -> None:
    state = _network().state_dict()
    save_file(state, tmp_path / "any.name")
    _same(read_tensors(tmp_path / "any.name"), state)


class _Settings(dict[str, Any]):
    """As Lightning keeps hyper-parameters: a class that who reads the file lacks."""


@_FORMS
@pytest.mark.parametrize("key", ["state_dict", "model_state_dict", "model", "net", "network_of_mine"])
def test_a_network_inside_a_checkpoint_is_found_among_other_things(key: str, zipped: bool, tmp_path: Path) -> None:
    network = _network()
    optimizer = torch.optim.Adam(network.parameters())
    sum(parameter.sum() for parameter in network.parameters()).backward()  # type: ignore[union-attr]
    optimizer.step()
    others = {
        "epoch": 3, "best_loss": torch.tensor(0.25), "rng_state": torch.get_rng_state(), "optimizer": optimizer.state_dict(),
        "hyper_parameters": _Settings(rate=0.1, path=Path("films"), labels={"Mass"}), ("a", "key"): 1,
    }  # fmt: skip
    for what in (network.state_dict(), network):
        _same(read_tensors(_saved(others | {key: what}, tmp_path / "n.ckpt", zipped)), network.state_dict())


@_FORMS
def test_a_network_of_torchxrayvision_is_read_as_it_is_published(zipped: bool, tmp_path: Path) -> None:
    """A whole module; where a finding has no threshold, a buffer that is no weight says so by not-a-number."""
    network = torchxrayvision.models.DenseNet(
        growth_rate=4, block_config=(2, 2), num_init_features=8, num_classes=3, op_threshs=torch.tensor([0.5, float("nan"), 0.25])
    )
    found = read_tensors(_saved(network, tmp_path / "xrv.pt", zipped))
    assert found.keys() == network.state_dict().keys()
    assert found["op_threshs"].isnan().tolist() == [False, True, False]
    thresholds = {"op_threshs"}
    _same(*({name: state[name] for name in state.keys() - thresholds} for state in (found, network.state_dict())))  # type: ignore[attr-defined]


@_FORMS
def test_a_module_wrapped_for_several_devices_keeps_its_prefix(zipped: bool, tmp_path: Path) -> None:
    wrapped = nn.DataParallel(_network())
    _same(read_tensors(_saved(wrapped, tmp_path / "n.pt", zipped)), wrapped.state_dict())


@_FORMS
def test_views_shared_and_strided_have_their_own_memory(zipped: bool, tmp_path: Path) -> None:
    row = torch.arange(24.0)
    square = row[4:20].view(4, 4)
    shared = {"row": row, "square": square, "turned": square.T, "every.second": row[1::2], "again": row, "repeated": row[:1].expand(5)}
    shared |= {
        "one.number": torch.tensor(3.0),
        "empty": torch.zeros(0, 3),
        "flat.strides": nn.Conv2d(3, 4, 3).weight.to(memory_format=torch.channels_last),
    }
    found = read_tensors(_saved(shared, tmp_path / "n.pt", zipped))
    _same(found, shared)
    found["row"].zero_()
    assert torch.equal(found["again"], row)


@_FORMS
def test_tied_weights_are_found_under_both_names(zipped: bool, tmp_path: Path) -> None:
    network = nn.Sequential(nn.Linear(3, 3), nn.Linear(3, 3))
    network[1].weight = network[0].weight
    _same(read_tensors(_saved(network, tmp_path / "n.pt", zipped)), network.state_dict())


_FLOATS = [torch.float16, torch.bfloat16, torch.float32, torch.float64]
_WHOLE = [torch.int8, torch.uint8, torch.int16, torch.int32, torch.int64, torch.bool]


@pytest.mark.parametrize("dtype", _FLOATS + _WHOLE, ids=str)
def test_floats_become_float32_and_whole_numbers_stay(dtype: torch.dtype, tmp_path: Path) -> None:
    tensors = {"a.weight": torch.tensor([0, 1, 3]).to(dtype)}
    save_file(tensors, tmp_path / "n.safetensors")
    files = (_saved(tensors, tmp_path / "n.pt"), _saved(tensors, tmp_path / "n.pth", zipped=False), tmp_path / "n.safetensors")
    for file in files:
        found = read_tensors(file)["a.weight"]
        assert found.dtype == (torch.float32 if dtype in _FLOATS else dtype)
        assert found.tolist() == tensors["a.weight"].tolist()


def test_parameters_with_attributes_are_tensors(tmp_path: Path) -> None:
    parameter = nn.Parameter(torch.ones(2))
    parameter.decay = False  # type: ignore[attr-defined]
    tensor = torch.arange(2.0)
    tensor.origin = "here"  # type: ignore[attr-defined]
    found = read_tensors(_saved({"a.b": parameter, "c.d": tensor}, tmp_path / "n.pt"))
    _same(found, {"a.b": torch.ones(2), "c.d": torch.arange(2.0)})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_the_first_tensor_that_is_not_finite_is_named(value: float, tmp_path: Path) -> None:
    state = _network().state_dict()
    state["2.weight"][1, 1] = value
    save_file(state, tmp_path / "n.safetensors")
    for file in (_saved(state, tmp_path / "n.pt"), tmp_path / "n.safetensors"):
        with pytest.raises(CheckpointError, match=r"The tensor 2\.weight holds numbers that are not finite"):
            read_tensors(file)


def test_a_number_too_large_for_float32_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="not finite"):
        read_tensors(_saved({"a.b": torch.tensor([1e300], dtype=torch.float64)}, tmp_path / "n.pt"))


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ({"a": {"x.y": torch.ones(1)}, "b": {"x.y": torch.ones(1)}}, r"several networks \(a, b\)"),
        ({"epoch": 3, "list": [torch.ones(1)]}, "no tensors with names"),
        ([torch.ones(1)], "no tensors with names"),
        ({"a.b": torch.ones(1, dtype=torch.complex64)}, "ComplexFloatStorage"),
        ({"a.b": torch.eye(2).to_sparse()}, "The tensor a.b is sparse"),
        ({"a.b": torch.eye(2, dtype=torch.complex64).conj().imag}, "The tensor a.b is sparse, quantised or of another form"),
        ({"a\n.b": torch.ones(1)}, "no names of tensors"),
        ({"a." * 500: torch.ones(1)}, "no names of tensors"),
    ],
)
def test_what_holds_no_one_network_is_refused(what: Any, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=sentence):
        read_tensors(_saved(what, tmp_path / "n.pt"))


def test_a_pickle_of_another_program_is_refused(tmp_path: Path) -> None:
    (tmp_path / "n.pkl").write_bytes(pickle.dumps({"forest": [1, 2]}))
    with pytest.raises(CheckpointError, match=r"a pickle that torch\.save did not write"):
        read_tensors(tmp_path / "n.pkl")


def test_old_pairs_of_an_ordered_dict_are_read(tmp_path: Path) -> None:
    """Python 2 pickled an OrderedDict as a call with a list of pairs."""

    class _Pairs(OrderedDict[str, Tensor]):
        def __reduce__(self) -> tuple[Any, ...]:
            return OrderedDict, ([list(pair) for pair in self.items()],)

    _same(read_tensors(_saved(_Pairs({"a.b": torch.ones(2)}), tmp_path / "n.pt")), {"a.b": torch.ones(2)})
