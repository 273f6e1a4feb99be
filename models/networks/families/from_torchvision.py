"""Torchvision's convolutional classifiers, by the names under which it publishes them; torchvision is imported when one is built."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from torch import nn

from models.networks.families.first_layer import with_channels
from models.networks.families.refusal import NotBuilt, checked, unknown
from models.networks.families.unused_tensors import leave_out
from models.values.entries import entry

CONVOLUTIONAL = (
    "alexnet", "convnext", "densenet", "efficientnet", "googlenet", "inception", "mnasnet", "mobilenet", "regnet", "resnet", "resnext",
    "shufflenet", "squeezenet", "vgg", "wide_resnet",
)  # fmt: skip
"""How the names begin that can be built."""

TRANSFORMERS = ("maxvit", "swin", "vit")
"""How the names begin that are refused."""

_AUXILIARY = {"googlenet": ("aux1.", "aux2."), "inception_v3": ("AuxLogits.",)}
_SLOW_TO_INITIALISE = ("googlenet", "inception", "vgg")


@entry
class TorchvisionArguments:
    """What a manifest may say of one.

    Attributes:
        in_channels: Of the input; 1 replaces the first convolution by one of a single channel.
        transform_input: GoogLeNet and Inception v3 alone: whether they take ImageNet's normalisation back and apply their own, as
            torchvision has them do with its own weights. No tensor of the weights tells.
    """

    in_channels: Literal[1, 3] = 3
    transform_input: bool = False


def names() -> tuple[str, ...]:
    """Return the names that can be built."""
    return tuple(name for name in _published() if name.startswith(CONVOLUTIONAL))


def build(name: str, arguments: Mapping[str, Any], labels: int) -> nn.Module:
    """Build one by name, with any weights; its last layer has one output a label.

    Nothing is downloaded. Auxiliary heads, which serve training alone, are left out, and so are their tensors where weights have them.

    Raises:
        NotBuilt: There is no such architecture, it is a transformer, or it does not take these arguments.
    """
    if name not in names():
        if name in _published():
            raise NotBuilt(
                f"the architecture torchvision/{name} is a transformer, whose patches are no last spatial map of a convolution; "
                "give a convolutional network, such as densenet121, resnet50 or efficientnet_b0."
            )
        raise unknown("torchvision", name, names())
    chosen = checked(TorchvisionArguments, "torchvision", name, arguments)
    extra: dict[str, Any] = {"init_weights": False} if name.startswith(_SLOW_TO_INITIALISE) else {}
    if name in _AUXILIARY:
        extra |= {"aux_logits": False, "transform_input": chosen.transform_input}
    if chosen.transform_input and (name not in _AUXILIARY or chosen.in_channels == 1):
        raise NotBuilt(
            f"the arguments of the architecture torchvision/{name}: transform_input is for {' and '.join(_AUXILIARY)} with 3 channels; "
            "leave it out."
        )
    from torchvision import models

    network: nn.Module = models.get_model(name, weights=None, num_classes=labels, **extra)
    leave_out(network, _AUXILIARY.get(name, ()))
    return with_channels(network, chosen.in_channels)


def _published() -> list[str]:
    from torchvision import models

    found: list[str] = models.list_models(module=models)
    return found
