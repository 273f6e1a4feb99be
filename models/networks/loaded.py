"""A network of a manifest, its weights checked and on its device."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import torch
from torch import Tensor, nn

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

    @property
    def at_once(self) -> int | None:
        """How many films share a pass at most; None is as many as memory holds.

        On the CPU each goes alone: nothing is gained by sharing, and larger blocks of memory are fetched from the system anew each time.
        """
        return 1 if self.device.type == "cpu" else None

    @torch.inference_mode()
    def outputs(self, batch: Tensor) -> Tensor:
        """Return what the network says of N×C×H×W inputs, without a graph."""
        parts = batch.to(self.device).split(self.at_once or len(batch))
        return torch.cat([self.network(part) for part in parts])
