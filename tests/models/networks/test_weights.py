"""Weights are loaded by hash, from safetensors, into a known architecture, or refused."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from models.networks.families.build import build
from models.networks.library import embedded
from models.networks.manifest import Manifest, ManifestError
from models.networks.weights import load_network
from models.values.digests import sha256_of


@pytest.fixture
def own(tmp_path: Path) -> Manifest:
    """The embedded classifier with a copy of its weights that a test may spoil."""
    manifest = embedded("embedded")
    copied = tmp_path / "own.safetensors"
    copied.write_bytes(manifest.weights.read_bytes())
    return replace(manifest, weights=copied)


@pytest.mark.parametrize("name", ["embedded", "teaching", "lungs"])
def test_every_tensor_of_the_file_is_in_the_network(name: str) -> None:
    manifest = embedded(name)
    state, stored = load_network(manifest).state_dict(), load_file(manifest.weights)
    assert state.keys() == stored.keys()
    assert all(torch.equal(state[key], stored[key]) for key in stored)


def test_a_loaded_network_is_in_eval_mode_throughout() -> None:
    assert not any(module.training for module in load_network(embedded("embedded")).modules())


def test_a_single_changed_byte_is_refused(own: Manifest) -> None:
    content = bytearray(own.weights.read_bytes())
    content[-1] ^= 1
    own.weights.write_bytes(content)
    with pytest.raises(ManifestError, match=r"differs from the one the manifest names \(SHA-256\)"):
        load_network(own)


def test_a_missing_file_is_refused_by_name(own: Manifest) -> None:
    own.weights.unlink()
    with pytest.raises(ManifestError, match=r"the weights file own\.safetensors is missing"):
        load_network(own)


def _rewritten(own: Manifest, state: dict[str, torch.Tensor]) -> Manifest:
    save_file(state, own.weights)
    return replace(own, weights_sha256=sha256_of(own.weights))


def test_missing_tensors_are_refused(own: Manifest) -> None:
    state = load_file(own.weights)
    del state["head.bias"]
    with pytest.raises(ManifestError, match="do not fit the architecture"):
        load_network(_rewritten(own, state))


def test_unknown_tensors_are_refused(own: Manifest) -> None:
    with pytest.raises(ManifestError, match="do not fit the architecture"):
        load_network(_rewritten(own, load_file(own.weights) | {"extra": torch.zeros(1)}))


def test_tensors_for_other_labels_are_refused(own: Manifest) -> None:
    fewer = replace(own, labels=own.labels[:3], thresholds=own.thresholds[:3])
    with pytest.raises(ManifestError, match="do not fit the architecture"):
        load_network(fewer)


class _Opens:
    """Leaves a trace when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return open, (str(self.path), "w")


def test_a_pickle_is_never_opened(own: Manifest, tmp_path: Path) -> None:
    """Not even one whose hash is as the manifest says: what it would run does not run."""
    own.weights.write_bytes(pickle.dumps(_Opens(tmp_path / "opened")))
    with pytest.raises(ManifestError, match="do not fit the architecture"):
        load_network(replace(own, weights_sha256=sha256_of(own.weights)))
    assert not (tmp_path / "opened").exists()


@pytest.mark.parametrize(("family", "name"), [("torchvision", "residual-grid"), ("embedded", "resnet18"), ("os", "system")])
def test_an_unknown_architecture_is_named(own: Manifest, family: str, name: str) -> None:
    with pytest.raises(ManifestError, match=f"the architecture {family}/{name} is not known"):
        load_network(replace(own, family=family, architecture=name))


@pytest.mark.parametrize(("family", "name"), [("torchvision", "squeezenet1_1"), ("torchxrayvision", "densenet121-res224-all")])
def test_networks_of_other_families_are_loaded_by_their_names(own: Manifest, family: str, name: str) -> None:
    state = build(family, name, {"in_channels": 1}, len(own.labels)).state_dict()
    other = replace(_rewritten(own, state), family=family, architecture=name, arguments={"in_channels": 1})
    loaded = load_network(other)
    assert not any(module.training for module in loaded.modules())
    assert all(torch.equal(tensor, state[key]) for key, tensor in loaded.state_dict().items())


def test_arguments_that_a_family_does_not_take_are_named(own: Manifest) -> None:
    with pytest.raises(ManifestError, match="torchvision/resnet18: there is no entry 'pretrained'; there are: in_channels"):
        load_network(replace(own, family="torchvision", architecture="resnet18", arguments={"pretrained": True}))
