"""Which of torchvision's and torchxrayvision's architectures a file of weights is of, told by the names and shapes of its tensors."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import torch
from torch import Tensor

from models.networks.checkpoints.fitting import DoesNotFit, fitted, placed
from models.networks.families import from_torchvision
from models.networks.families.build import build
from models.networks.families.from_torchxrayvision import DENSENETS, RESNETS
from models.networks.families.unused_tensors import unused_by
from models.networks.guess import Guess
from models.networks.published import FAMILY

_COMMON = ("densenet121", "resnet50", "resnet18", "efficientnet_b0", "mobilenet_v3_large", "resnet34", "resnet101")
_NOT_WITHOUT_MEMORY = "regnet"
_PROBE = 997
"""As many labels as no layer has channels."""


def guessed(tensors: Mapping[str, Tensor]) -> Guess | None:
    """Return the first architecture that the tensors of a file fit, the common ones first; None where none does.

    Names and shapes alone tell; nothing is computed. RegNets are not tried, since they cannot be built without memory for their weights.
    """
    rest = [name for name in from_torchvision.names() if name not in _COMMON and not name.startswith(_NOT_WITHOUT_MEMORY)]
    return next((found for name in (*_COMMON, *rest) if (found := _if_it_fits(name, tensors))), None)


def _if_it_fits(name: str, tensors: Mapping[str, Tensor]) -> Guess | None:
    known, unused = _shapes(name)
    shapes = dict(known)
    of_file = placed(tensors, shapes)
    first = next(own for own, shape in shapes.items() if len(shape) == 4)
    heads = [own for own, shape in shapes.items() if shape and shape[0] == _PROBE]
    if not {first, *heads} <= set(of_file) or tensors[of_file[first]].dim() != 4:
        return None
    channels, outputs = tensors[of_file[first]].shape[1], len(tensors[of_file[heads[-1]]])
    shapes |= {own: (outputs, *shapes[own][1:]) for own in heads} | {first: (shapes[first][0], channels, *shapes[first][2:])}
    try:
        fitted(tensors, shapes, unused)
    except DoesNotFit:
        return None
    if channels == 1 and name in DENSENETS + RESNETS:
        return Guess(FAMILY, name, {}, outputs)
    return Guess("torchvision", name, {} if channels == 3 else {"in_channels": channels}, outputs) if channels in (1, 3) else None


@cache
def _shapes(name: str) -> tuple[Mapping[str, tuple[int, ...]], tuple[str, ...]]:
    """Return the shapes of a network's tensors, and how the names of those begin that it does not need."""
    with torch.device("meta"):
        network = build("torchvision", name, {}, _PROBE)
    return {own: tuple(tensor.shape) for own, tensor in network.state_dict().items()}, unused_by(network)
