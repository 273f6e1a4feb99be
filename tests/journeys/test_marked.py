"""Marked values in every header, name and folder; whatever way a file ends, none of them is in anything that the program writes."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.journeys import marked

ROOT = Path(__file__).resolve().parents[2]
_ENDS = (
    "screened.dcm", "not a projection.dcm", "no pixels.dcm", "frames.dcm", "blank.dcm", "rotated.dcm", "cut off.dcm", "cut early.dcm",
    "no film.dcm", "reader crash.dcm", "reader defect.dcm", "engine crash.dcm", "engine defect.dcm", "text.png", "zipped.dcm",
)  # fmt: skip


@dataclass(frozen=True)
class Sitting:
    """What one run over the marked folder left.

    Attributes:
        ends: How each file was to end, by its name: status and code.
        records: What ``--json`` says of each file, by its name, without the path, which is the person's own.
        out: The folder of everything that was written.
        said: All output of all commands and of their workers.
    """

    ends: dict[str, tuple[str, str | None]]
    records: dict[str, Any]
    out: Path
    said: str


@pytest.fixture(scope="module")
def sitting(tmp_path_factory: pytest.TempPathFactory) -> Sitting:
    """Screen everything with workers that crash, then read, verify and export the log."""
    films, out = tmp_path_factory.mktemp("films"), tmp_path_factory.mktemp("out")
    ends = marked.write_folder(films)
    log = str(out / "audit.db")
    commands = [
        ["screen", str(films), "--log", log, "--json", str(out / "out.json"), "--maps", str(out / "maps"),
         "--witness", str(out / "witness"), "--device", "cpu", "--batch-size", "1", "--debug"],
        ["log", "show", log], ["log", "verify", log, "--deep"], ["log", "export", log, "--out", str(out / "out.csv")],
        ["log", "export", log, "--out", str(out / "out.jsonl")], ["log", "backup", log, "--out", str(out / "copy.db")],
        ["report", log, "--trail", "--out", str(out / "trail.html")],
        ["report", log, "--classifier", "embedded", "--out", str(out / "card.html")],
        ["cohort", log, "--report", str(out / "cohort.html")],
        *(["report", log, str(seq), "--out", str(out / f"film {seq}.html")] for seq in range(1, len(ends) + 1)),
        *(["log", "show", log, "--entry", str(seq)] for seq in range(1, len(ends) + 1)),
    ]  # fmt: skip
    home = {name: str(out) for name in ("XDG_DATA_HOME", "LOCALAPPDATA", "HOME")}
    environment = os.environ | home | {"PYTHONPATH": str(ROOT)}
    ended = subprocess.run(marked.sitting(commands), cwd=out, env=environment, capture_output=True, text=True, timeout=280, check=False)
    assert ended.returncode == 0, ended.stderr
    codes = [line for line in ended.stderr.splitlines() if line.startswith("exit ")]
    assert codes == ["exit 1", *["exit 0"] * (len(commands) - 1)]
    records = {Path(record["file"].split("!")[-1]).name: record for record in map(json.loads, (out / "out.json").read_text().splitlines())}
    for record in records.values():
        del record["file"]
    return Sitting(ends, records, out, ended.stdout + ended.stderr)


def _marks_in(data: bytes | str) -> list[str]:
    """Return the marks that are in something, in any spelling that a file may have."""
    found = data.encode() if isinstance(data, str) else data
    return [mark for mark in marked.MARKS if any(mark.encode(coding) in found for coding in ("utf-8", "utf-16-le", "utf-16-be"))]


def test_the_marks_are_in_the_films(sitting: Sitting, tmp_path: Path) -> None:
    """Or nothing here would show anything."""
    marked.write_folder(tmp_path / "films")
    (film,) = (tmp_path / "films").glob("*/*screened.dcm")
    assert _marks_in(film.read_bytes()) == list(marked.MARKS[:-1])
    assert sorted(sitting.ends) == sorted(f"{marked.TOKEN} {name}" for name in _ENDS)


@pytest.mark.parametrize("name", _ENDS)
def test_each_way_to_end_ends_without_a_mark(sitting: Sitting, name: str) -> None:
    name = f"{marked.TOKEN} {name}"
    record = sitting.records[name]
    assert (record["status"], record["code"]) == sitting.ends[name]
    assert _marks_in(json.dumps(record, ensure_ascii=False)) == []


def test_nothing_that_was_said_holds_a_mark_but_the_names_that_the_person_gave(sitting: Sitting) -> None:
    """Sentences, tables, entries, and where a defect was."""
    said = sitting.said
    assert "A defect in the program (ValueError)" in said
    assert "in handle" in said
    inside = f"{marked.TOKEN}.zip!{marked.TOKEN} inside/{marked.TOKEN} zipped.dcm"
    for given in sorted([*sitting.ends, inside], key=len, reverse=True):
        said = said.replace(f"{given}: ", "")
    assert _marks_in(said) == []


def _cells(log: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every value of every table, and what it is when it is unpacked."""
    with closing(sqlite3.connect(f"{log.as_uri()}?mode=ro", uri=True)) as database:
        database.text_factory = bytes
        tables = [name.decode() for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            columns = [row[1].decode() for row in database.execute(f"PRAGMA table_info({table})")]
            for row in database.execute(f"SELECT * FROM {table}"):
                for column, value in zip(columns, row, strict=True):
                    data = value if isinstance(value, bytes) else str(value).encode()
                    yield f"{table}.{column}", data
                    yield f"{table}.{column}, unpacked", _unpacked(data)


def _unpacked(data: bytes) -> bytes:
    try:
        return zlib.decompress(data)
    except zlib.error:
        return b""


def test_no_column_of_any_table_holds_a_mark(sitting: Sitting) -> None:
    cells = list(_cells(sitting.out / "audit.db"))
    assert {"entry.body", "entry.subject", "film.institution"} <= {where for where, _ in cells}
    assert any(b"CXR Audit" in data for _, data in cells)
    assert [(where, marks) for where, data in cells if (marks := _marks_in(data))] == []


def test_no_file_that_was_written_holds_a_mark(sitting: Sitting) -> None:
    """The log with its write-ahead file, the key, pictures, maps, tables, and whatever a crash may leave."""
    files = [file for file in sitting.out.rglob("*") if file.is_file()]
    assert {".db", ".key", ".csv", ".jsonl", ".npz", ".png", ".html"} <= {file.suffix for file in files}
    for file in files:
        assert _marks_in(file.relative_to(sitting.out).as_posix()) == []
        if file.name != "out.json":  # It holds the paths as given; its records are looked at above.
            assert (file.name, _marks_in(file.read_bytes())) == (file.name, [])
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as archive:
                assert [name for name in archive.namelist() if _marks_in(archive.read(name))] == []


def test_pictures_hold_pixels_and_nothing_else(sitting: Sitting) -> None:
    """No time, no profile; of text only this program's name and a hash of what the picture is of."""
    pictures = list(sitting.out.rglob("*.png"))
    assert pictures
    for picture in pictures:
        chunks = list(_chunks(picture.read_bytes()))
        assert {kind for kind, _ in chunks} == {b"IHDR", b"tEXt", b"IDAT", b"IEND"}
        program, of = (data for kind, data in chunks if kind == b"tEXt")
        assert program == b"Software\0CXR Audit"
        assert re.fullmatch(rb"CXR Audit\0[0-9a-f]{64}", of)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += 12 + length
