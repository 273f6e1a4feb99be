"""``cohort``: what is told of a log's films, and what is written."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from app.site.keys import path_digest
from audit.log.store import EntryKind, Log
from audit.records.events import ExportedRecord, ReadRecord
from tests.audit.cohort.rows import by
from tests.audit.films import FINGERPRINT, of_patient, screened_film
from tests.audit.selftest.test_power import copy_of, saw
from tests.logs import forge, last

Run = Callable[..., Any]
_TABLE = "file;mass;patient id;ward;note\na.dcm;1;Smith;north;\nb.dcm;0;Smith;south;\nc.dcm;;Jones;north;\nz.dcm;1;Mill;west;\n"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Four films, read as a.dcm to d.dcm beside the log; headers name no patient."""
    with Log(tmp_path / "a.db", writing=True) as opened:
        for number, name in enumerate("abcd"):
            film = of_patient(screened_film(number), None)
            opened.append(EntryKind.SCREENED, actor="x", subject=path_digest(tmp_path / f"{name}.dcm"), record=film)
    return tmp_path / "a.db"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    (tmp_path / "labels.csv").write_text(_TABLE, "utf-8")
    return tmp_path / "labels.csv"


def test_what_is_told(run: Run, log: Path, table: Path) -> None:
    ended = run("cohort", log, "--labels", table)
    assert (ended.code, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert lines[0].startswith("Cohort: embedded, up to entry 4. Query sha256 ")
    assert lines[1] == f"4 films of 3 patients. Weights sha256 {'d' * 16}…, method {FINGERPRINT[:16]}…"
    for line in (
        "Of 3 films the patient is as the table says.",
        "Of 1 film the patient is not known; each counts as a patient of its own.",
        "  Read as UTF-8 without a byte-order mark, separated by semicolons, no quotes: 4 rows of 5 columns.",
        "  Films are found by file name in column 'file': 3 of 4 films have a row.",
        "  1 row is of no film of this cohort.",
        "  Column 'mass' is the truth of Mass.",
        "  Attributes: ward.",
        "  Left out, nothing in it: note.",
        "  --group takes a column that was left out as a group all the same.",
    ):
        assert line in lines
    assert [one for one in lines if one.startswith("Values")] == [
        "Values of fewer than 5 patients are not named: 2 of view, 3 of manufacturer, 2 of ward."
    ]
    assert not any("north" in line for line in lines)
    assert any(line.startswith("Too few films to compare groups by ward: about ") for line in lines)


def test_no_patient_is_told_or_written(run: Run, log: Path, table: Path, tmp_path: Path) -> None:
    ended = run("cohort", log, "--labels", table, "--json", tmp_path / "out.json")
    said = ended.out + ended.err + (tmp_path / "out.json").read_text("utf-8")
    assert not any(name in said for name in ("Smith", "Jones", "Mill", "b.dcm", "north", "south"))


def test_looking_is_an_entry_with_its_query(run: Run, log: Path) -> None:
    ended = run("cohort", log, "--where", "view=PA")
    record = last(log, EntryKind.READ).record
    assert isinstance(record, ReadRecord)
    assert record.filters
    assert record.filters["where"] == [["view", "PA"]]
    assert record.sentence.startswith("A cohort of 2 films was looked at, by the query ")
    assert record.sentence.rstrip(".").split()[-1] in ended.out


def test_the_json_is_an_export_and_says_the_same(run: Run, log: Path, table: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    for _ in range(2):
        assert run("cohort", log, "--labels", table, "--as-of", "4", "--json", out).code == 0
    entry = last(log, EntryKind.EXPORTED).record
    assert isinstance(entry, ExportedRecord)
    assert (entry.sha256, entry.head.seq, entry.format) == (sha256(out.read_bytes()).hexdigest(), 4, "cohort")
    written = json.loads(out.read_text("utf-8"))
    assert (written["cohort"]["films"], written["cohort"]["entries"], written["table"]["films_without_row"]) == (4, [1, 2, 3, 4], 1)
    assert (written["account"]["figures"][0]["films"], written["account"]["sentences"]) == (4, [])


def test_films_elsewhere_are_found_by_path_or_by_what_they_hold(run: Run, log: Path, table: Path, tmp_path: Path) -> None:
    """The table lies elsewhere; in the folder only names count, and the films that the log knows are these by their paths."""
    elsewhere = tmp_path / "tables" / "labels.csv"
    elsewhere.parent.mkdir()
    elsewhere.write_text(_TABLE, "utf-8")
    ended = run("cohort", log, "--labels", elsewhere)
    assert (ended.code, "No row is of a film of this cohort" in ended.err) == (2, True)
    ended = run("cohort", log, "--labels", elsewhere, "--films", tmp_path, "--no-removals")
    assert "3 of 4 films have a row." in ended.out


def test_films_are_asked_for_by_when_and_from_where_they_were_entered(run: Run, log: Path, tmp_path: Path) -> None:
    """Of the folder two of the four films are left."""
    with Log(log, writing=False) as opened:
        third = opened.entry(3).time_utc
    (tmp_path / "a.dcm").write_bytes(b"\0" * 128 + b"DICM")
    (tmp_path / "d.dcm").write_bytes(b"\0" * 128 + b"DICM")
    since = run("cohort", log, "--from", third)
    assert ("2 films of 2 patients" in since.out, f", entered since {third}" in since.out) == (True, True)
    assert "Left out: 2 films not screened at that time and read from there." in since.out
    of_folder = run("cohort", log, "--source", tmp_path)
    assert "2 films of 2 patients" in of_folder.out
    asked = last(log, EntryKind.READ).record
    assert isinstance(asked, ReadRecord)
    assert asked.filters
    assert asked.filters["entered"].keys() == {"source_sha256"}
    assert run("cohort", log, "--to", "2020-01-31").err == "No film was screened at that time and read from there.\n"
    assert run("cohort", log, "--source", tmp_path / "none").err == "There is no folder none.\n"


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["LOG", "--classifier", "nobody"], 1, "No film was screened by nobody. Classifiers in this log: embedded."),
        (["LOG", "--where", "view"], 2, "view is not written as NAME=VALUE."),
        (["LOG", "--where", "view=LL"], 1, "No film has view = ll."),
        (["LOG", "--as-of", "9"], 1, "The log holds no entry 9."),
        (["LOG", "--label", "a=Mass"], 2, "--label is of a table; name it with --labels."),
        (["LOG", "--films", "FOLDER", "--as-of", "4"], 2, "which --as-of leaves out; with --no-removals it only finds the table's films."),
        (["LOG", "--labels", "TABLE", "--films", "nowhere"], 2, "There is no folder nowhere."),
        (["LOG", "--labels", "nowhere.csv"], 2, "nowhere.csv cannot be read: No such file or directory."),
        (["LOG", "--labels", "LOG"], 2, "a.db cannot be used. It holds no text"),
        (["LOG", "--labels", "TABLE", "--label", "ward=Cyst"], 2, "labels.csv cannot be used. The classifier has no label 'Cyst'"),
        (["TABLE"], 1, "labels.csv is not an audit log."),
        (["none.db"], 1, "There is no audit log named none.db."),
    ],
)
def test_what_cannot_be_used_is_one_sentence(
    run: Run, log: Path, table: Path, arguments: list[str], code: int, sentence: str
) -> None:  # fmt: skip
    named = {"LOG": log, "TABLE": table, "FOLDER": log.parent}
    ended = run("cohort", *(named.get(part, part) for part in arguments))
    assert (ended.code, ended.out, ended.err.count("\n")) == (code, "", 1)
    assert sentence in ended.err


