"""The networks that come with the program, and those that came with earlier versions, which serve replay alone."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest
import tomli_w

import resources
from audit.log.store import Log
from models.networks.library import NETWORKS, embedded, network_of_record
from models.networks.manifest import Manifest, ManifestError, read_manifest
from models.networks.weights import load_network
from tests.audit.kept import KEPT, copy_of

RETIRED = sorted(resources.path("weights/retired").glob("*.toml"))
SHIPPED = {
    "b45381119f0eadf5d6f24a9dfb0e8a72ba5e0496aa9ec9cde97080768fa08a3f", "f65d384b786435f1f972adec226dafb56ff8b0a66f8d949dfbe5dff9c9ce3ce4",
    "11e8c778f9fcffad5b29d2c2472ade239ddcee1aa2dcca6f58835b100438ada5", "09098ea5492c69d2e95d6b312b7784cc143aee0fa9bb769406fda5e02053be97",
    "15b1c809cb918f0b7968a493a96434e2d76336e2bae69675d7349897eaa79b27",
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


@pytest.fixture
def older(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Manifest:
    """A retired manifest of the very weights of a present network, whose points have other thresholds."""
    weights = Path(shutil.copytree(resources.path("weights"), tmp_path / "weights", ignore=shutil.ignore_patterns("*.safetensors")))
    table = tomllib.loads((weights / "embedded.toml").read_text("utf-8"))
    table["thresholds"] = [0.5] * len(table["labels"])
    table["operating_points"] = {name: [cut] * len(table["labels"]) for name, cut in (("low", 0.25), ("twin", 0.5))}
    file = weights / "retired" / f"embedded-{table['weights']['sha256'][:8]}-older.toml"
    file.write_text(tomli_w.dumps(table), "utf-8")
    monkeypatch.setattr(resources, "_ROOT", tmp_path)
    return read_manifest(file)


def test_a_record_is_found_at_every_point_of_every_manifest_of_its_weights(older: Manifest) -> None:
    """By what its manifest said of the computation; of before manifests were hashed, by its thresholds."""
    weights, here = older.weights_sha256, embedded("embedded")
    assert here.weights_sha256 == weights
    for at_point in (here, here.at("balanced"), older, older.at("low")):
        assert network_of_record(weights, at_point.computation_sha256) == at_point
        assert network_of_record(weights, thresholds=list(at_point.thresholds)) == at_point
    for others in ([0.3] * len(here.labels), [0.5]):
        assert network_of_record(weights, thresholds=others) is None


def test_of_two_points_with_the_same_thresholds_the_first_is_found(older: Manifest) -> None:
    """They decide the same; a name is a word, which a replay does not compare."""
    twin = older.at("twin")
    for found in (
        network_of_record(twin.weights_sha256, twin.computation_sha256), network_of_record(twin.weights_sha256, thresholds=twin.thresholds)
    ):  # fmt: skip
        assert found == older
        assert found.operating_point == "specificity-90"


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
