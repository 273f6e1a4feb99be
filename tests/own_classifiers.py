"""A site's own classifier, as somebody else would have saved it, and as it lies in a folder."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import torch
import torchvision
from torch import nn

from models.networks.importing import imported
from models.networks.library import embedded
from models.networks.manifest import MANIFEST, Manifest
from models.networks.manifest_writing import write_manifest
from models.networks.presets import preset
from models.networks.task import Labelling
from models.values.attribution import LAST_SPATIAL
from models.values.digests import sha256_of

ARCHITECTURE = "torchvision:shufflenet_v2_x0_5"
"""The smallest of torchvision."""


def network(outputs: int, *, seed: int = 1) -> nn.Module:
    """Return a network with random weights, whose logits are some units."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        found: nn.Module = torchvision.models.get_model(ARCHITECTURE.partition(":")[2], weights=None, num_classes=outputs)
    return found.eval()


def saved(file: Path, *, outputs: int = 2, seed: int = 1) -> Path:
    """Write a state dict as torch.save does."""
    torch.save(network(outputs, seed=seed).state_dict(), file)
    return file


def own_classifier(folder: Path, name: str = "mine", content: bytes = b"weights") -> Path:
    """Write a folder with the manifest of a classifier with two operating points, whose weights nobody loads."""
    folder.mkdir(parents=True)
    weights = folder / "weights.safetensors"
    weights.write_bytes(content)
    manifest = replace(embedded("embedded"), name=name, weights=weights, weights_sha256=sha256_of(weights))
    write_manifest(manifest, folder / MANIFEST)
    return folder


def imported_classifier(folder: Path) -> Path:
    """Write a folder as an import leaves it: a network of two findings that can be loaded, called as the folder."""
    folder.mkdir(parents=True)
    family, _, architecture = ARCHITECTURE.partition(":")
    card = {"data": "none", "licence": "none", "metrics": {}, "limits": "random weights"}
    described = Manifest(
        folder.name, Labelling.MULTI_LABEL, ("Mass", "Nodule"), (0.3, 0.3), family, architecture, {}, Path(), "0" * 64, LAST_SPATIAL,
        preset("imagenet", 224), card,
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as scratch:
        imported(saved(Path(scratch) / "made.pt"), described, described.labels, folder)
    return folder
