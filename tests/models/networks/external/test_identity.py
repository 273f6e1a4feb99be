"""What a program's answers depend on names it; of a network its weights do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from models.networks.external.arguments import LIMITS, Arguments
from models.networks.external.identity import identity_sha256
from models.networks.library import embedded
from models.networks.manifest import Manifest, read_manifest
from models.networks.steps import PadSquare
from tests.models.networks.external.programs import LABELS, manifest_text, script


@pytest.fixture
def manifest(tmp_path: Path) -> Manifest:
    (file := tmp_path / "manifest.toml").write_text(manifest_text(script(tmp_path, ""), LABELS, 64))
    return read_manifest(file)


def test_a_network_is_its_weights() -> None:
    assert identity_sha256(embedded("embedded")) == embedded("embedded").weights_sha256


def test_a_program_is_its_file_its_labels_its_preparation_and_all_arguments_but_its_limits(manifest: Manifest) -> None:
    others: dict[str, Any] = {
        "command": ["python3", "{program}", "--fast"], "version": "1.1", "films": "dicom", "batch": 3, "seconds": 60.0,
        "starting_seconds": 1.0, "memory_gib": 2.0, "scores": "percent", "step": 1.0, "calls": 24,
    }  # fmt: skip
    assert others.keys() == Arguments.__dataclass_fields__.keys()  # type: ignore[attr-defined]
    same = {name for name, value in others.items() if _with(manifest, **{name: value}) == identity_sha256(manifest)}
    assert same == LIMITS
    changed = [{"weights_sha256": "0" * 64}, {"labels": ("Nodule", "Mass")}, {"preparation": (PadSquare(0.0), *manifest.preparation)}]
    assert identity_sha256(manifest) not in {identity_sha256(replace(manifest, **one)) for one in changed}  # type: ignore[arg-type]
    assert identity_sha256(replace(manifest, thresholds=(0.1, 0.1), name="another", card={})) == identity_sha256(manifest)


def _with(manifest: Manifest, **arguments: Any) -> str:
    return identity_sha256(replace(manifest, arguments=manifest.arguments | arguments))
