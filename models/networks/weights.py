"""Safetensors or an ONNX graph in, hashes checked. Nothing is ever unpickled."""

from __future__ import annotations

import safetensors.torch
import torch
from torch import nn

from models.networks.checkpoints.refusal import CheckpointError
from models.networks.external.arguments import FAMILY as EXTERNAL
from models.networks.families import from_onnx
from models.networks.families.build import build
from models.networks.families.refusal import NotBuilt
from models.networks.manifest import Manifest, ManifestError
from models.values.digests import sha256_of

_REMEDY = "put that back, or remove the classifier and import it again"


def check_file(manifest: Manifest) -> None:
    """Check that the file of a manifest is the one that it names.

    Raises:
        ManifestError: It is missing, or its hash differs.
    """
    what = "program" if manifest.family == EXTERNAL else "weights file"
    if not manifest.weights.is_file():
        raise ManifestError(f"{manifest.name}: the {what} {manifest.weights.name} is missing; {_REMEDY}.")
    if sha256_of(manifest.weights) != manifest.weights_sha256:
        raise ManifestError(f"{manifest.name}: the {what} differs from the one the manifest names (SHA-256); {_REMEDY}.")


def load_network(manifest: Manifest) -> nn.Module:
    """Build the network of a manifest and fill it, in eval mode, on the CPU.

    Raises:
        ManifestError: The architecture is unknown, the file is missing, its hash differs or its tensors do not fit.
    """
    check_file(manifest)
    try:
        if manifest.family == from_onnx.FAMILY:
            network = from_onnx.load(manifest.weights, manifest.arguments, len(manifest.labels))
        else:
            network = build(manifest.family, manifest.architecture, manifest.arguments, len(manifest.labels))
            network.load_state_dict(safetensors.torch.load_file(manifest.weights))
    except (NotBuilt, CheckpointError) as reason:
        raise ManifestError(f"{manifest.name}: {reason}") from None
    except (TypeError, ValueError, RuntimeError, safetensors.SafetensorError) as error:
        raise ManifestError(f"{manifest.name}: the weights do not fit the architecture ({type(error).__name__}).") from None
    return network.to(memory_format=torch.channels_last)
