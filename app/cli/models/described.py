"""What a person says of a model file: by options, by answers, or in a manifest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import typer

from models.networks.manifest import Manifest, manifest_of, table_of
from models.networks.presets import PRESETS, NoPreset, preset
from models.networks.task import Labelling
from models.values.attribution import LAST_SPATIAL

_UNTOLD = "not told"
_NOTHING_YET = "0" * 64


class NotDescribed(Exception):
    """What was said does not do; the sentence says what is missing or wrong."""


@dataclass(frozen=True)
class Described:
    """As the options of ``models import`` say it; None is not said."""

    name: str | None
    architecture: str | None
    labels: str | None
    thresholds: str | None
    preparation: str | None
    side: int

    def asked(self) -> Described:
        """Ask for what was not said."""
        return replace(
            self,
            name=self.name or typer.prompt("What is the classifier to be called?"),
            architecture=self.architecture or typer.prompt("Its architecture, as in torchvision:densenet121?"),
            labels=self.labels or typer.prompt("Its labels, one an output in their order, with commas between?"),
            preparation=self.preparation or typer.prompt(f"How are films prepared ({', '.join(PRESETS)})?"),
        )

    def manifest(self) -> tuple[Manifest, tuple[str, ...]]:
        """Return what a manifest is to say, and the label of each output.

        Raises:
            NotDescribed: Something is missing or wrong.
        """
        said = {"--name": self.name, "--architecture": self.architecture, "--labels": self.labels, "--preset": self.preparation}
        if missing := [option for option, value in said.items() if not value]:
            raise NotDescribed(f"Say also {', '.join(missing)}, or all of it in a file: --manifest FILE.toml.")
        family, colon, architecture = str(self.architecture).partition(":")
        if not colon:
            raise NotDescribed("An architecture is named with its family, as in torchvision:densenet121.")
        outputs = tuple(label.strip() for label in str(self.labels).split(","))
        labels = tuple(filter(None, outputs))
        if not labels or len(set(labels)) < len(labels):
            raise NotDescribed("The labels must differ, and there must be at least one.")
        try:
            steps = preset(str(self.preparation), self.side)
        except NoPreset as reason:
            raise NotDescribed(str(reason)) from None
        card = {"data": _UNTOLD, "licence": _UNTOLD, "metrics": {}, "limits": "Imported; nothing was told of it."}
        return Manifest(
            str(self.name), Labelling.MULTI_LABEL, labels, self._cuts(len(labels)), family, architecture, {}, Path(), _NOTHING_YET,
            LAST_SPATIAL, steps, card,
        ), outputs  # fmt: skip

    def _cuts(self, count: int) -> tuple[float, ...]:
        try:
            cuts = tuple(float(cut) for cut in self.thresholds.split(",")) if self.thresholds else (0.5,) * count
        except ValueError:
            cuts = ()
        if len(cuts) != count or not all(0 < cut < 1 for cut in cuts):
            raise NotDescribed(f"There must be {count} thresholds, one a label, each a probability between 0 and 1.")
        return cuts

    def of_manifest(self, file: Path) -> tuple[Manifest, tuple[str, ...]]:
        """Return what a file says; options for the name go before it.

        Raises:
            ManifestError: It cannot be used.
        """
        found = manifest_of(table_of(file) | {"weights": {"file": file.name, "sha256": _NOTHING_YET}}, file)
        return replace(found, name=self.name or found.name), found.labels
