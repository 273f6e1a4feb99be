"""``models reference``: from films to what screening reads maps against."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pydicom

from app.site.references import own_reference
from app.site.regions import SHIPPED
from models.attention.reference.reference import Reference
from models.networks.library import embedded
from models.values.digests import sha256_of

Run = Callable[..., Any]


def test_two_films_make_a_pooled_reference_that_flags_nothing_and_screens_anew(
    run: Run, phantom_folder: Path, ready_log: Path, tmp_path: Path
) -> None:
    own = own_reference(embedded("embedded").weights_sha256, sha256_of(SHIPPED))
    before, after = tmp_path / "before.json", tmp_path / "after.json"
    assert "0 of them stood" not in run("screen", phantom_folder / "plain.dcm", "--log", ready_log, "--json", before).out

    films = tmp_path / "films"
    shutil.copytree(phantom_folder, films)
    other = pydicom.dcmread(films / "plain.dcm")
    other.PatientID = "another"
    other.save_as(films / "plain.dcm")
    ended = run("models", "reference", "embedded", "--from", films)
    assert ended.code == 1
    assert "notes.txt: left out. This is neither" in ended.out
    assert f"2 films, 1 left out: {own}" in ended.out
    assert "Under 60 films nothing is flagged" in ended.out
    written = Reference.load(own)
    assert (written.weights_sha256, len(written.films.logits)) == (embedded("embedded").weights_sha256, 2)

    # The same engine, as in a window that stays open: what was built meanwhile is read.
    ended = run("screen", phantom_folder / "plain.dcm", "--log", ready_log, "--json", after)
    assert "1 screened, 0 refused, 0 failed; 0 of them stood in the log already." in ended.out
    (old,), (new,) = (json.loads(file.read_text("utf-8")) for file in (before, after))
    assert new["classifier"]["reference_sha256"] == written.sha256 != old["classifier"]["reference_sha256"]
    read = [finding["attention"]["focal_excess"] for finding in new["findings"] if finding["attention"]]
    told = [excess for excess in read if excess]
    assert told
    assert {(excess["n"], excess["pooled"], excess["flagged"]) for excess in told} == {(2, True, None)}


def test_one_film_twice_is_one_film_and_no_reference(run: Run, phantom_folder: Path, tmp_path: Path) -> None:
    for name in ("a.dcm", "b.dcm"):
        shutil.copy(phantom_folder / "plain.dcm", tmp_path / name)
    ended = run("models", "reference", "embedded", "--from", tmp_path)
    assert (ended.code, ended.err) == (1, "No reference can be made of fewer than two films.\n")
    assert "b.dcm: left out. It is the same film as another." in ended.out
    assert not own_reference(embedded("embedded").weights_sha256, sha256_of(SHIPPED)).exists()


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
