"""The networks that come with the program, and those that came with earlier versions, which serve replay alone."""

from __future__ import annotations

from pathlib import Path

import pytest

import resources
from audit.log.store import Log
from models.networks.library import NETWORKS, embedded, network_of_record
from models.networks.manifest import ManifestError, read_manifest
from models.networks.weights import load_network
from tests.audit.kept import KEPT, copy_of

RETIRED = sorted(resources.path("weights/retired").glob("*.toml"))
SHIPPED = {
    "b45381119f0eadf5d6f24a9dfb0e8a72ba5e0496aa9ec9cde97080768fa08a3f", "f65d384b786435f1f972adec226dafb56ff8b0a66f8d949dfbe5dff9c9ce3ce4",
    "9e80a900ff2f8172eca71e232cb78aeaede321b24ac006e4f46984148508918d", "d52996fa7d46c1d9a67988281c9b94741fcd1d783a48f0f2342adb2c70560c1f",
}  # fmt: skip
"""All weights that a log may name. It only grows: what is replaced moves to resources/weights/retired (decision 0040)."""


def test_weights_that_came_with_the_program_are_known_as_such() -> None:
    assert {embedded(name).weights_sha256 for name in NETWORKS} <= SHIPPED


@pytest.mark.parametrize("weights", sorted(SHIPPED))
def test_weights_that_came_with_the_program_are_never_lost(weights: str) -> None:
    found = network_of_record(weights)
    assert found is not None
    assert found.weights_sha256 == weights
    assert network_of_record(weights, found.computation_sha256) == found
    assert network_of_record(weights, "0" * 64) is None


@pytest.mark.parametrize("file", RETIRED, ids=lambda file: file.stem)
def test_a_retired_network_is_named_by_its_hash_and_can_be_loaded(file: Path) -> None:
    manifest = read_manifest(file)
    assert file.stem == manifest.weights.stem == f"{manifest.name}-{manifest.weights_sha256[:8]}"
    assert not load_network(manifest).training


@pytest.mark.parametrize("file", RETIRED, ids=lambda file: file.stem)
def test_a_retired_network_is_none_that_can_be_chosen(file: Path) -> None:
    assert file.stem not in NETWORKS
    with pytest.raises(ManifestError, match="no embedded network named"):
        embedded(file.stem)


@pytest.mark.parametrize("name", KEPT)
def test_every_network_that_a_log_in_existence_names_is_kept(name: str, tmp_path: Path) -> None:
    with Log(copy_of(name, tmp_path), writing=True) as log:
        methods = [entry.film.method for entry in log.entries() if entry.kind in {"screened", "refused"}]
    named = {(weights, method.manifests.get(role)) for method in methods for role, weights in method.networks.items()}
    assert len(named) > 1
    assert all(network_of_record(*network) for network in named)


def test_weights_that_never_came_with_the_program_are_not_found() -> None:
    assert network_of_record("ab" * 32) is None
