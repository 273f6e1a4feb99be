"""Writes what a recipe made: the weights as safetensors, the manifest and the card beside them."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import tomli_w
from safetensors.torch import save_file
from torch import nn

from models.manifest import Channels, CropSquare, Normalise, PadSquare, Resize, Scale, Step, sha256_of

_NAMES = {
    PadSquare: "pad_square",
    CropSquare: "crop_square",
    Resize: "resize",
    Scale: "scale",
    Normalise: "normalise",
    Channels: "channels",
}


def export(
    network: nn.Module,
    folder: Path,
    *,
    name: str,
    labels: tuple[str, ...],
    thresholds: list[float],
    architecture: str,
    preparation: tuple[Step, ...],
    card: dict[str, Any],
) -> None:
    """Write ``NAME.safetensors`` and ``NAME.toml``."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = folder / f"{name}.safetensors"
    save_file({key: value.contiguous() for key, value in network.state_dict().items()}, weights)
    weights.chmod(0o644)
    table = {
        "schema": 1,
        "name": name,
        "task": "multi-label",
        "labels": list(labels),
        "thresholds": [round(value, 6) for value in thresholds],
        "architecture": {"family": "embedded", "name": architecture, "arguments": {}},
        "weights": {"file": weights.name, "sha256": sha256_of(weights)},
        "attribution": {"point": "last-spatial"},
        "preparation": [_entry(step) for step in preparation],
        "card": card,
    }
    (folder / f"{name}.toml").write_bytes(tomli_w.dumps(table, multiline_strings=True).encode())


def _entry(step: Step) -> dict[str, Any]:
    entry: dict[str, Any] = {"step": _NAMES[type(step)]}
    if isinstance(step, Scale):
        return entry | {"from": step.source, "to": [step.low, step.high]}
    values = {field.name: getattr(step, field.name) for field in fields(step)}
    return entry | {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}
