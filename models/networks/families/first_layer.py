"""The first convolution of a network, for films of one channel."""

from __future__ import annotations

from torch import nn


def with_channels(network: nn.Module, channels: int) -> nn.Module:
    """Keep as many input channels of a network's first convolution, with the weights that those have.

    Args:
        network: It is changed and returned.
        channels: Of the input, at most those it has.
    """
    first = next(module for module in network.modules() if isinstance(module, nn.Conv2d))
    if first.in_channels != channels:
        first.in_channels, first.weight = channels, nn.Parameter(first.weight.detach()[:, :channels].clone())
    return network
