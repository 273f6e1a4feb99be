"""Torchxrayvision's DenseNets and ResNets from torchvision's parts; torchxrayvision itself need not be installed.

Its tensors have the same names there and here, and the networks compute the same up to the logits. What follows there is left out:

* ``op_threshs``, its operating points t, one a label: it gives t, a probability, as 0.5 by scaling sigmoid(logit) linearly below and above
  it (its ``op_norm``). Here the raw logit is audited and t belongs into the manifest as the label's threshold: sigmoid(logit) reaches t
  where its rescaled output reaches 0.5, so decisions are the same. A label whose t is not a number has an untrained head; leave out its row
  of the last layer and its label.
* the resize of inputs of another size; here the preparation does that.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from torch import Tensor, nn

from models.networks.families import from_torchvision
from models.networks.families.refusal import checked, unknown
from models.networks.families.unused_tensors import leave_out
from models.values.entries import entry

DENSENETS = (
    *(f"densenet121-res224-{trained_on}" for trained_on in ("all", "chex", "mimic_ch", "mimic_nb", "nih", "pc", "rsna")),
    "densenet121", "densenet161", "densenet169", "densenet201",
)  # fmt: skip
RESNETS = ("resnet50-res512-all", "resnet50", "resnet101")


@entry
class TorchxrayvisionArguments:
    """What a manifest may say of one; all published weights are of one channel."""

    in_channels: Literal[1, 3] = 1


class XRayResNet(nn.Module):
    """A ResNet inside a module, where torchxrayvision has it."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, films: Tensor) -> Tensor:
        """N×C×H×W to N×K logits."""
        logits: Tensor = self.model(films)
        return logits


def build(name: str, arguments: Mapping[str, Any], labels: int) -> nn.Module:
    """Build one by the name of its published weights, or of its architecture, with any weights; one output a label.

    Raises:
        NotBuilt: There is no such architecture, or it does not take these arguments.
    """
    if name not in DENSENETS + RESNETS:
        raise unknown("torchxrayvision", name, DENSENETS + RESNETS)
    chosen = checked(TorchxrayvisionArguments, "torchxrayvision", name, arguments)
    inner = from_torchvision.build(name.partition("-")[0], {"in_channels": chosen.in_channels}, labels)
    network = _inside(inner) if name in RESNETS else inner
    leave_out(network, ("op_threshs", "model.op_threshs"))
    return network


def _inside(resnet: nn.Module) -> nn.Module:
    network: nn.Module = XRayResNet(resnet)
    nn.Module.register_load_state_dict_pre_hook(network, _as_published)
    return network


def _as_published(module: nn.Module, state: dict[str, Any], prefix: str, *_: Any) -> None:
    """Take the published file of weights, too, which names tensors as the inner ResNet does."""
    inside = f"{prefix}model."
    if not any(name.startswith(inside) for name in state):
        for name in list(state):
            state[inside + name.removeprefix(prefix)] = state.pop(name)
