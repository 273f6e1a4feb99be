"""A trunk begins with published weights."""

from __future__ import annotations

from importlib.util import find_spec

import pytest
import torch
from torch import nn

from models.networks.lite import LiteTrunk
from models.training import pretrained
from models.training.frozen import CHECKPOINTS


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
