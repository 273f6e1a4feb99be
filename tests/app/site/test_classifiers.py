"""Which classifiers there are, by name and by folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.site.classifiers import (
    NoClassifier,
    check_name,
    classifier_named,
    classifier_names,
    classifiers,
    network_of_record,
    own_classifiers,
    told_by,
)
from models.networks.library import EMBEDDED, NETWORKS, embedded
from models.networks.manifest import MANIFEST, ManifestError
from tests.own_classifiers import own_classifier


def test_ones_own_come_last_by_their_names() -> None:
    for name in ("zebra", "alpha"):
        own_classifier(own_classifiers() / name, name)
    assert classifier_names() == (*EMBEDDED, "alpha", "zebra")
    assert [manifest.name for manifest in classifiers()] == [*EMBEDDED, "alpha", "zebra"]


def test_what_is_left_of_an_import_that_was_killed_is_no_classifier() -> None:
    (own_classifiers() / ".import-x" / "half").mkdir(parents=True)
    assert classifier_names() == EMBEDDED


def test_without_a_data_folder_there_are_those_of_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "file"))
    assert classifier_names() == EMBEDDED
    assert classifier_named("embedded") == embedded("embedded")


def test_a_classifier_is_named_or_is_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own_classifier(own_classifiers() / "chest", "chest")
    own_classifier(tmp_path / "elsewhere", "other")
    monkeypatch.chdir(tmp_path)
    assert classifier_named("chest").weights == own_classifiers() / "chest" / "weights.safetensors"
    assert classifier_named("elsewhere").name == classifier_named(str(tmp_path / "elsewhere")).name == "other"
    assert (told_by("chest"), told_by("elsewhere"), told_by("nobody")) == ("chest", str(tmp_path / "elsewhere"), "nobody")


def test_a_name_goes_before_a_folder_of_this_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("chest", "embedded"):
        own_classifier(tmp_path / name, "another")
    own_classifier(own_classifiers() / "chest", "chest")
    monkeypatch.chdir(tmp_path)
    assert (told_by("chest"), classifier_named("chest").name) == ("chest", "chest")
    assert (told_by("embedded"), classifier_named("embedded").name) == ("embedded", "embedded")


@pytest.mark.parametrize("name", ["", "nobody", "lungs", "film-check", "../classifiers", f"a{os.sep}b"])
def test_what_is_no_classifier_is_refused_with_those_that_there_are(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own_classifier(own_classifiers() / "chest", "chest")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NoClassifier, match=r"there are: embedded, teaching, chest\. A folder that holds a manifest\.toml serves too\.$"):
        classifier_named(name)


@pytest.mark.parametrize("content", [b"\xff", b"= =", b"schema = 1"])
def test_a_damaged_manifest_is_told_and_hides_no_other(content: bytes) -> None:
    for name in ("broken", "chest"):
        own_classifier(own_classifiers() / name, name)
    (own_classifiers() / "broken" / MANIFEST).write_bytes(content)
    with pytest.raises(ManifestError, match=r"^manifest\.toml: "):
        classifier_named("broken")
    assert [manifest.name for manifest in classifiers()] == [*EMBEDDED, "chest"]
    assert "broken" in classifier_names()


@pytest.mark.parametrize("name", NETWORKS)
def test_no_classifier_of_ones_own_passes_for_one_of_the_program(name: str, tmp_path: Path) -> None:
    """The record would call it so."""
    with pytest.raises(ManifestError, match="comes with the program; give yours another"):
        classifier_named(str(own_classifier(tmp_path / "mine", name)))


@pytest.mark.parametrize("name", ["a", "Chest-2.1_b", "9", "x" * 64])
def test_names_that_files_and_terminals_take(name: str) -> None:
    check_name(name)


@pytest.mark.parametrize("name", ["", ".hidden", "-x", "a b", "a/b", "..", "ü", "a\n", "x" * 65])
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(ManifestError, match="has up to 64 letters"):
        check_name(name)


def test_the_network_of_a_record_is_found_among_ones_own_at_the_point_that_decided() -> None:
    manifest = classifier_named(str(own_classifier(own_classifiers() / "mine")))
    balanced = manifest.at("balanced")
    assert network_of_record(manifest.weights_sha256) == manifest
    assert network_of_record(manifest.weights_sha256, balanced.computation_sha256) == balanced
    assert network_of_record(manifest.weights_sha256, None, balanced.thresholds) == balanced
    assert network_of_record(manifest.weights_sha256, "0" * 64) is None
    assert network_of_record("0" * 64) is None
