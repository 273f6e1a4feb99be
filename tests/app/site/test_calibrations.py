"""A calibration serves the classifier and the region table that it was made under, as a reference does."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

import resources
from app.site.calibrations import KeptFiller, calibration_file, kept_calibration, own_calibration, retired_calibration, stale_calibrations
from app.site.references import made_with_here, own_reference
from app.site.regions import SHIPPED, own_table
from models.challenge.calibration.calibration import Calibration
from models.challenge.calibration.controls import ControlTable
from models.challenge.calibration.descriptors import DESCRIPTORS
from models.networks.library import EMBEDDED, embedded
from models.values.challenge import Filler
from models.values.digests import sha256_of
from models.values.reference_review import ReferenceReview

_OTHER = "ab" * 32
REVIEW = ReferenceReview(films=2, marked=1, lined=0, positive=1, judged=0, dependent=0)


@pytest.fixture
def weights() -> str:
    return embedded("embedded").weights_sha256


@pytest.fixture
def own(weights: str) -> Path:
    """This person's calibration of the embedded classifier: three places of two patients, no donors."""
    table = ControlTable(
        (Filler.KEPT_BLUR,), np.array(["a", "b", "a"]), np.zeros((3, len(DESCRIPTORS)), np.float32), np.ones((3, 14), np.float32),
        np.zeros((3, 1, 14), np.float32),
    )  # fmt: skip
    file = own_calibration(weights, sha256_of(SHIPPED))
    file.parent.mkdir(parents=True)
    Calibration(made_with_here(weights, None), table, (), np.ones(14, np.float32), review=REVIEW).write(file)
    return file


