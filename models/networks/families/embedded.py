"""The architectures of the networks that come with the program."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from torch import nn

from models.networks.architectures import GridEnsemble, LungUNet, ResidualGrid
from models.networks.families.refusal import NotBuilt, unknown
from models.networks.lite import LiteGrid, LiteUNet

_BUILD: dict[str, Callable[..., nn.Module]] = {
    "residual-grid": ResidualGrid,
    "grid-ensemble": GridEnsemble,
    "lite-grid": LiteGrid,
    "lite-unet": LiteUNet,
    "lung-unet": lambda labels, **arguments: LungUNet(**arguments),
}


def build(name: str, arguments: Mapping[str, Any], labels: int) -> nn.Module:
    """Build one by name, with any weights.

    Raises:
        NotBuilt: There is no such architecture, or it does not take these arguments.
    """
    if name not in _BUILD:
        raise unknown("embedded", name, _BUILD)
    try:
        return _BUILD[name](labels, **arguments)
    except (TypeError, ValueError, RuntimeError, ArithmeticError):
        raise NotBuilt(
            f"the arguments of the architecture embedded/{name}: it does not take them; give those of a network that there is."
        ) from None
