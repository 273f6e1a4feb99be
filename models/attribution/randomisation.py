"""Weights randomised from the head down, and how like the maps stay (Adebayo 2018, sanity checks for saliency maps).

A map that stays the same when the later layers know nothing any more does not tell what these layers know.
"""

from __future__ import annotations

import copy
from typing import Any

import torch
from scipy import stats
from torch import Tensor, nn

from models.attribution.trace import Batch, trace
from models.attribution.twin import twin


def layers_from_the_head(network: nn.Module, batch: Batch) -> list[str]:
    """Return the names of the modules that hold weights of their own, the last to run first."""
    ran: dict[str, None] = {}

    def note(name: str) -> Any:
        def see(output: Any) -> None:
            ran.pop(name, None)
            ran[name] = None

        return see

    holding = [name for name, module in network.named_modules() if name and any(True for _ in module.parameters(recurse=False))]
    trace(twin(network, after={name: note(name) for name in holding}), batch, from_input=False)
    return list(reversed(ran))


def randomised(network: nn.Module, layers: list[str], seed: int) -> nn.Module:
    """Return a copy whose named layers have randomised weights, of the same mean and spread as their own."""
    fresh = copy.deepcopy(network)
    draw = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name in layers:
            for weight in fresh.get_submodule(name).parameters(recurse=False):
                own = weight.double().cpu()
                spread = own.std(correction=0) if own.numel() > 1 else own.abs()[()]
                weight.copy_((own.mean() + spread * torch.randn(own.shape, generator=draw, dtype=torch.float64)).to(weight))
    return fresh


def likeness(one: Tensor, other: Tensor) -> list[float]:
    """Return Spearman's rank correlation of each two maps; 0 where one of them is the same everywhere, and so orders nothing.

    Args:
        one, other: N×T×h×w each.
    """
    pairs = zip(one.flatten(0, 1).flatten(1), other.flatten(0, 1).flatten(1), strict=True)
    return [_spearman(a.double().cpu(), b.double().cpu()) for a, b in pairs]


def _spearman(a: Tensor, b: Tensor) -> float:
    if a.min() == a.max() or b.min() == b.max():
        return 0.0
    return float(stats.spearmanr(a.numpy(), b.numpy()).statistic)
