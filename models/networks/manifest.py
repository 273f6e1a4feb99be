"""One network as its manifest describes it: everything a Classifier needs besides the weights (contract, section 5)."""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.networks.manifest_file import parsed
from models.networks.steps import PreparationStep, written
from models.networks.task import Labelling


class ManifestError(ValueError):
    """A manifest that cannot be used; the sentence says which entry and why."""


@dataclass(frozen=True)
class Manifest:
    """One network.

    Attributes:
        name: What ``models list`` and the record call it.
        task: What the outputs mean.
        labels: One a class, in the order of the network's outputs.
        thresholds: Probabilities from which a class counts as positive; one a label.
        family, architecture, arguments: How the network is built.
        weights: The safetensors file.
        weights_sha256: Its hash, checked before loading.
        target_layer: Where maps are taken, ``"last-spatial"`` or a module's dotted name.
        preparation: Steps from film to network input, in order.
        card: Data, licence, metrics and limits, as written.
    """

    name: str
    task: Labelling
    labels: tuple[str, ...]
    thresholds: tuple[float, ...]
    family: str
    architecture: str
    arguments: dict[str, Any]
    weights: Path
    weights_sha256: str
    target_layer: str
    preparation: tuple[PreparationStep, ...]
    card: dict[str, Any]

    @property
    def computation_sha256(self) -> str:
        """SHA-256 of what the manifest says of the computation, as canonical JSON; name, card and file name are no part of it."""
        said = {
            "task": self.task, "labels": self.labels, "thresholds": self.thresholds,
            "architecture": {"family": self.family, "name": self.architecture, "arguments": self.arguments},
            "target_layer": self.target_layer, "preparation": [written(step) for step in self.preparation],
        }  # fmt: skip
        return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def read_manifest(path: Path) -> Manifest:
    """Read and validate one manifest.

    Raises:
        ManifestError: An entry is missing, unknown or contradicts another.
    """
    try:
        found = parsed(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        raise ManifestError(f"{path.name}: cannot be read ({error.strerror}).") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ManifestError(f"{path.name}: not a TOML file ({error}).") from None
    except ValueError as error:
        raise ManifestError(f"{path.name}: {error}") from None
    return Manifest(
        name=found.name,
        task=found.task,
        labels=found.labels,
        thresholds=found.thresholds,
        family=found.architecture.family,
        architecture=found.architecture.name,
        arguments=found.architecture.arguments,
        weights=path.parent / Path(found.weights.file).name,
        weights_sha256=found.weights.sha256,
        target_layer=found.attribution.target_layer,
        preparation=found.preparation,
        card=found.card,
    )
