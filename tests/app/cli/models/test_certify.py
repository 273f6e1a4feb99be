"""``models certify``."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from app.site.certificates import kept, own_file
from audit.log.store import EntryKind, Log
from audit.records.events import CertificateRecord, FilmsExaminedRecord
from models.attribution import certification
from models.networks.library import embedded

Run = Callable[..., Any]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """One class and one draw of chance; a data folder of the test's own."""
    monkeypatch.setattr(certification, "examine", partial(certification.examine, classes=[0], seeds=1))
    monkeypatch.setattr(certification, "PHANTOMS", range(5_000_001, 5_000_003))
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))


def test_a_certificate_is_printed_logged_once_and_kept_beside_the_hash(run: Run, tmp_path: Path) -> None:
    ended, manifest = run("models", "certify", "teaching", "--log", tmp_path / "a.db"), embedded("teaching")
    assert ended.code == 0, ended.err
    rows = {line.split()[1]: line.split()[0] for line in ended.out.splitlines() if line.startswith(("passed", "FAILED"))}
    assert {rows[name] for name in ("relus", "completeness", "brute-force", "batch-and-singles", "randomisation-grad-cam")} == {"passed"}
    assert rows["randomisation-guided-backprop"] == "FAILED"
    assert "not tested  device" in ended.out
    assert "limit 0.0001" in ended.out
    assert "\nGrad-CAM passes. Guided maps are edge detail, nearly independent of the weights" in ended.out
    with Log(tmp_path / "a.db", writing=False) as log:
        (entry,) = log.entries(kinds=[EntryKind.CERTIFICATE])
    assert entry.kind == EntryKind.CERTIFICATE
    assert entry.subject == f"weights {manifest.weights_sha256}"
    assert isinstance(entry.record, CertificateRecord)
    assert entry.record.classifier.weights_sha256 == manifest.weights_sha256
    assert (entry.record.passed, entry.record.films) == (True, FilmsExaminedRecord(count=2, phantoms=True))
    assert own_file(manifest.weights_sha256).is_file()
    assert kept(manifest) == entry.record
    assert "certificate  Grad-CAM passes." in run("log", "show", tmp_path / "a.db").out


def test_films_of_ones_own_are_used_and_what_is_none_is_named(run: Run, phantom_folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "kept.json"
    ended = run("models", "certify", "teaching", "--films", phantom_folder, "--log", tmp_path / "a.db", "--out", out)
    assert ended.code == 0, ended.err
    assert "2 films" in ended.out
    assert "left out" in ended.out
    assert out.is_file()
    assert not own_file(embedded("teaching").weights_sha256).exists()


def test_one_film_is_too_few(run: Run, phantom_folder: Path, tmp_path: Path) -> None:
    ended = run("models", "certify", "teaching", "--films", phantom_folder / "marked.dcm", "--log", tmp_path / "a.db")
    assert ended.code == 2
    assert "at least two films" in ended.err


def test_where_grad_cam_fails_the_exit_code_says_so(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.attribution.certificate.likeness", lambda one, other: [1.0])
    ended = run("models", "certify", "teaching", "--log", tmp_path / "a.db")
    assert ended.code == 1
    assert "Grad-CAM fails. The maps do not depend on what the later layers learnt; they are no evidence." in ended.out


def test_an_unknown_classifier_is_reported(run: Run) -> None:
    ended = run("models", "certify", "nobody")
    assert ended.code == 1
    assert "no classifier of this name" in ended.err
