"""What cannot be attributed, and why: one sentence each, with the remedy where there is one."""

from __future__ import annotations


class NotAttributable(ValueError):
    """Base of the refusals of this package; never raised itself."""


class UnwatchableNetwork(NotAttributable):
    """The network is in a state in which a watched pass would not be the pass that is meant."""


class NoTargetLayer(NotAttributable):
    """There is no place in the network to attribute to, or not the one that was named."""


class NoReLU(NotAttributable):
    """The network has no ReLU, so guided backpropagation is not defined."""


class NoClassActivationMap(NotAttributable):
    """The head is not global average pooling and one linear layer, so CAM is not defined."""


class NoSuchTarget(NotAttributable):
    """The targets do not fit the network's output."""
