"""A network of a manifest, its weights checked and on its device."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import torch
from torch import nn

from models.networks.manifest import Manifest
from models.networks.weights import load_network


@dataclass(frozen=True)
class LoadedNetwork:
    """A network ready to run.

    Attributes:
        manifest: Its description.
        network: In eval mode, on its device; it is watched, never changed.
        device: Where it runs.
    """

    manifest: Manifest
    network: nn.Module
    device: torch.device

    @classmethod
    def load(cls, manifest: Manifest, device: torch.device) -> Self:
        """Load weights and move them to the device.

        Raises:
            ManifestError: The weights cannot be used.
        """
        return cls(manifest, load_network(manifest).to(device), device)
