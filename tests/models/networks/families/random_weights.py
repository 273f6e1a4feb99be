"""Weights and statistics as training would leave them."""

from __future__ import annotations

import torch
from torch import nn


def filled(network: nn.Module) -> nn.Module:
    """Give a network, which may have been built without memory, random weights, and its last layer such that logits are some units."""
    network = network.to_empty(device="cpu")
    for name, value in [*network.named_parameters(), *network.named_buffers()]:
        last = name.rpartition(".")[2]
        if last == "num_batches_tracked":
            value.data.zero_()
        elif last == "running_var" or (value.dim() == 1 and last == "weight") or last == "layer_scale":
            value.data.uniform_(0.6, 1.4)
        elif value.dim() > 1:
            value.data.normal_(0, (2 / value[0].numel()) ** 0.5)
        else:
            value.data.normal_(0, 0.2)
    return network.eval()


def scaled(network: nn.Module, films: torch.Tensor, to: float = 4.0) -> nn.Module:
    """Scale its last layer so that the largest logit of films is as large as trained networks give."""
    with torch.no_grad():
        last = [module for module in network.modules() if isinstance(module, nn.Conv2d | nn.Linear)][-1]
        last.weight /= network(films).abs().max() / to
    return network
