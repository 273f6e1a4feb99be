"""Timm's networks by name, where timm is installed; it is imported when one is built."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from torch import nn

from models.networks.families.refusal import NotBuilt, checked, unknown
from models.values.entries import entry


@entry
class TimmArguments:
    """What a manifest may say of one."""

    in_channels: Literal[1, 3] = 3


def build(name: str, arguments: Mapping[str, Any], labels: int) -> nn.Module:
    """Build one by name, with any weights; its last layer has one output a label, and nothing is downloaded.

    Args:
        name: As timm lists it; what follows a dot names published weights and says nothing of the architecture.
        arguments: As a manifest has them.
        labels: How many outputs.

    Raises:
        NotBuilt: timm is not installed, there is no such architecture, or it does not take these arguments.
    """
    try:
        import timm
    except ImportError:
        raise NotBuilt(
            f"the architecture timm/{name} needs timm, which is not installed here; install it with 'pip install timm' and try again."
        ) from None
    architecture, known = name.partition(".")[0], timm.list_models()
    if architecture not in known:
        raise unknown("timm", architecture, known)
    chosen = checked(TimmArguments, "timm", name, arguments)
    network: nn.Module = timm.create_model(architecture, pretrained=False, num_classes=labels, in_chans=chosen.in_channels)
    return network
