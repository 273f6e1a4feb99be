"""Safetensors in, hashes checked. Nothing is ever unpickled."""

from __future__ import annotations

from collections.abc import Callable

import safetensors.torch
import torch
from torch import nn

from models.networks.architectures import GridEnsemble, LungUNet, ResidualGrid
from models.networks.lite import LiteGrid, LiteUNet
from models.networks.manifest import Manifest, ManifestError
from models.values.digests import sha256_of

_EMBEDDED: dict[str, Callable[..., nn.Module]] = {
    "residual-grid": ResidualGrid,
    "grid-ensemble": GridEnsemble,
    "lite-grid": LiteGrid,
    "lite-unet": LiteUNet,
    "lung-unet": lambda labels, **arguments: LungUNet(**arguments),
}


def load_network(manifest: Manifest) -> nn.Module:
    """Build the network of a manifest and fill it, in eval mode, on the CPU.

    Raises:
        ManifestError: The architecture is unknown, the file is missing, its hash differs or its tensors do not fit.
    """
    build = _EMBEDDED.get(manifest.architecture) if manifest.family == "embedded" else None
    if build is None:
        raise ManifestError(f"{manifest.name}: the architecture {manifest.family}/{manifest.architecture} is not known to this version.")
    if not manifest.weights.is_file():
        raise ManifestError(f"{manifest.name}: the weights file {manifest.weights.name} is missing.")
    if sha256_of(manifest.weights) != manifest.weights_sha256:
        raise ManifestError(f"{manifest.name}: the weights file differs from the one the manifest names (SHA-256).")
    try:
        network = build(len(manifest.labels), **manifest.arguments)
        network.load_state_dict(safetensors.torch.load_file(manifest.weights))
    except (TypeError, ValueError, RuntimeError, safetensors.SafetensorError) as error:
        raise ManifestError(f"{manifest.name}: the weights do not fit the architecture ({type(error).__name__}).") from None
    return network.to(memory_format=torch.channels_last).eval()
