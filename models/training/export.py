"""Writes what a recipe made: the weights as safetensors, the manifest and the card beside them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomli_w
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from models.networks.manifest_file import SCHEMA
from models.networks.steps import PreparationStep, written
from models.values.attribution import LAST_SPATIAL
from models.values.digests import sha256_of

_LOGS = Path(__file__).with_name("logs")


def export(
    network: nn.Module,
    folder: Path,
    *,
    name: str,
    labels: tuple[str, ...],
    thresholds: list[float],
    architecture: str,
    preparation: tuple[PreparationStep, ...],
    card: dict[str, Any],
    log: list[str],
    dtype: torch.dtype = torch.float32,
    arguments: dict[str, Any] | None = None,
    points: Mapping[str, Any] | None = None,
) -> None:
    """Write ``NAME.safetensors`` and ``NAME.toml``, and the training's log to ``models/training/logs/NAME.txt``.

    ``points`` are the manifest's entries on operating points and prevalence, where it has any.
    """
    folder.mkdir(parents=True, exist_ok=True)
    weights = folder / f"{name}.safetensors"
    save_file({key: _stored(value, dtype) for key, value in network.state_dict().items()}, weights)
    weights.chmod(0o644)
    table = {
        "schema": SCHEMA,
        "name": name,
        "task": "multi-label",
        "labels": list(labels),
        "thresholds": [round(value, 6) for value in thresholds],
        **(points or {}),
        "architecture": {"family": "embedded", "name": architecture, "arguments": arguments or {}},
        "weights": {"file": weights.name, "sha256": sha256_of(weights)},
        "attribution": {"target_layer": LAST_SPATIAL},
        "preparation": [written(step) for step in preparation],
        "card": card,
    }
    (folder / f"{name}.toml").write_bytes(tomli_w.dumps(table, multiline_strings=True).encode())
    _LOGS.mkdir(exist_ok=True)
    (_LOGS / f"{name}.txt").write_text("\n".join(log) + "\n")


def _stored(value: Tensor, dtype: torch.dtype) -> Tensor:
    return (value.to(dtype) if value.is_floating_point() else value).contiguous()
