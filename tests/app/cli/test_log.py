"""``log``: show, verify, export."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from audit.log.store import Kind, Log

Run = Callable[..., Any]


def _forge(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            database.execute(statement)


def test_the_list_has_a_line_an_entry(run: Run, ready_log: Path) -> None:
    ended = run("log", "show", ready_log)
    assert ended.code == 0
    lines = ended.out.splitlines()
    assert [line.split()[0] for line in lines] == ["1", "2", "3"]
    assert "not_an_image: This is neither" in lines[0]
    assert all("screened     embedded: " in line for line in lines[1:])
    assert "Mass 0." in lines[1]


def test_an_entry_of_no_film_is_shown_by_its_sentence(run: Run, tmp_path: Path) -> None:
    with Log(tmp_path / "log.db", writing=True) as log:
        log.append(Kind.SELF_CHECK, actor="ann", subject="this installation", record={"passed": True, "sentence": "All passed."})
    assert run("log", "show", tmp_path / "log.db").out.endswith("ann  self_check   All passed.\n")


def test_an_entry_is_shown_whole(run: Run, ready_log: Path) -> None:
    ended = run("log", "show", ready_log, "--entry", "2")
    with Log(ready_log, writing=False) as log:
        assert json.loads(ended.out) == log.entry(2).record
    assert ended.code == 0


def test_an_entry_that_is_not_there_is_told(run: Run, ready_log: Path) -> None:
    ended = run("log", "show", ready_log, "--entry", "9")
    assert (ended.code, ended.err) == (1, "The log holds no entry 9.\n")


def test_an_intact_log_ends_with_0_and_its_head(run: Run, ready_log: Path) -> None:
    ended = run("log", "verify", ready_log)
    with Log(ready_log, writing=False) as log:
        head = log.entry(3).hash
    assert ended.code == 0
    assert ended.out.startswith(f"Intact: 3 entries. Head {head}\n")
    assert "does not prove" in ended.out


def test_a_damaged_log_ends_with_1_and_names_the_entry(run: Run, ready_log: Path) -> None:
    _forge(ready_log, "UPDATE entry SET actor = 'eve' WHERE seq = 2")
    ended = run("log", "verify", ready_log)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == "NOT INTACT: entry 2 was changed after it was written. The 1 entries before it hold.\n"


@pytest.mark.parametrize("command", [["show"], ["verify"], ["export", "--out", "out.csv"]])
def test_a_file_that_is_no_log_is_told(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "letter").write_text("a letter" * 1000)
    for name, sentence in (("letter", "letter is not an audit log."), ("missing", "There is no audit log named missing.")):
        ended = run("log", command[0], name, *command[1:])
        assert (ended.code, ended.err) == (1, f"{sentence}\n")
    assert [file.name for file in tmp_path.iterdir()] == ["letter"]


def _exported(run: Run, log: Path, out: Path) -> list[dict[str, str]]:
    ended = run("log", "export", log, "--out", out)
    assert ended.code == 0
    with out.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert ended.out == f"{len(rows)} findings in {out}.\n"
    return rows


def test_the_export_has_a_row_a_finding(run: Run, ready_log: Path, tmp_path: Path) -> None:
    rows = _exported(run, ready_log, tmp_path / "out.csv")
    with Log(ready_log, writing=False) as log:
        entries = [entry for entry in log.entries() if entry.kind == Kind.SCREENED]
    wanted = [(entry, finding) for entry in entries for finding in entry.record["findings"]]
    assert len(rows) == len(wanted) == 28
    for row, (entry, finding) in zip(rows, wanted, strict=True):
        assert (int(row["entry"]), row["label"], row["positive"]) == (entry.seq, finding["label"], str(finding["positive"]))
        assert (float(row["logit"]), float(row["probability"])) == (finding["logit"], finding["probability"])
        assert row["manufacturer"] == "CXR Audit"
        attention, challenges = finding["attention"], finding["challenges"]
        assert row["share_outside"] == (str(attention["share_outside"]) if attention else "")
        assert row["delta_logit"] == (str(challenges[0]["delta_logit"]) if challenges else "")
        assert row["controls_n"] == (str(challenges[0]["controls"]["n"]) if challenges else "")


def test_a_header_never_becomes_a_formula_and_a_number_stays_a_number(run: Run, ready_log: Path, tmp_path: Path) -> None:
    """A spreadsheet takes text that begins with =, +, - or @ for a formula."""
    with Log(ready_log, writing=True) as log:
        record = json.loads(json.dumps(log.entry(2).record))
        record["radiograph"]["tags"] |= {"manufacturer": "=1+1", "institution": '@SUM(A1) "x", y'}
        record["radiograph"]["view"] = "-2+3"
        log.append(Kind.SCREENED, actor="+eve", subject="s", record=record)
    row = _exported(run, ready_log, tmp_path / "out.csv")[-1]
    assert row["entry"] == "4"
    assert (row["manufacturer"], row["institution"], row["view"], row["actor"]) == ("'=1+1", '\'@SUM(A1) "x", y', "'-2+3", "'+eve")
    assert float(row["logit"]) < 0
    assert row["logit"] == str(record["findings"][-1]["logit"])


def test_the_export_is_of_entries_and_not_of_projections(run: Run, ready_log: Path, tmp_path: Path) -> None:
    before = _exported(run, ready_log, tmp_path / "before.csv")
    _forge(ready_log, "UPDATE finding SET label = 'Hernia', probability = 0.99")
    assert _exported(run, ready_log, tmp_path / "after.csv") == before


def test_the_export_never_replaces_the_log(run: Run, ready_log: Path) -> None:
    before = ready_log.read_bytes()
    ended = run("log", "export", ready_log, "--out", ready_log)
    assert (ended.code, ended.err) == (2, "The CSV file must not be the log itself.\n")
    assert ready_log.read_bytes() == before


def test_an_export_that_cannot_be_written_is_told(run: Run, ready_log: Path, tmp_path: Path) -> None:
    ended = run("log", "export", ready_log, "--out", tmp_path / "missing" / "out.csv")
    assert ended.code == 1
    assert "cannot be written: No such file or directory." in ended.err
