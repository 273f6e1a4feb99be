"""Logits of networks that rescale them: torchxrayvision's end in a sigmoid and a map of each operating point to 0.5.

Attribution uses the logit (method, section 1). There a head without an operating point, which is an untrained one, gives 0.5 for every
film and no gradient at all.
"""

from __future__ import annotations

from torch import nn

from models.attribution.twin import twin


def before_rescaling(network: nn.Module) -> nn.Module:
    """Return a twin that gives raw logits; the network is left as it is, and its tensors are shared.

    Args:
        network: Of torchxrayvision: with ``op_threshs`` or ``apply_sigmoid``.
    """
    fresh = twin(network, after={})
    fresh.__dict__["_buffers"] = {**network._buffers, "op_threshs": None}
    fresh.__dict__["apply_sigmoid"] = False
    return fresh
