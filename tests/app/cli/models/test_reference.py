"""``models reference``: from films to what screening reads maps against, and judges perturbation tests by."""

from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pydicom
import pytest

from app.site.calibrations import own_calibration
from app.site.references import own_reference
from app.site.regions import SHIPPED
from models.attention.reference.reference import Reference
from models.challenge.calibration.calibration import Calibration
from models.networks.library import embedded
from models.values.digests import sha256_of

Run = Callable[..., Any]


def _own_calibration() -> Path:
    return own_calibration(embedded("embedded").weights_sha256, sha256_of(SHIPPED))


def _of_three_patients(phantom_folder: Path, films: Path) -> Path:
    """The marked phantom, and two of other patients like the plain one."""
    shutil.copytree(phantom_folder, films)
    for number, name in enumerate(("plain.dcm", "third.dcm")):
        film = pydicom.dcmread(phantom_folder / "plain.dcm")
        film.PatientID = f"another {number}"
        pixels = film.pixel_array.copy()
        pixels[: 8 * number, :8] = 0
        film.PixelData = pixels.tobytes()
        film.save_as(films / name)
    return films


def test_three_films_make_a_pooled_reference_that_flags_nothing_and_screens_anew(
    run: Run, phantom_folder: Path, ready_log: Path, tmp_path: Path
) -> None:
    own = own_reference(embedded("embedded").weights_sha256, sha256_of(SHIPPED))
    before, after = tmp_path / "before.json", tmp_path / "after.json"
    assert "1 of them already recorded." in run("screen", phantom_folder / "plain.dcm", "--log", ready_log, "--json", before).out

    films = _of_three_patients(phantom_folder, tmp_path / "films")
    ended = run("models", "reference", "embedded", "--from", films)
    assert ended.code == 1
    assert "notes.dcm: left out. This is neither" in ended.out
    assert f"3 films, 1 left out: {own}" in ended.out
    assert "Under 60 films nothing is flagged" in ended.out
    written, calibration = Reference.load(own), Calibration.load(_own_calibration())
    assert (written.made_with.weights_sha256, len(written.films.logits)) == (embedded("embedded").weights_sha256, 3)
    assert calibration.made_with == written.made_with
    patients = set(written.films.patients.tolist())
    assert set(calibration.table.patients.tolist()) == {donor.patient for donor in calibration.donors} == patients
    assert f"control places of 3 films and 3 donors: {_own_calibration()}. Prepared pixels of 3 films are kept there" in ended.out
    assert "Markers or text lie outside the lungs on 1 of 3 films" in ended.out
    assert "depend on places outside the anatomy cannot be told" in ended.out
    assert "marked.dcm: markers" not in ended.out

    # The same engine, as in a window that stays open: what was built meanwhile is read.
    ended = run("screen", phantom_folder / "plain.dcm", "--log", ready_log, "--json", after)
    assert "1 screened (1 undetermined), 0 refused, 0 failed; 0 of them already recorded." in ended.out
    old, new = (json.loads(file.read_text("utf-8")) for file in (before, after))
    assert new["method"]["reference_sha256"] == written.sha256 != old["method"]["reference_sha256"]
    assert new["method"]["calibration_sha256"] == calibration.sha256
    read = [finding["attention"]["focal_excess"] for finding in new["findings"] if finding["attention"]]
    known = [excess for excess in read if excess]
    assert known, "the film's own patient is left out, and two others are there"
    assert {(excess["n"], excess["pooled"], excess["flagged"]) for excess in known} == {(2, True, None)}


def test_a_reference_that_no_longer_serves_is_built_anew(run: Run, phantom_folder: Path, ready_log: Path, tmp_path: Path) -> None:
    """It stops every screening until then, so that building must not ask for it; films with markers are listed when asked."""
    own = own_reference(embedded("embedded").weights_sha256, sha256_of(SHIPPED))
    own.parent.mkdir(parents=True)
    own.write_bytes(b"no reference")
    ended = run("screen", phantom_folder / "plain.dcm", "--log", ready_log)
    assert (ended.code, ended.out) == (2, "")
    assert "build it anew" in ended.err
    ended = run("models", "reference", "embedded", "--from", _of_three_patients(phantom_folder, tmp_path / "films"), "--verbose")
    assert ended.code == 1
    assert run("screen", phantom_folder / "plain.dcm", "--log", ready_log).code == 0
    assert "\nmarked.dcm: markers or text.\n" in ended.out
    assert ended.out.count(": markers or text.") == 1


def test_one_film_twice_is_one_film_and_no_reference(run: Run, phantom_folder: Path, tmp_path: Path) -> None:
    for name in ("a.dcm", "b.dcm"):
        shutil.copy(phantom_folder / "plain.dcm", tmp_path / name)
    ended = run("models", "reference", "embedded", "--from", tmp_path)
    assert (ended.code, ended.err) == (1, "No reference can be made of fewer than two films.\n")
    assert "b.dcm: left out. It is the same film as another." in ended.out
    assert not own_reference(embedded("embedded").weights_sha256, sha256_of(SHIPPED)).exists()
    assert not _own_calibration().exists()


def test_what_cannot_be_written_leaves_both_as_they_were(
    run: Run, phantom_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The calibration is the larger and is written last; the reference keeps its earlier self. Two films are the fewest."""
    own = own_reference(embedded("embedded").weights_sha256, sha256_of(SHIPPED))
    own.parent.mkdir(parents=True)
    own.write_bytes(b"earlier")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("models.challenge.calibration.file.write", full)
    films = _of_three_patients(phantom_folder, tmp_path / "films")
    (films / "third.dcm").unlink()
    ended = run("models", "reference", "embedded", "--from", films)
    assert (ended.code, ended.err) == (1, "Reference and calibration cannot be written: No space left on device.\n")
    assert own.read_bytes() == b"earlier"
    assert [file for file in _own_calibration().parent.iterdir() if file.is_file()] == []
    assert [file.name for file in own.parent.iterdir()] == [own.name]


def test_a_second_film_of_one_patient_is_left_out(run: Run, phantom_folder: Path, tmp_path: Path) -> None:
    dataset = pydicom.dcmread(phantom_folder / "plain.dcm")
    dataset.save_as(tmp_path / "a.dcm")
    pixels = dataset.pixel_array.copy()
    pixels[:8, :8] = 0
    dataset.PixelData = pixels.tobytes()
    dataset.save_as(tmp_path / "b.dcm")
    ended = run("models", "reference", "embedded", "--from", tmp_path)
    assert ended.code == 1
    assert "b.dcm: left out. Another film of the same patient is in the reference." in ended.out


def test_a_classifier_that_is_not_there_is_a_matter_of_usage(run: Run, phantom_folder: Path) -> None:
    assert run("models", "reference", "nobody", "--from", phantom_folder).code == 2
