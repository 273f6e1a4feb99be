"""``screen``: what it writes, what it says, and how it ends."""

from __future__ import annotations

import shutil
import sys
import zipfile
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from jsonschema import Draft202012Validator
from PIL import Image

from app.batch.sources import find_films
from app.site.person import default_log
from app.workers.messages import Result, Task
from audit.log.store import Stored
from audit.log.verify.verify import verify
from models.values.screening import Screening
from tests.app.cli.film.written import lines_of
from tests.logs import films

Run = Callable[..., Any]


def _file(record: dict[str, Any]) -> str:
    return str(record["file"])


def test_a_film_that_is_screened_ends_with_0_and_a_refused_one_with_1(run: Run, folder: Path, ready_log: Path) -> None:
    assert run("screen", folder / "1.dcm", "--log", ready_log).code == 0
    assert run("screen", folder, "--log", ready_log).code == 1


def test_everything_is_written_and_printed(
    run: Run, folder: Path, tmp_path: Path, validator: Draft202012Validator, phantom_folder: Path
) -> None:
    log, out, maps = tmp_path / "audit.db", tmp_path / "findings.json", tmp_path / "maps"
    ended = run("screen", folder, "--log", log, "--json", out, "--maps", maps)
    assert ended.code == 1
    assert "2 screened (2 undetermined), 1 refused, 0 failed; 0 of them already recorded." in ended.out
    assert "2.dcm: refused (entry 1). This is neither a DICOM file nor a PNG, JPEG or TIFF picture; send the film itself." in ended.out
    assert "not for diagnosis" in ended.out
    assert len(films(log)) == 3
    records = lines_of(out)
    for record in records:
        validator.validate(record)
    assert [record["file"] for record in sorted(records, key=_file)] == [str(path) for path in find_films([folder]).films]
    assert [record["status"] for record in sorted(records, key=_file)] == ["screened", "refused", "screened"]
    assert all(next(iter(record)) == "file" for record in records)
    entries = films(log)
    written = [{key: value for key, value in one.items() if key != "file"} for one in records]
    assert all(entry.as_written() in written for entry in entries)
    names = {file.name for file in maps.iterdir()}
    wanted = set()
    for entry in entries:
        if entry.kind == "screened":
            positive = [finding.label.lower() for finding in entry.film.findings or () if finding.positive]
            assert positive
            wanted |= {f"entry-{entry.seq:06d}.npz"} | {f"entry-{entry.seq:06d}-{label}.png" for label in positive}
    assert names == wanted
    _check_maps(maps, entries[1])


def _check_maps(maps: Path, entry: Stored) -> None:
    record = entry.film
    assert record.blobs
    assert record.anatomy
    with np.load(maps / f"entry-{entry.seq:06d}.npz", allow_pickle=False) as kept:
        assert set(kept) == {"signed_maps", "labels", "film", "lungs", "heart", "entry"}
        assert kept["entry"] == entry.hash
        assert kept["labels"].tolist() == [finding.label for finding in record.findings or ()]
        assert kept["signed_maps"].shape == record.blobs.signed_maps.shape
        assert kept["lungs"].shape == kept["heart"].shape == (512, 512)
        assert kept["lungs"].mean() == pytest.approx(record.anatomy.lung_area_share)
    with Image.open(next(maps.glob(f"entry-{entry.seq:06d}-*.png"))) as picture:
        assert picture.size == (512, 512)


def test_the_head_is_printed_and_stands_for_all_entries(run: Run, folder: Path, tmp_path: Path) -> None:
    ended = run("screen", folder / "1.dcm", "--log", tmp_path / "audit.db")
    found = verify(tmp_path / "audit.db")
    assert f"Log: {tmp_path / 'audit.db'}. Head: entry 2, {found.head}\n" in ended.out
    assert (found.entries, found.attested, len(found.keys)) == (2, 2, 1)


