"""What is written is read as the same manifest."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from models.networks.library import NETWORKS, embedded
from models.networks.manifest import read_manifest
from models.networks.manifest_writing import write_manifest
from tests.models.networks.test_manifest import POINTS, WHOLE


@pytest.mark.parametrize("more", [{}, POINTS, {"prevalence": [0.3, 0.05]}])
def test_a_manifest_is_read_as_it_was_written(tmp_path: Path, more: dict[str, Any]) -> None:
    file = tmp_path / "manifest.toml"
    file.write_text(tomli_w.dumps(copy.deepcopy(WHOLE) | more), "utf-8")
    first = read_manifest(file)
    write_manifest(first, file)
    assert read_manifest(file) == first
    text = file.read_text("utf-8")
    assert text.count("[[preparation]]\nstep = ") == text.count("[[preparation]]") > 0


@pytest.mark.parametrize("name", NETWORKS)
def test_those_of_the_program_too(tmp_path: Path, name: str) -> None:
    manifest = embedded(name)
    write_manifest(manifest, tmp_path / "manifest.toml")
    found = read_manifest(tmp_path / "manifest.toml")
    assert found.computation_sha256 == manifest.computation_sha256
    assert (found.points, found.prevalence, found.card) == (manifest.points, manifest.prevalence, manifest.card)
