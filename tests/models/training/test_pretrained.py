"""Checkpoints of old are read without running anything in them."""

from __future__ import annotations

import os
import pickle
from collections import OrderedDict
from importlib.util import find_spec
from pathlib import Path

import pytest
import torch
from torch import nn

from models.networks.lite import LiteTrunk
from models.training import pretrained
from models.training.frozen import CHECKPOINTS


def test_a_checkpoint_of_before_pytorch_16_is_read_as_it_was_written(tmp_path: Path) -> None:
    network = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4))
    tensors = OrderedDict([*network.state_dict().items(), ("turned", torch.arange(6.0).reshape(2, 3).T)])
    torch.save(tensors, tmp_path / "old.pth", _use_new_zipfile_serialization=False)
    found = pretrained.read(tmp_path / "old.pth")
    assert set(found) == set(tensors) - {"1.num_batches_tracked"}
    for name, tensor in found.items():
        torch.testing.assert_close(tensor, tensors[name], rtol=0, atol=0)


class _Malicious:
    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.mark),)


def test_what_a_file_asks_to_be_called_is_not_called(tmp_path: Path) -> None:
    mark, file = tmp_path / "called", tmp_path / "bad.pth"
    file.write_bytes(b"".join(pickle.dumps(part) for part in (0, 1001, {}, _Malicious(mark), [])))
    with pytest.raises((ValueError, TypeError)):
        pretrained.read(file)
    assert not mark.exists()


@pytest.mark.skipif(find_spec(pretrained.LITE1) is None, reason="the recipes' extra is not installed")
@pytest.mark.parametrize(("package", "blocks"), CHECKPOINTS.items())
def test_the_trunk_begins_with_the_published_weights(package: str, blocks: tuple[int, ...]) -> None:
    trunk = LiteTrunk(blocks)
    before = trunk.stem[0].weight.clone()  # type: ignore[operator]
    pretrained.into(trunk, package)
    assert not torch.equal(trunk.stem[0].weight, before)  # type: ignore[arg-type]
    assert all(module.momentum == 0.01 for module in trunk.modules() if isinstance(module, nn.BatchNorm2d))


@pytest.mark.skipif(find_spec(pretrained.LITE1) is not None, reason="the recipes' extra is installed")
def test_without_the_package_it_is_said_how_to_get_it() -> None:
    with pytest.raises(FileNotFoundError, match="recipes"):
        pretrained.into(LiteTrunk((1,)), pretrained.LITE1)
