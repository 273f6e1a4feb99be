"""``report``: one film, a classifier or the trail; the export is an entry, and nothing else is written over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from audit.log.store import EntryKind, Log
from audit.log.verify.verify import verify
from audit.records.events import ExportedRecord
from tests.audit.kept import KEPT, bodies
from tests.audit.kept import copy_of as copy_of_log
from tests.audit.selftest.test_power import copy_of, saw
from tests.logs import last

Run = Callable[..., Any]


def _text(file: Path) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(file).pages)


def test_a_film_is_reported_and_the_log_knows(run: Run, ready_log: Path, tmp_path: Path) -> None:
    out = tmp_path / "film.pdf"
    with Log(ready_log, writing=False) as log:
        seq, head = log.head()
        finding = next(one for one in log.entry(2).film.findings or () if one.positive)
    for _ in range(2):
        ended = run("report", ready_log, "2", "--as-of", seq, "--out", out)
        assert (ended.code, ended.err) == (0, "")
    assert f"A report of the film of entry 2, as of entry {seq}, in {out}." in ended.out
    text = _text(out)
    for part in ("Audit of one film", finding.label.replace("_", " "), "What was not tested", "Reviewer", head, "not for diagnosis"):
        assert part in text
    written = last(ready_log, EntryKind.EXPORTED).record
    assert isinstance(written, ExportedRecord)
    assert (written.format, written.sha256) == ("report pdf", sha256(out.read_bytes()).hexdigest())
    assert (written.head.seq, written.head.hash) == (seq, head)
    assert verify(ready_log).damage is None


def test_the_recorded_file_is_shown_and_no_other(run: Run, ready_log: Path, phantom_folder: Path, tmp_path: Path) -> None:
    codes = {
        name: run("report", ready_log, "2", "--out", tmp_path / f"{name}.pdf", "--film", phantom_folder / f"{name}.dcm")
        for name in ("marked", "plain", "notes")
    }
    assert sorted(ended.code for ended in codes.values()) == [0, 1, 1]
    assert codes["notes"].err.startswith("notes.dcm: ")
    other = next(ended for name, ended in codes.items() if name != "notes" and ended.code)
    assert "is not the film of entry 2." in other.err


def test_trail_and_classifier(run: Run, ready_log: Path, tmp_path: Path) -> None:
    assert run("report", ready_log, "--trail", "--out", tmp_path / "trail.html").code == 0
    assert "Trail of an audit log" in (tmp_path / "trail.html").read_text("utf-8")
    assert run("report", ready_log, "--classifier", "embedded", "--out", tmp_path / "card.csv").code == 0
    assert "Checks of the certificate" in (tmp_path / "card.csv").read_text("utf-8")
    with Log(ready_log, writing=False) as log:
        used = log.entry(2).film.classifier
    assert used
    assert run("report", ready_log, "--classifier", used.weights_sha256[:8], "--out", tmp_path / "card.pdf").code == 0
    assert used.weights_sha256 in _text(tmp_path / "card.pdf")
    assert "was not self-tested in this log" in _text(tmp_path / "card.pdf")
    with Log(ready_log, writing=True) as log:
        log.append(EntryKind.SELF_TEST, actor="a", subject="x", record=replace(copy_of("side marker", saw(20, 18, 17)), classifier=used))
    assert run("report", ready_log, "--classifier", used.weights_sha256[:8], "--out", tmp_path / "tested.pdf").code == 0
    assert "made to rely on side marker" in _text(tmp_path / "tested.pdf")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--out", "o.pdf"], "Say one of"),
        (["2", "--trail", "--out", "o.pdf"], "Say one of"),
        (["2", "--out", "o.txt"], "must end with .pdf, .html or .csv"),
        (["--trail", "--film", "x.dcm", "--out", "o.pdf"], "--film is of one film"),
        (["--classifier", "nobody", "--out", "o.pdf"], "knows a classifier nobody"),
    ],
)
def test_what_was_not_understood_writes_nothing(run: Run, ready_log: Path, tmp_path: Path, arguments: list[str], why: str) -> None:
    ended = run("report", ready_log, *(tmp_path / part if part.startswith("o.") else part for part in arguments))
    assert (ended.code, why in ended.err) == (2, True)
    assert not list(tmp_path.glob("o.*"))
    with Log(ready_log, writing=False) as log:
        assert not list(log.entries(kinds=[EntryKind.EXPORTED]))


@pytest.mark.parametrize("name", ["letter.pdf", "letter.html", "letter.csv"])
def test_nothing_is_written_over_but_an_earlier_report(run: Run, ready_log: Path, tmp_path: Path, name: str) -> None:
    out = tmp_path / name
    out.write_bytes(b"%PDF-1.4 of somebody else" if name.endswith("pdf") else b"<!DOCTYPE html>\n")
    before = out.read_bytes()
    ended = run("report", ready_log, "2", "--out", out)
    assert (ended.code, "holds something else" in ended.err) == (2, True)
    assert out.read_bytes() == before


def test_a_read_only_log_is_reported_and_the_missing_entry_told(run: Run, ready_log: Path, tmp_path: Path) -> None:
    ready_log.chmod(0o444)
    ended = run("report", ready_log, "--trail", "--out", tmp_path / "o.pdf")
    assert (ended.code, "This export is not in the log." in ended.err) == (0, True)


@pytest.mark.parametrize("out", ["none/film.pdf", "none/deeper/film.html"])
def test_a_folder_that_is_not_there_is_named_before_any_work(run: Run, tmp_path: Path, out: str) -> None:
    """There is not even a log."""
    ended = run("report", tmp_path / "no.db", "2", "--out", tmp_path / out)
    assert (ended.code, ended.out) == (2, "")
    file = tmp_path / out
    assert ended.err == f"{file.name} cannot be written: there is no folder {file.parent}.\n"


@pytest.mark.parametrize("kept", [name for name in KEPT if b"screened" in {kind.encode() for log, kind, _ in bodies() if log == name}][:1])
def test_that_a_log_was_brought_up_to_date_is_told_once(run: Run, tmp_path: Path, kept: str) -> None:
    log = copy_of_log(kept, tmp_path)
    first, second = (run("report", log, "--trail", "--out", tmp_path / f"{number}.pdf") for number in range(2))
    assert (first.code, second.code, second.err) == (0, 0, "")
    (copy,) = tmp_path.glob("audit.db.schema-*")
    assert first.err == (
        "audit.db was written by an earlier version of this program and has been brought up to date. Its entries are as they were. "
        f"The file as it was is kept beside it as {copy.name}; earlier versions open that one alone.\n"
    )
