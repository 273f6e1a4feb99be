"""Tensors that published weights hold and the audited network does not need."""

from __future__ import annotations

from functools import partial
from typing import Any

from torch import nn


def leave_out(network: nn.Module, beginnings: tuple[str, ...]) -> None:
    """Have ``load_state_dict`` of a network pass over tensors whose names begin so; what it is given is not changed."""
    if beginnings:
        network.register_load_state_dict_pre_hook(partial(_drop, beginnings))


def _drop(beginnings: tuple[str, ...], module: nn.Module, state: dict[str, Any], prefix: str, *_: Any) -> None:
    for name in [name for name in state if name.startswith(tuple(prefix + beginning for beginning in beginnings))]:
        del state[name]
