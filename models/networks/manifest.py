"""The TOML beside a weights file: everything a Classifier needs besides the weights (contract, section 5)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from models.networks.steps import PreparationStep, _step


class ManifestError(ValueError):
    """A manifest that cannot be used; the sentence says which entry and why."""


class Task(StrEnum):
    """What the outputs mean: independent findings, or one of several."""

    MULTI_LABEL = "multi-label"
    SINGLE_LABEL = "single-label"


@dataclass(frozen=True)
class Manifest:
    """One network as its manifest describes it.

    Attributes:
        name: What ``models list`` and the record call it.
        task: What the outputs mean.
        labels: One a class, in the order of the network's outputs.
        thresholds: Probabilities from which a class counts as positive; one a label.
        family, architecture, arguments: How the network is built.
        weights: The safetensors file.
        weights_sha256: Its hash, checked before loading.
        point: The attribution point, ``"last-spatial"`` or a module's dotted name.
        preparation: Steps from film to network input, in order.
        card: Data, licence, metrics and limits, as written.
    """

    name: str
    task: Task
    labels: tuple[str, ...]
    thresholds: tuple[float, ...]
    family: str
    architecture: str
    arguments: dict[str, Any]
    weights: Path
    weights_sha256: str
    point: str
    preparation: tuple[PreparationStep, ...]
    card: dict[str, Any]


def read_manifest(path: Path) -> Manifest:
    """Read and validate one manifest.

    Raises:
        ManifestError: An entry is missing, unknown or contradicts another.
    """
    try:
        table = tomllib.loads(path.read_text("utf-8"))
        if table["schema"] != 1:
            raise ManifestError(f"{path.name}: schema {table['schema']} is not known; this version reads schema 1.")
        labels = tuple(table["labels"])
        thresholds = tuple(float(value) for value in table["thresholds"])
        manifest = Manifest(
            name=table["name"],
            task=Task(table["task"]),
            labels=labels,
            thresholds=thresholds,
            family=table["architecture"]["family"],
            architecture=table["architecture"]["name"],
            arguments=dict(table["architecture"].get("arguments", {})),
            weights=path.parent / Path(table["weights"]["file"]).name,
            weights_sha256=table["weights"]["sha256"],
            point=table["attribution"]["point"],
            preparation=tuple(_step(entry) for entry in table["preparation"]),
            card=dict(table["card"]),
        )
    except KeyError as missing:
        raise ManifestError(f"{path.name}: the entry {missing.args[0]!r} is missing.") from None
    except OSError as error:
        raise ManifestError(f"{path.name}: cannot be read ({error.strerror}).") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ManifestError(f"{path.name}: not a TOML file ({error}).") from None
    except (TypeError, ValueError) as error:
        raise error if isinstance(error, ManifestError) else ManifestError(f"{path.name}: {error}") from None
    if len(labels) != len(thresholds) or len(set(labels)) != len(labels):
        raise ManifestError(f"{path.name}: {len(labels)} labels, which must differ, and {len(thresholds)} thresholds.")
    if not all(0 < value < 1 for value in thresholds):
        raise ManifestError(f"{path.name}: thresholds are probabilities between 0 and 1.")
    return manifest
