"""``models show``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import numpy as np
import pytest

import resources
from app.site.calibrations import own_calibration
from app.site.classifiers import own_classifiers
from app.site.references import made_with_here, own_reference
from app.site.regions import SHIPPED
from models.challenge.calibration.calibration import Calibration
from models.challenge.calibration.controls import ControlTable
from models.challenge.calibration.descriptors import DESCRIPTORS
from models.networks.library import NETWORKS, embedded
from models.networks.manifest import ManifestError
from models.values.attribution import MapMethod
from models.values.challenge import Filler
from models.values.digests import sha256_of
from models.values.reference_review import ReferenceReview
from tests.own_classifiers import own_classifier

Run = Callable[..., Any]


def test_a_damaged_manifest_is_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.site.classifiers.embedded", Mock(side_effect=ManifestError("embedded.toml: not a TOML file.")))
    ended = run("models", "show", "embedded")
    assert (ended.code, ended.err.strip()) == (2, "embedded.toml: not a TOML file.")


@pytest.mark.parametrize("name", NETWORKS)
def test_a_card_tells_data_licence_limits_and_thresholds(run: Run, name: str) -> None:
    ended, manifest = run("models", "show", name), embedded(name)
    assert ended.code == 0
    for text in (manifest.weights_sha256, manifest.card["data"], manifest.card["licence"], manifest.card["limits"]):
        assert text in ended.out
    lines = [line for line in ended.out.splitlines() if line.startswith("  ")]
    for label, threshold in zip(manifest.labels, manifest.thresholds, strict=True):
        (line,) = (line for line in lines if line.startswith(f"  {label} ") and f" {threshold:.4f}" in line)
        assert line.index(f" {threshold:.4f}") == 2 + max(22, *map(len, manifest.labels))


def test_a_card_tells_every_operating_point_with_what_was_measured_at_it(run: Run) -> None:
    out, manifest = run("models", "show", "embedded").out, embedded("embedded")
    assert "operating point specificity-90 (default): labels and thresholds" in out
    assert "operating point balanced: labels and thresholds" in out
    for point, thresholds in manifest.points.items():
        for label, threshold, share in zip(manifest.labels, thresholds, manifest.prevalence or (), strict=True):
            told = manifest.card["metrics"]["operating_points"][point][label]
            shares = [f"{name} {told[name][0]:.3f} ({told[name][1]:.3f} to {told[name][2]:.3f})" for name in ("sensitivity", "specificity")]
            cut = f"{threshold:.4f} ({told['threshold'][1]:.4f} to {told['threshold'][2]:.4f})"
            assert "   ".join([f"  {label:<22} {cut}", *shares, f"prevalence {share:.3f}"]) in out


def test_an_unknown_network_is_a_matter_of_usage(run: Run) -> None:
    ended = run("models", "show", "nobody")
    assert ended.code == 2
    assert "there are: embedded, teaching" in ended.err


def test_a_certificate_is_told_method_by_method_with_what_was_not_run(run: Run) -> None:
    out = run("models", "show", "embedded").out
    assert "\ncertificate: Grad-CAM passes." in out
    assert "embedded.certificate.json, made by version" in out
    words = [line.split() for line in out.splitlines() if line.startswith("  ")]
    verdicts = {line[0]: line[1] for line in words if line[0] in set(MapMethod)}
    assert set(verdicts) == set(MapMethod)
    assert (verdicts["grad-cam"], verdicts["guided-backprop"], verdicts["gradient"]) == ("passed", "FAILED:", "not")
    assert "\n  not run: device\n" in out


def test_a_reference_is_told_with_what_it_was_made_with(run: Run) -> None:
    manifest = embedded("embedded")
    assert f"films, kept in {resources.path('references/embedded.npz')}" in (out := run("models", "show", "embedded").out)
    assert f"made with weights {manifest.weights_sha256[:16]}…, regions " in out
    own = own_reference(manifest.weights_sha256, sha256_of(SHIPPED))
    own.parent.mkdir(parents=True)
    own.touch()
    assert f"reference: {own} does not serve. The file of the reference is damaged" in run("models", "show", "embedded").out


def test_a_calibration_is_told_with_fillers_and_the_review_of_its_films(run: Run) -> None:
    manifest = embedded("embedded")
    own = own_calibration(manifest.weights_sha256, sha256_of(SHIPPED))
    own.parent.mkdir(parents=True)
    rng, count = np.random.default_rng(1), 70
    table = ControlTable(
        (Filler.KEPT_BLUR,), np.array([str(number) for number in range(count)]), np.zeros((count, len(DESCRIPTORS)), np.float32),
        np.ones((count, 14), np.float32), rng.choice([-0.5, 0.5], (count, 1, 14)).astype(np.float32),
    )  # fmt: skip
    review = ReferenceReview(films=70, marked=40, lined=2, positive=60, judged=50, dependent=20)
    made = Calibration(made_with_here(manifest.weights_sha256, None), table, (), np.ones(14, np.float32), review=review)
    made.write(own)
    lines = run("models", "show", "embedded").out.splitlines()
    at = lines.index(f"calibration: 70 control places of 70 films, 0 donors, kept in {own}")
    assert lines[at + 1] == "  kept_blur: 70 places, floors of 70 patients, out-of-distribution cost 0.500 (logit)"
    assert lines[at + 2].startswith(f"  made with weights {manifest.weights_sha256[:16]}…, regions ")
    assert lines[at + 3].startswith("  Markers or text lie outside the lungs on 40 of 70 films")
    assert lines[at + 4].startswith("  The reference may be contaminated. Of 50 films")
    few = ControlTable(table.fillers, *(getattr(table, name)[:3] for name in ("patients", "descriptors", "to_allowed", "deltas")))
    replace(made, table=few).write(own)
    assert "  kept_blur: 3 places, floors of 3 patients (none under 60), out-of-d" in run("models", "show", "embedded").out
    own.write_bytes(b"")
    assert f"calibration: {own} does not serve. The file of the calibration is damaged" in run("models", "show", "embedded").out


def test_what_ones_own_classifier_lacks_is_told_with_the_remedy(run: Run, tmp_path: Path) -> None:
    own_classifier(own_classifiers() / "mine")
    out = run("models", "show", "mine").out
    assert "certificate: none of these weights and this target layer; 'models certify mine' makes one" in out
    assert "reference: none under the region table in use; 'models reference mine --from FOLDER' builds one" in out
    assert "calibration: none under the region table in use; 'models reference mine --from FOLDER' builds one" in out


@pytest.mark.parametrize("name", ["lungs", "film-check"])
def test_of_no_classifier_certificate_and_reference_are_no_matter(run: Run, name: str) -> None:
    assert "certificate" not in run("models", "show", name).out


def test_the_entries_of_a_log_are_counted(run: Run, ready_log: Path, tmp_path: Path) -> None:
    out = run("models", "show", "embedded", "--log", ready_log).out
    today = datetime.now(UTC).date().isoformat()
    assert f"in {ready_log}: 2 screenings, the first on {today}, the last on {today}\n  0 certificates; not added in this log\n" in out
    assert f"in {ready_log}: 0 screenings\n" in run("models", "show", "teaching", "--log", ready_log).out
    ended = run("models", "show", "teaching", "--log", tmp_path / "none.db")
    assert (ended.code, (tmp_path / "none.db").exists()) == (1, False)
