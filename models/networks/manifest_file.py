"""The TOML beside a weights file, as it is written: schema 2, and schema 1 brought to it (contract, section 5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Annotated, Any, Literal

from pydantic import Field

from models.networks.steps import Step
from models.networks.task import Labelling
from models.values.entries import entry, validated

SCHEMA = 2

Name = Annotated[str, Field(min_length=1)]
Thresholds = tuple[float, ...]

NO_LABEL = "A label is one line of up to 100 characters, without a space at its ends."
_LONGEST_LABEL = 100


def is_label(text: str) -> bool:
    """Tell whether a text can stand for a finding wherever findings are shown."""
    return 0 < len(text) <= _LONGEST_LABEL and text.isprintable() and text == text.strip()


@entry
class ArchitectureEntry:
    """How the network is built."""

    family: str
    name: str
    arguments: dict[str, Any] = field(default_factory=dict)


@entry
class WeightsEntry:
    """The safetensors file beside the manifest, and its hash."""

    file: Annotated[str, Field(min_length=1)]
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


@entry
class AttributionEntry:
    """Where maps are taken: ``"last-spatial"`` or a module's dotted name."""

    target_layer: Annotated[str, Field(min_length=1)]


@entry
class ManifestFile:
    """The whole file."""

    schema: Literal[2]
    name: str
    task: Labelling
    labels: Annotated[tuple[str, ...], Field(min_length=1)]
    thresholds: Thresholds
    architecture: ArchitectureEntry
    weights: WeightsEntry
    attribution: AttributionEntry
    preparation: tuple[Step, ...]
    card: dict[str, Any]
    operating_point: Name | None = None
    operating_points: dict[Name, Thresholds] = field(default_factory=dict)
    prevalence: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        if len(self.labels) != len(self.thresholds) or len(set(self.labels)) != len(self.labels):
            raise ValueError(f"{len(self.labels)} labels, which must differ, and {len(self.thresholds)} thresholds.")
        if not all(map(is_label, self.labels)):
            raise ValueError(NO_LABEL)
        named = {"thresholds": self.thresholds} | {f"operating_points {name}": cuts for name, cuts in self.operating_points.items()}
        for where, values in (named | ({"prevalence": self.prevalence} if self.prevalence else {})).items():
            if len(values) != len(self.labels):
                raise ValueError(f"{len(self.labels)} labels, and {len(values)} values of the entry '{where}'.")
            if not all(0 < value < 1 for value in values):
                raise ValueError(f"the entry '{where}': thresholds and prevalence are probabilities between 0 and 1.")
        if self.operating_points and self.operating_point is None:
            raise ValueError("the entry 'operating_point' is missing; it names the point of 'thresholds', which is the default.")
        if self.operating_point in self.operating_points:
            raise ValueError(
                f"the operating point '{self.operating_point}' is that of 'thresholds' and is named in 'operating_points' again."
            )


def parsed(table: Mapping[str, Any]) -> ManifestFile:
    """Validate a file's table.

    Raises:
        ValueError: An entry is missing, unknown or contradicts another; the sentence names it.
    """
    schema = table.get("schema", SCHEMA)
    if schema not in (1, SCHEMA) or isinstance(schema, bool):
        raise ValueError(f"schema {schema} is not known; this version reads schema 1 and 2.")
    return validated(ManifestFile, _upgraded(table) if schema == 1 else table)


def _upgraded(table: Mapping[str, Any]) -> dict[str, Any]:
    """Bring schema 1 to schema 2: the target layer was called a point."""
    attribution = table.get("attribution")
    renamed = {"point": "target_layer"}
    if isinstance(attribution, dict):
        attribution = {renamed.get(name, name): value for name, value in attribution.items()}
    known = {} if attribution is None else {"attribution": attribution}
    return {**table, "schema": SCHEMA, **known}