def test_ones_own_serves_its_own_table_alone(weights: str, own: Path, wider_table: Path) -> None:
    assert calibration_file(weights, sha256_of(SHIPPED)) == own
    assert calibration_file(weights, _OTHER) is None
    found = kept_calibration(weights)
    assert found is not None
    assert (found.file, found.patients, found.places, found.donors, found.why_not) == (own, 2, 3, 0, None)
    assert found.fillers == (KeptFiller("kept_blur", places=3, fewest=2, most=2, ood_cost=0.0),)
    assert found.review == REVIEW
    assert found.made_with["weights"] == weights
    shutil.copy(wider_table, own_table())
    assert kept_calibration(weights) is None


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of shipped calibrations: that of the embedded classifier, and one that is retired."""
    folder, path = tmp_path / "calibrations", resources.path
    (folder / "retired").mkdir(parents=True)
    (folder / "embedded.npz").touch()
    (folder / "retired" / f"embedded-{_OTHER[:8]}.npz").touch()
    monkeypatch.setattr(resources, "path", lambda name: tmp_path / name if name.startswith("calibrations/") else path(name))
    return folder


def test_a_shipped_one_serves_the_shipped_table_where_there_is_no_own(weights: str, shipped: Path) -> None:
    assert calibration_file(weights, sha256_of(SHIPPED)) == shipped / "embedded.npz"
    assert calibration_file(weights, _OTHER) is None
    assert calibration_file(_OTHER, sha256_of(SHIPPED)) is None


def test_an_own_one_goes_before_a_shipped_one(weights: str, own: Path, shipped: Path) -> None:
    assert (shipped / "embedded.npz").is_file()
    assert calibration_file(weights, sha256_of(SHIPPED)) == own


def test_a_retired_one_is_found_by_its_hash(shipped: Path) -> None:
    assert retired_calibration(_OTHER) == shipped / "retired" / f"embedded-{_OTHER[:8]}.npz"
    assert retired_calibration("cd" * 32) is None


CALIBRATIONS = {
    "8941217e1a8e2de37b4f4eaf3e2ba683b08f05651c38fbb8e65fa3fae961ead0",
    "16468bff7f0963f12594f1e51d08931c3e7608b108c0a8e22fcd37f79f357d54",
    "0a352026388d8a9e63196ae2fa07727d02f6267a3dba9c488000cba9b372c473",
    "3f5e028adc50c6e9bc443df3a5c239581e2bc36f2acb670d7519756ba463fbcb",
    "78ddbfecd4d0c8b905199d1482b3dc50a7d14b285f024ad6c414699f7f186982",
    "1b28b0d0e7f4cc24a0759390e1500aed7e235251a9e57f05ec1cda69204c458a",
}
"""Shipped calibrations since method 5, by which findings may have been judged. It only grows, as do the references."""


def test_shipped_calibrations_are_never_lost() -> None:
    folder = resources.path("calibrations")
    kept = {sha256_of(file) for file in folder.rglob("*.npz")}
    assert {sha256_of(file) for file in folder.glob("*.npz")} <= CALIBRATIONS <= kept
    retired = {retired_calibration(sha256_of(file)): file for file in (folder / "retired").glob("*.npz")}
    assert all(found == file for found, file in retired.items())


@pytest.mark.parametrize("name", EMBEDDED)
def test_each_embedded_classifier_has_a_shipped_calibration_that_serves(name: str) -> None:
    found = kept_calibration(embedded(name).weights_sha256)
    assert found is not None
    assert (found.file, found.why_not) == (resources.path(f"calibrations/{name}.npz"), None)


def test_a_classifier_without_a_calibration_has_none() -> None:
    assert calibration_file(_OTHER, sha256_of(SHIPPED)) is None
    assert retired_calibration(_OTHER) is None
    assert kept_calibration(_OTHER) is None


def test_a_reference_is_no_calibration(weights: str) -> None:
    assert own_calibration(weights, _OTHER) != own_reference(weights, _OTHER)


def test_one_of_replaced_weights_or_damaged_is_named_and_kept(own: Path) -> None:
    assert stale_calibrations() == ()
    replaced = own_calibration(_OTHER, sha256_of(SHIPPED))
    replaced.parent.mkdir(parents=True)
    shutil.copy(own, replaced)
    own.write_bytes(own.read_bytes()[:-50])
    by_file = {stale.file: stale.why for stale in stale_calibrations()}
    assert by_file == {
        replaced: "It is of weights abababababab… that were replaced.",
        own: "The file of the calibration is damaged; build it anew with 'models reference'.",
    }


def test_one_that_was_made_otherwise_does_not_serve_and_says_why(weights: str, own: Path) -> None:
    with np.load(own) as arrays:
        np.savez(own, **(dict(arrays) | {"segmenter_sha256": np.array(_OTHER)}))
    found = kept_calibration(weights)
    assert found is not None
    assert (found.why_not or "").startswith("The calibration was made with other weights of the segmenter (abab…)")
    (stale,) = stale_calibrations()
    assert stale.why == found.why_not
    own.write_bytes(b"")
    found = kept_calibration(weights)
    assert found is not None
    assert (found.places, found.why_not) == (None, "The file of the calibration is damaged; build it anew with 'models reference'.")


def test_what_a_filler_is_known_by_counts_what_was_filled_and_what_lies_outside(weights: str) -> None:
    """By hand: three places, one not filled, one within the first label's region; Δ of 3 and 4 are a root mean square of √12.5."""
    deltas = np.array([[[3, 4]], [[3, 4]], [[np.nan, np.nan]]], np.float32)
    away = np.array([[0, 1], [1, 1], [1, 1]], np.float32)
    table = ControlTable((Filler.KEPT_BLUR,), np.array(["a", "b", "c"]), np.zeros((3, len(DESCRIPTORS)), np.float32), away, deltas)
    file = own_calibration(weights, sha256_of(SHIPPED))
    file.parent.mkdir(parents=True)
    Calibration(made_with_here(weights, None), table, (), np.ones(2, np.float32)).write(file)
    found = kept_calibration(weights)
    assert found is not None
    (filler,) = found.fillers
    assert (filler.places, filler.fewest, filler.most) == (2, 1, 2)
    assert filler.ood_cost == pytest.approx(12.5**0.5)
    assert found.review is None
