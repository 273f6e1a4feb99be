"""A network from the names that a manifest gives: family, architecture and arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from torch import nn

from models.networks.families import embedded, from_onnx, from_timm, from_torchvision, from_torchxrayvision
from models.networks.families.refusal import NotBuilt

FAMILIES: dict[str, Callable[[str, Mapping[str, Any], int], nn.Module]] = {
    "embedded": embedded.build,
    "torchvision": from_torchvision.build,
    "torchxrayvision": from_torchxrayvision.build,
    "timm": from_timm.build,
}


def build(family: str, name: str, arguments: Mapping[str, Any], labels: int) -> nn.Module:
    """Build a network in eval mode, on the CPU, with any weights.

    Args:
        family: Whose architecture it is.
        name: Of the architecture in its family.
        arguments: What else its family may be told.
        labels: How many outputs.

    Raises:
        NotBuilt: There is no such family or architecture, or it does not take these arguments.
    """
    if family == from_onnx.FAMILY:
        raise NotBuilt("the family onnx is for ONNX graphs, and this file is none; name the architecture of its weights.")
    if family == "external":
        raise NotBuilt("the family external is for programs that can only be called; describe one in a manifest, with --manifest.")
    if family not in FAMILIES:
        known = ", ".join((*FAMILIES, from_onnx.FAMILY))
        raise NotBuilt(f"the architecture {family}/{name} is not known to this version; there are the families {known}.")
    return FAMILIES[family](name, arguments, labels).eval()