def test_an_empty_log_and_one_of_a_newer_version_are_told(run: Run, log: Path, tmp_path: Path) -> None:
    with Log(tmp_path / "empty.db", writing=True):
        pass
    assert run("cohort", tmp_path / "empty.db").err == "The log holds no screened film.\n"
    forge(log, "PRAGMA user_version = 99")
    ended = run("cohort", log)
    assert (ended.code, "newer schema (99" in ended.err) == (1, True)


@pytest.mark.parametrize("ending", ["pdf", "html", "csv"])
def test_the_report_is_an_export_the_same_again_and_of_no_patient(run: Run, log: Path, table: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"report.{ending}"
    written = []
    for _ in range(2):
        ended = run("cohort", log, "--labels", table, "--as-of", "4", "--report", out)
        assert (ended.code, ended.err) == (0, "")
        written.append(out.read_bytes())
    assert written[0] == written[1]
    entry = last(log, EntryKind.EXPORTED).record
    assert isinstance(entry, ExportedRecord)
    assert (entry.sha256, entry.head.seq, entry.format) == (sha256(written[0]).hexdigest(), 4, f"report {ending}")
    text = " ".join(page.extract_text() for page in PdfReader(out).pages) if ending == "pdf" else out.read_text("utf-8")
    assert "All films" in text
    assert not any(name in text for name in ("Smith", "Jones", "b.dcm", "9" * 64))


@pytest.mark.parametrize(
    "arguments",
    [
        (), ("--classifier", "d" * 6, "--where", "view=pa", "--where", "sex=F"),
        ("--labels", "TABLE", "--label", "note=Nodule", "--label", "mass=Mass", "--group", "ward", "--group", "note"),
        ("--from", "2020-01-31", "--to", "2050-01-31T12:00", "--source", "FOLDER", "--labels", "TABLE"),
    ],
    ids=["bare", "where", "table", "entered"],
)  # fmt: skip
def test_the_command_in_a_report_makes_its_very_bytes_again(
    run: Run, log: Path, table: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    """Of a log to which a film of another classifier and one more of this have come since."""
    for name in "abcd":
        (tmp_path / f"{name}.dcm").write_bytes(b"\0" * 128 + b"DICM")
    first, second = tmp_path / "first.html", tmp_path / "second.html"
    named = {"LOG": log, "TABLE": table, "FOLDER": tmp_path, "OUT": second}
    assert run("cohort", log, *(named.get(part, part) for part in arguments), "--report", first).code == 0
    with Log(log, writing=True) as opened:
        for film in (screened_film(7), by(screened_film(8), name="another", weights="e" * 64)):
            opened.append(EntryKind.SCREENED, actor="x", subject="later", record=film)
    (told,) = re.findall(r"python main\.py (cohort LOG .*? OUT)<", unescape(first.read_text("utf-8")))
    ended = run(*(named.get(part, part) for part in shlex.split(told)))
    assert (ended.code, ended.err) == (0, "")
    assert second.read_bytes() == first.read_bytes()


def test_a_report_of_several_classifiers_of_which_none_was_named_is_made_again(run: Run, log: Path, tmp_path: Path) -> None:
    with Log(log, writing=True) as opened:
        opened.append(EntryKind.SCREENED, actor="x", subject="y", record=by(screened_film(8), name="another", weights="e" * 64))
    reports = [tmp_path / f"{number}.html" for number in range(2)]
    assert run("cohort", log, "--report", reports[0]).code == 0
    (told,) = re.findall(r"python main\.py (cohort LOG .*? OUT)<", unescape(reports[0].read_text("utf-8")))
    assert "--classifier" not in told
    assert run(*({"LOG": log, "OUT": reports[1]}.get(part, part) for part in shlex.split(told))).code == 0
    assert reports[0].read_bytes() == reports[1].read_bytes()


def test_a_report_of_another_ending_is_refused_before_the_work(run: Run, log: Path, tmp_path: Path) -> None:
    ended = run("cohort", log, "--report", tmp_path / "o.txt")
    assert (ended.code, "must end with .pdf, .html or .csv" in ended.err) == (2, True)


def test_what_self_tests_say_of_the_classifier_stands_beside_the_sentences(run: Run, log: Path) -> None:
    assert "What this audit can see:" not in run("cohort", log).out
    used = screened_film(1).classifier
    assert used
    with Log(log, writing=True) as opened:
        body = replace(copy_of("side marker", saw(20, 18, 17)), classifier=used)
        opened.append(EntryKind.SELF_TEST, actor="x", subject="weights", record=body)
    told = run("cohort", log).out
    assert "What this audit can see:\nOn 1 copy made to rely on side marker at correlation 0.95, the audit found 1 of 1" in told
