"""``log export``: whole or not at all, and an entry of the log."""

from __future__ import annotations

import codecs
import csv
import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from audit.log.store import EntryKind, Log
from audit.records.events import ExportedRecord, HeadRecord
from tests.logs import films, forge, last

Run = Callable[..., Any]


def _exported(run: Run, log: Path, out: Path) -> list[dict[str, str]]:
    ended = run("log", "export", log, "--out", out)
    assert ended.code == 0
    with out.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert ended.out == f"{len(rows)} findings in {out}.\n"
    return rows


def test_the_export_has_a_row_a_finding(run: Run, ready_log: Path, tmp_path: Path) -> None:
    rows = _exported(run, ready_log, tmp_path / "out.csv")
    screened = [entry for entry in films(ready_log) if entry.kind == EntryKind.SCREENED]
    wanted = [(str(entry.seq), finding.label) for entry in screened for finding in entry.film.findings or ()]
    assert [(row["entry"], row["label"]) for row in rows] == wanted
    assert len(rows) == 28


def test_json_lines_hold_every_entry_whole(run: Run, ready_log: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    ended = run("log", "export", ready_log, "--out", out)
    assert (ended.code, ended.out) == (0, f"3 entries in {out}.\n")
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    with Log(ready_log, writing=False) as log:
        entries = [log.entry(seq) for seq in (1, 2, 3)]
    assert [(line["seq"], line["hash"], line["record"]) for line in lines] == [(one.seq, one.hash, one.as_written()) for one in entries]


@pytest.mark.parametrize("name", ["out.csv", "out.jsonl"])
def test_an_export_is_an_entry_that_knows_the_file(run: Run, ready_log: Path, tmp_path: Path, name: str) -> None:
    with Log(ready_log, writing=False) as log:
        seq, digest = log.head()
    run("log", "export", ready_log, "--out", tmp_path / name)
    record = last(ready_log, "exported").record
    assert isinstance(record, ExportedRecord)
    assert record.sha256 == sha256((tmp_path / name).read_bytes()).hexdigest()
    assert (record.format, record.head) == (name.split(".")[1], HeadRecord(seq=seq, hash=digest))


def test_the_export_is_of_entries_and_not_of_projections(run: Run, ready_log: Path, tmp_path: Path) -> None:
    before = _exported(run, ready_log, tmp_path / "before.csv")
    forge(ready_log, "UPDATE finding SET label = 'Hernia', probability = 0.99 WHERE position = 0")
    assert _exported(run, ready_log, tmp_path / "after.csv") == before


def test_an_export_that_stops_half_way_leaves_what_was_there(run: Run, ready_log: Path, tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text("entry,time_utc,actor,before")
    forge(ready_log, "UPDATE entry SET actor = 'eve' WHERE seq = 3")
    ended = run("log", "export", ready_log, "--out", tmp_path / "out.csv")
    assert (ended.code, ended.out) == (1, "")
    assert "Entry 3 was changed" in ended.err
    assert (tmp_path / "out.csv").read_text() == "entry,time_utc,actor,before"
    assert sorted(file.name for file in tmp_path.iterdir() if not file.name.startswith("ready.db")) == ["out.csv"]


@pytest.mark.parametrize(
    ("out", "sentence"), [("ready.db", "must end with .csv or .jsonl"), ("missing/out.csv", "out.csv cannot be written: there is no ")]
)
def test_an_export_that_has_no_place_is_reported(run: Run, ready_log: Path, tmp_path: Path, out: str, sentence: str) -> None:
    before = ready_log.read_bytes()
    ended = run("log", "export", ready_log, "--out", tmp_path / out)
    assert ended.code == 2
    assert sentence in ended.err
    assert ready_log.read_bytes() == before


@pytest.mark.parametrize(("separator", "between"), [("comma", ","), ("semicolon", ";"), ("tab", "\t")])
def test_a_spreadsheet_is_given_its_separator_and_its_mark(run: Run, ready_log: Path, tmp_path: Path, separator: str, between: str) -> None:
    """With a point in decimals in any case; a CSV of another separator is an earlier export all the same."""
    plain = _exported(run, ready_log, tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").read_bytes().startswith(codecs.BOM_UTF8)
    assert run("log", "export", ready_log, "--out", tmp_path / "out.csv", "--separator", separator, "--bom").code == 0
    written = (tmp_path / "out.csv").read_bytes()
    assert written.startswith(codecs.BOM_UTF8 + f"entry{between}time_utc{between}".encode())
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8-sig") as file:
        assert list(csv.DictReader(file, delimiter=between)) == plain


def test_the_export_never_replaces_the_log(run: Run, ready_log: Path) -> None:
    log = ready_log.rename(ready_log.with_suffix(".csv"))
    ended = run("log", "export", log, "--out", log)
    assert (ended.code, ended.err) == (2, "The export must not replace the log itself.\n")
