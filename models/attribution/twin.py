"""A twin of a network: other module objects, the same tensors. What is done to it leaves the network as it is.

So a module's output can be watched, or the weights be on another device, while other threads use the network.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor, nn

from models.attribution.refusal import NoTargetLayer


def twin(network: nn.Module, *, after: Mapping[str, Callable[[Any], Any]]) -> nn.Module:
    """Return a twin whose modules of some names hand their output through a function.

    Args:
        network: Left as it is; its tensors are shared.
        after: Function a dotted name; what it returns is what the twin goes on with, unless that is None.

    Raises:
        NoTargetLayer: A module is not there.
    """
    twins: dict[int, nn.Module] = {}
    fresh = _twin(network, twins)
    for name, change in after.items():
        try:
            module = fresh.get_submodule(name)
        except AttributeError:
            raise NoTargetLayer(f"The network has no module named {name!r}.") from None
        module.__dict__["_forward_hooks"] = OrderedDict(module._forward_hooks)
        module.register_forward_hook(_hand_through(change))
    return fresh


def twin_on(network: nn.Module, device: torch.device) -> nn.Module:
    """Return a twin whose tensors are copies on a device; nothing is allocated where the network is."""
    twins: dict[int, nn.Module] = {}
    fresh = _twin(network, twins)
    moved: dict[int, Any] = {}
    for module in twins.values():
        for name, value in module.__dict__.items():
            module.__dict__[name] = _moved(value, device, moved)
    return fresh


def _twin(module: nn.Module, twins: dict[int, nn.Module]) -> nn.Module:
    if id(module) not in twins:
        fresh = twins[id(module)] = object.__new__(type(module))
        fresh.__dict__.update(module.__dict__)
        children = ((name, child if child is None else _twin(child, twins)) for name, child in module._modules.items())
        fresh.__dict__["_modules"] = type(module._modules)(children)
    return twins[id(module)]


def _hand_through(change: Callable[[Any], Any]) -> Callable[[nn.Module, Any, Any], Any]:
    return lambda module, args, output: change(output)


def _moved(value: Any, device: torch.device, moved: dict[int, Any]) -> Any:
    """Move a tensor, or the tensors in a plain list or dictionary, each once so that what was shared stays shared."""
    if isinstance(value, Tensor):
        if id(value) not in moved:
            there = value.detach().to(device)
            moved[id(value)] = nn.Parameter(there, requires_grad=value.requires_grad) if isinstance(value, nn.Parameter) else there
        return moved[id(value)]
    if type(value) in (list, tuple):
        return type(value)(_moved(item, device, moved) for item in value)
    if type(value) in (dict, OrderedDict):
        return type(value)((key, _moved(item, device, moved)) for key, item in value.items())
    return value
