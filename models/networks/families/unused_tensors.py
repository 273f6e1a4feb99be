"""Tensors that published weights hold and the audited network does not need."""

from __future__ import annotations

from functools import partial
from typing import Any

from torch import nn

_UNUSED = "unused_tensors"


def leave_out(network: nn.Module, beginnings: tuple[str, ...]) -> None:
    """Have ``load_state_dict`` of a network pass over tensors whose names begin so; what it is given is not changed."""
    if beginnings:
        setattr(network, _UNUSED, beginnings)
        network.register_load_state_dict_pre_hook(partial(_drop, beginnings))


def unused_by(network: nn.Module) -> tuple[str, ...]:
    """Return how the names begin of tensors that weights may hold and a network does not need."""
    found: tuple[str, ...] = getattr(network, _UNUSED, ())
    return found


def _drop(beginnings: tuple[str, ...], module: nn.Module, state: dict[str, Any], prefix: str, *_: Any) -> None:
    for name in [name for name in state if name.startswith(tuple(prefix + beginning for beginning in beginnings))]:
        del state[name]
