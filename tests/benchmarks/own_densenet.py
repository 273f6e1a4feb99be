"""A DenseNet-121 of torchvision with random weights and the 14 labels of NIH, imported as one's own classifier; for benchmarks."""

from __future__ import annotations

from pathlib import Path

import torch
import torchvision

from models.networks.importing import imported
from models.networks.library import embedded
from models.networks.manifest import Manifest
from models.networks.presets import preset
from models.networks.task import Labelling
from models.values.attribution import LAST_SPATIAL
from tests.models.networks.families.random_weights import filled, scaled


def own_densenet(folder: Path, threshold: float = 0.5) -> Manifest:
    """Save its state dict in a folder and import it there.

    Args:
        folder: It is there, and takes weights and manifest.
        threshold: Of all its labels.
    """
    torch.manual_seed(1)
    labels = embedded("embedded").labels
    network = scaled(filled(torchvision.models.densenet121(weights=None, num_classes=len(labels))), torch.rand(1, 3, 224, 224))
    torch.save(network.state_dict(), folder / "densenet121.pt")
    described = Manifest(
        "densenet121", Labelling.MULTI_LABEL, labels, (threshold,) * len(labels), "torchvision", "densenet121", {}, Path(), "0" * 64,
        LAST_SPATIAL, preset("imagenet-whole"), {},
    )  # fmt: skip
    return imported(folder / "densenet121.pt", described, labels, folder)[0]
