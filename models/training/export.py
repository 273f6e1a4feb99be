"""Writes what a recipe made: the weights as safetensors, the manifest and the card beside them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from models.networks.manifest import Manifest
from models.networks.manifest_writing import write_manifest
from models.networks.steps import PreparationStep
from models.networks.task import Labelling
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
    cuts, told = tuple(round(value, 6) for value in thresholds), points or {}
    default = told.get("operating_point")
    manifest = Manifest(
        name, Labelling.MULTI_LABEL, labels, cuts, "embedded", architecture, arguments or {}, weights, sha256_of(weights), LAST_SPATIAL,
        preparation, card, default, ({default: cuts} if default else {}) | told.get("operating_points", {}), told.get("prevalence"),
    )  # fmt: skip
    write_manifest(manifest, folder / f"{name}.toml")
    _LOGS.mkdir(exist_ok=True)
    (_LOGS / f"{name}.txt").write_text("\n".join(log) + "\n")


def _stored(value: Tensor, dtype: torch.dtype) -> Tensor:
    return (value.to(dtype) if value.is_floating_point() else value).contiguous()