def test_a_witness_learns_of_every_run(run: Run, folder: Path, tmp_path: Path) -> None:
    log, witness = tmp_path / "audit.db", tmp_path / "witness.jsonl"
    for name in ("2.dcm", "missing"):
        run("screen", folder / name, "--log", log, "--witness", witness)
    assert len(witness.read_text().splitlines()) == 2
    assert verify(log, witness=witness).damage is None
    shutil.copy(log, tmp_path / "older.db")
    run("screen", folder / "other", "--log", log, "--witness", witness)
    assert "older copy" in str(verify(tmp_path / "older.db", witness=witness).damage)


def test_already_recorded_films_are_in_the_json_and_in_the_maps_too(run: Run, folder: Path, ready_log: Path, tmp_path: Path) -> None:
    out = tmp_path / "findings.json"
    ended = run("screen", folder, "--log", ready_log, "--json", out, "--maps", tmp_path / "maps")
    assert "2 screened (2 undetermined), 1 refused, 0 failed; 3 of them already recorded." in ended.out
    assert "already recorded)" in ended.out
    assert [record["status"] for record in sorted(lines_of(out), key=_file)] == ["screened", "refused", "screened"]
    assert len(list((tmp_path / "maps").glob("*.npz"))) == 2
    assert len(films(ready_log)) == 3


def test_another_file_with_the_same_pixels_is_already_recorded(run: Run, folder: Path, ready_log: Path) -> None:
    copy = pydicom.dcmread(folder / "1.dcm")
    copy.PatientID, copy.StationName = "", "another"
    copy.save_as(folder / "copy.dcm")
    ended = run("screen", folder / "copy.dcm", "--log", ready_log)
    assert "copy.dcm: screened (entry 2, already recorded from another file with the same pixels). " in ended.out
    assert len(films(ready_log)) == 3


def test_a_path_that_is_not_there_is_refused_and_not_forgotten(run: Run, tmp_path: Path) -> None:
    ended = run("screen", tmp_path / "missing.dcm", "--log", tmp_path / "audit.db")
    assert ended.code == 1
    assert "missing.dcm: refused (entry 1). There is no such file" in ended.out


def test_without_a_log_named_the_person_s_own_is_used(run: Run, tmp_path: Path) -> None:
    run("screen", tmp_path / "missing.dcm")
    assert len(films(default_log())) == 1


