"""``models list``."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import numpy as np
import pytest

import resources
from app.site.calibrations import own_calibration
from app.site.certificates import keep, kept, own_file
from app.site.classifiers import classifier_named, own_classifiers
from app.site.operating_points import choose_point, own_points
from app.site.references import own_reference
from app.site.regions import own_table
from models.networks.library import NETWORKS, embedded
from models.networks.manifest import MANIFEST, Manifest, ManifestError
from tests.own_classifiers import own_classifier

Run = Callable[..., Any]
LONG = "x" * 64


def _lines(run: Run) -> dict[str, str]:
    return {line.split()[0]: line for line in run("models", "list").out.splitlines()}


def _cells(line: str) -> list[str]:
    return re.split(r"\s{2,}", line)


def _shipped_calibration(name: str) -> str:
    """What is said of the calibration that comes with the program, where one does."""
    file = resources.path("regions.toml").parent / "calibrations" / f"{name}.npz"
    if not file.is_file():
        return "no calibration"
    with np.load(file) as arrays:
        return f"calibration of {len(set(arrays['patients'].tolist()))} films"


def test_all_networks_are_listed_with_what_is_known_of_them(run: Run) -> None:
    ended = run("models", "list")
    lines = ended.out.splitlines()
    assert (ended.code, [line.split()[0] for line in lines]) == (0, list(NETWORKS))
    for line, name in zip(lines, NETWORKS, strict=True):
        assert f"sha256 {embedded(name).weights_sha256[:16]}…" in line
    assert _cells(lines[0])[4:] == ["Grad-CAM certified", "reference of 209 films", _shipped_calibration("embedded"), "at specificity-90"]
    assert _cells(lines[1])[4] == "Grad-CAM certified"
    assert _cells(lines[1])[6] == _shipped_calibration("teaching")
    assert lines[2].endswith("…")


def test_a_long_name_keeps_the_columns(run: Run) -> None:
    for name in (LONG, "y"):
        own_classifier(own_classifiers() / name, name)
    lines = run("models", "list").out.splitlines()
    assert lines[-2].startswith(f"{LONG}  14 findings ")
    for part in ("MB", "sha256"):
        assert len({line.index(part, 64) for line in lines}) == 1


def test_ones_own_has_its_certificate_and_its_point(run: Run) -> None:
    own_classifier(own_classifiers() / "mine")
    assert _cells(_lines(run)["mine"])[4:] == ["not certified", "no reference", "no calibration", "at specificity-90"]
    manifest = classifier_named("mine")
    record = kept(embedded("embedded"))
    assert record
    used = replace(record.classifier, weights_sha256=manifest.weights_sha256)
    keep(replace(record, classifier=used, target_layer=manifest.target_layer), own_file(manifest.weights_sha256))
    choose_point("mine", "balanced")
    assert _cells(_lines(run)["mine"])[4:] == ["Grad-CAM certified", "no reference", "no calibration", "at balanced"]


def _damaged(folder: Path) -> None:
    (folder / MANIFEST).write_text("?")


def _altered(folder: Path) -> None:
    (folder / "weights.safetensors").write_bytes(b"other")


def _missing(folder: Path) -> None:
    (folder / "weights.safetensors").unlink()


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (_damaged, "manifest.toml: not a TOML file"),
        (_altered, "differs from the one the manifest names (SHA-256); import it again after 'models remove broken'."),
        (_missing, "weights.safetensors cannot be read (No such file or directory); import it again after 'models remove broken'."),
    ],
)
def test_what_cannot_be_used_is_a_line_and_hides_no_other(run: Run, spoil: Callable[[Path], None], why: str) -> None:
    for name in ("broken", "sound"):
        own_classifier(own_classifiers() / name, name)
    spoil(own_classifiers() / "broken")
    ended = run("models", "list")
    lines = ended.out.splitlines()
    assert (ended.code, [line.split()[0] for line in lines]) == (1, [*NETWORKS, "broken", "sound"])
    assert lines[-2].startswith("broken  cannot be used: ")
    assert why in lines[-2]
    assert "14 findings" in lines[-1]


def test_a_damaged_network_of_the_program_hides_no_other(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(name: str) -> Manifest:
        if name == "film-check":
            raise ManifestError("film-check.toml: not a TOML file.")
        return embedded(name)

    monkeypatch.setattr("app.site.classifiers.embedded", read)
    ended = run("models", "list")
    assert ended.code == 1
    assert [line.split()[0] for line in ended.out.splitlines()] == list(NETWORKS)
    assert "film-check  cannot be used: film-check.toml: not a TOML file." in ended.out


def test_references_that_nobody_can_look_at_are_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.site.kept_files.embedded", Mock(side_effect=ManifestError("lungs.toml: not a TOML file.")))
    ended = run("models", "list")
    assert (ended.code, ended.err) == (1, "References and calibrations were not looked at. lungs.toml: not a TOML file.\n")
    assert len(ended.out.splitlines()) == len(NETWORKS)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda: own_table().write_text("?"), "  reference does not serve  calibration does not serve  at specificity-90"),
        (lambda: own_points().write_text("?"), "operating point cannot be used: see 'models point'"),
    ],
)
def test_ones_own_settings_that_cannot_be_read_do_not_stop_the_list(run: Run, spoil: Callable[[], object], said: str) -> None:
    spoil()
    assert _lines(run)["embedded"].endswith(said)


def test_a_reference_of_replaced_weights_is_named_as_stale(run: Run) -> None:
    stale, own = own_reference("ab" * 32, "cd" * 32), own_reference(embedded("teaching").weights_sha256, "cd" * 32)
    for file in (stale, own):
        file.parent.mkdir(parents=True)
        file.touch()
    lines = run("models", "list").out.splitlines()[len(NETWORKS) :]
    (replaced,) = (line for line in lines if str(stale) in line)
    assert replaced.startswith("Stale reference, kept, that serves no classifier here: ")
    assert replaced.endswith("It is of weights abababababab… that were replaced.")
    (damaged,) = (line for line in lines if str(own) in line)
    assert "damaged; build it anew" in damaged


def test_a_calibration_of_replaced_weights_is_named_as_one(run: Run) -> None:
    stale = own_calibration("ab" * 32, "cd" * 32)
    stale.parent.mkdir(parents=True)
    stale.touch()
    (line,) = run("models", "list").out.splitlines()[len(NETWORKS) :]
    assert line.startswith(f"Stale calibration, kept, that serves no classifier here: {stale}. It is of weights abab")


def test_a_reference_of_ones_own_classifier_is_not_stale(run: Run) -> None:
    manifest = classifier_named(str(own_classifier(own_classifiers() / "mine")))
    file = own_reference(manifest.weights_sha256, "cd" * 32)
    file.parent.mkdir(parents=True)
    shutil.copy(resources.path("references/embedded.npz"), file)
    (line,) = run("models", "list").out.splitlines()[len(NETWORKS) + 1 :]
    assert "other weights of the classifier" in line, "not: that were replaced"
