"""One network as its manifest describes it: everything a Classifier needs besides the weights (contract, section 5)."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from models.networks.manifest_file import parsed
from models.networks.manifest_lines import line_of
from models.networks.steps import PreparationStep, written
from models.networks.task import Labelling
from models.values.entries import EntryError

MANIFEST = "manifest.toml"
"""Its name in the folder of a classifier of one's own."""


class ManifestError(ValueError):
    """A manifest that cannot be used; the sentence says which entry and why."""


@dataclass(frozen=True)
class Manifest:
    """One network.

    Attributes:
        name: What ``models list`` and the record call it.
        task: What the outputs mean.
        labels: One a class, in the order of the network's outputs.
        thresholds: Probabilities from which a class counts as positive, at the operating point in use; one a label.
        family, architecture, arguments: How the network is built.
        weights: The safetensors file.
        weights_sha256: Its hash, checked before loading.
        target_layer: Where maps are taken, ``"last-spatial"`` or a module's dotted name.
        preparation: Steps from film to network input, in order.
        card: Data, licence, metrics and limits, as written.
        operating_point: Name of the point in use, the default until ``at`` chooses another; None where the only point has no name.
        points: Thresholds by the name of their point, the default first; empty where the only point has no name.
        prevalence: The share of each label among the films that probabilities are calibrated to; None where it is not known.
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
    operating_point: str | None = None
    points: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    prevalence: tuple[float, ...] | None = None

    def at(self, point: str | None) -> Manifest:
        """Return the same network deciding at one of its operating points; None is the point in use.

        Raises:
            ManifestError: It has no point of this name; the sentence lists those it has.
        """
        if point is None or point == self.operating_point:
            return self
        if point not in self.points:
            has = f"it has: {', '.join(self.points)}" if self.points else "it has one, without a name, which is used when none is asked for"
            raise ManifestError(f"{self.name} has no operating point '{point}'; {has}.")
        return replace(self, operating_point=point, thresholds=self.points[point])

    @property
    def at_each_point(self) -> tuple[Manifest, ...]:
        """The same network at each of its operating points, the default first."""
        return tuple(map(self.at, self.points)) or (self,)

    @property
    def computations(self) -> frozenset[str]:
        """Hashes of its computations at all its operating points; points of the same thresholds share one."""
        return frozenset(found.computation_sha256 for found in self.at_each_point)

    @property
    def computation_sha256(self) -> str:
        """SHA-256 of what the manifest says of the computation, as canonical JSON: at the operating point in use, by its thresholds.

        Names, card, prevalence and other points are no part of it.
        """
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
    return manifest_of(table_of(path), path)


def table_of(path: Path) -> dict[str, Any]:
    """Read a file as a table.

    Raises:
        ManifestError: It cannot be read or is no TOML.
    """
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise ManifestError(f"{path.name}: cannot be read ({error.strerror}).") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ManifestError(f"{path.name}: not a TOML file ({error}).") from None


def manifest_of(table: Mapping[str, Any], path: Path) -> Manifest:
    """Validate the table of a file; its weights lie beside it.

    Raises:
        ManifestError: An entry is missing, unknown or contradicts another.
    """
    try:
        found = parsed(table)
    except ValueError as error:
        raise ManifestError(f"{path.name}{_in_line(path, error)}: {error}") from None
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
        operating_point=found.operating_point,
        points={found.operating_point: found.thresholds} | found.operating_points if found.operating_point else {},
        prevalence=found.prevalence,
    )


def _in_line(path: Path, error: ValueError) -> str:
    """Name the line that an error is about, where it has one."""
    try:
        line = line_of(path.read_text("utf-8-sig"), error.path) if isinstance(error, EntryError) else None
    except OSError:
        line = None
    return f", line {line}" if line else ""
