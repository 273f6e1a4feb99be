"""Whether a film reaches a network on the scale it learned: batch normalisation remembers how widely its inputs spread (Ioffe 2015)."""

from __future__ import annotations

import torch
from torch import Tensor, nn


@torch.inference_mode()
def spread(network: nn.Module, film: Tensor) -> float | None:
    """Return how widely a film spreads at the first batch normalisation, relative to the films that the network learned from.

    Args:
        network: In eval mode.
        film: 1×C×H×W, as prepared.

    Returns:
        The root of the median, over channels, of the film's variance to the variance remembered: about 1 where the scale is right. None
        where the network has no batch normalisation that remembers.
    """
    first = next((module for module in network.modules() if isinstance(module, nn.BatchNorm2d) and module.running_var is not None), None)
    if first is None or first.running_var is None:
        return None
    seen: list[Tensor] = []
    handle = first.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    try:
        network(film)
    finally:
        handle.remove()
    if not seen:
        return None
    return float((seen[0].var(dim=(0, 2, 3), correction=0) / (first.running_var + first.eps)).median().sqrt())
