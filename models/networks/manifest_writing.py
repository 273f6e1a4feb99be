"""Writes a manifest as ``read_manifest`` reads it (contract, section 5)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import tomli_w

from models.networks.manifest import Manifest
from models.networks.manifest_file import SCHEMA
from models.networks.steps import written


def write_manifest(manifest: Manifest, file: Path) -> None:
    """Write it beside its weights.

    Raises:
        OSError: The file cannot be written.
    """
    table = {
        "schema": SCHEMA,
        "name": manifest.name,
        "task": str(manifest.task),
        "labels": list(manifest.labels),
        "thresholds": list(manifest.thresholds),
        **_points(manifest),
        "architecture": {"family": manifest.family, "name": manifest.architecture, "arguments": manifest.arguments},
        "weights": {"file": manifest.weights.name, "sha256": manifest.weights_sha256},
        "attribution": {"target_layer": manifest.target_layer},
        "preparation": [written(step) for step in manifest.preparation],
        "card": manifest.card,
    }
    file.write_bytes(tomli_w.dumps(table, multiline_strings=True).encode())


def _points(manifest: Manifest) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if manifest.operating_point:
        others = {name: list(cuts) for name, cuts in manifest.points.items() if name != manifest.operating_point}
        found = {"operating_point": manifest.operating_point, "operating_points": others}
    return found | ({"prevalence": list(manifest.prevalence)} if manifest.prevalence else {})