def test_no_file_at_all_is_a_matter_of_usage(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    ended = run("screen", tmp_path / "empty", "--log", tmp_path / "audit.db")
    assert (ended.code, ended.err) == (2, "No films found in the given paths.\n")


@pytest.mark.parametrize("option", ["--log", "--json", "--maps"])
def test_a_missing_folder_for_the_output_is_reported_before_the_work(
    run: Run, folder: Path, ready_log: Path, tmp_path: Path, option: str
) -> None:
    given = {"--log": ready_log} | {option: tmp_path / "missing" / "out"}
    ended = run("screen", folder, *(part for pair in given.items() for part in pair))
    assert ended.code == 2
    assert ended.err.startswith("There is no folder ")
    assert len(films(ready_log)) == 3


def test_the_json_never_replaces_a_film_or_the_log(run: Run, folder: Path, ready_log: Path) -> None:
    film, log = (folder / "1.dcm").read_bytes(), ready_log.read_bytes()
    for named, out in ((folder / "1.dcm", folder / "1.dcm"), (folder, folder / "1.dcm"), (folder, ready_log)):
        ended = run("screen", named, "--log", ready_log, "--json", out)
        assert (ended.code, ended.err) == (2, "A film, the log, its witness and the JSON must be different files.\n")
    assert ((folder / "1.dcm").read_bytes(), ready_log.read_bytes()) == (film, log)


def test_a_film_never_becomes_a_log(run: Run, folder: Path) -> None:
    film = (folder / "1.dcm").read_bytes()
    ended = run("screen", folder / "1.dcm", "--log", folder / "1.dcm")
    assert (ended.code, ended.err) == (2, "A film, the log, its witness and the JSON must be different files.\n")
    assert (folder / "1.dcm").read_bytes() == film


def test_a_log_among_the_films_is_no_film(run: Run, folder: Path, ready_log: Path) -> None:
    """The same command twice in one folder finds its films already recorded, and refuses nothing new."""
    log = Path(shutil.copy(ready_log, folder / "audit.db"))
    ended = run("screen", folder, "--log", log, "--json", folder / "findings.json")
    assert "2 screened (2 undetermined), 1 refused, 0 failed; 3 of them" in ended.out
    ended = run("screen", folder, "--log", log, "--json", folder / "findings.json")
    assert "2 screened (2 undetermined), 1 refused, 0 failed; 3 of them" in ended.out
    assert len(films(log)) == 3


def test_a_film_that_is_not_assessable_is_called_so(
    run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scripted: Any, not_assessable: Screening
) -> None:
    scripted.script = lambda request: (
        Result(request.id, tuple(replace(not_assessable, header=film.header) for film in request.payload.films))
        if request.kind is Task.SCREEN
        else None
    )
    monkeypatch.setattr("app.cli.film.screen.Pool", lambda **_: nullcontext(scripted))
    ended = run("screen", folder / "3.dcm", "--log", tmp_path / "audit.db")
    assert ended.code == 0
    assert "Not assessable: the lung segmentation failed its quality check; a lung is in pieces. No flag and no all-clear." in ended.out
    assert "1 screened (1 not assessable), 0 refused" in ended.out


def test_an_unknown_classifier_is_a_matter_of_usage(run: Run, folder: Path, tmp_path: Path) -> None:
    ended = run("screen", folder, "--log", tmp_path / "audit.db", "--classifier", "nobody")
    assert ended.code == 2
    assert "no classifier of this name" in ended.err


def test_films_in_a_zip_are_screened_under_names_of_their_own(run: Run, folder: Path, ready_log: Path, tmp_path: Path) -> None:
    """The same pixels as in the log already; a name that leads out, and a zip in the zip, end as refusals."""
    with zipfile.ZipFile(tmp_path / "films.zip", "w") as archive:
        archive.write(folder / "1.dcm", "a/plain.dcm")
        archive.writestr("../out.dcm", b"x")
        archive.writestr("more.zip", b"PK\x05\x06" + bytes(18))
    ended = run("screen", tmp_path / "films.zip", "--log", ready_log, "--json", tmp_path / "out.json")
    assert ended.code == 1
    assert "plain.dcm: screened (entry 2, already recorded)" in ended.out
    records = lines_of(tmp_path / "out.json")
    assert {record["file"]: record["code"] for record in records} == {
        f"{tmp_path / 'films.zip'}!{name}": code
        for name, code in (("a/plain.dcm", None), ("../out.dcm", "outside_folder"), ("more.zip", "nested_archive"))
    }
    assert sorted(path.name for path in tmp_path.rglob("*") if path.suffix == ".dcm" and path.parent != folder) == []


def test_the_place_of_a_defect_is_printed_where_it_is_asked_for(
    run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise ZeroDivisionError("Zwetschgen" + "baum")

    monkeypatch.setattr("models.reading.read.read_dicom", broken)
    ended = run("screen", folder / "1.dcm", "--log", tmp_path / "audit.db")
    assert (ended.code, ended.err) == (1, "")
    assert "A defect in the program (ZeroDivisionError) stopped this film." in ended.out
    ended = run("screen", folder / "1.dcm", "--log", tmp_path / "audit.db", "--debug")
    assert "in broken" in ended.err
    assert ended.err.endswith("ZeroDivisionError\n")
    assert "Zwetschgenbaum" not in ended.err + ended.out


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="names of files are text there")
def test_a_name_that_a_terminal_obeys_is_shown_and_not_obeyed(run: Run, folder: Path, ready_log: Path) -> None:
    odd = (folder / "2.dcm").rename(folder / "2\x1b[2J\nentry 9.dcm")
    ended = run("screen", odd, "--log", ready_log)
    assert "2\\x1b[2J\\nentry 9.dcm: refused" in ended.out
