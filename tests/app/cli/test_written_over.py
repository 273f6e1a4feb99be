"""No command writes over a file that it did not write: it is refused before the work, or stands beside another name."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from audit.log.store import Log
from models.film.phantom_file import write_phantom
from tests.logs import films

Run = Callable[..., Any]
_LETTER = b"Dear Sir,\n"


@pytest.fixture
def film(phantom_folder: Path) -> Path:
    return phantom_folder / "plain.dcm"


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    """A file of somebody else."""
    (tmp_path / "letter.csv").write_bytes(_LETTER)
    return tmp_path / "letter.csv"


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (["screen", "FILM", "--log", "LOG", "--json", "LETTER"], "holds something else; choose another name, or move it away"),
        (["screen", "FILM", "--log", "LOG", "--witness", "LETTER"], "is no witness file. Choose another name"),
        (["screen", "FILM", "--log", "LETTER"], "is not an audit log"),
        (["anatomy", "FILM", "--out", "MASKS", "--json", "LETTER"], "holds something else; choose another name, or move it away"),
        (["log", "export", "LOG", "--out", "LETTER"], "holds something else; choose another name, or move it away"),
        (["log", "export", "LOG", "--out", "LETTER", "--format", "jsonl"], "holds something else; choose another name, or move it away"),
        (["log", "backup", "LOG", "--out", "LETTER"], "already; it was left as it is. Choose another name."),
        (["log", "restore", "LOG", "--out", "LETTER"], "already; it was left as it is. Choose another name."),
        (
            ["models", "certify", "embedded", "--log", "LOG", "--out", "LETTER"],
            "holds something else; choose another name, or move it away",
        ),
        (
            ["models", "compare", "embedded", "teaching", "--log", "LOG", "--csv", "LETTER"],
            "holds something else; choose another name, or move it away",
        ),
        (["cohort", "LOG", "--json", "LETTER"], "holds something else; choose another name, or move it away"),
        (["regions", "--copy", "LETTER"], "is there already"),
    ],
    ids=lambda value: " ".join(value[:2]) + value[-2] if isinstance(value, list) else "",
)
def test_a_file_of_somebody_else_is_refused_before_the_work(
    run: Run, film: Path, letter: Path, ready_log: Path, tmp_path: Path, command: list[str], sentence: str
) -> None:
    named = {"FILM": film, "LOG": ready_log, "LETTER": letter, "MASKS": tmp_path / "masks"}
    ended = run(*(named.get(part, part) for part in command))
    assert ended.code in {1, 2}
    assert sentence in ended.err
    assert letter.name in ended.err
    assert letter.read_bytes() == _LETTER
    assert len(films(ready_log)) == 3


def test_the_same_command_again_replaces_its_own_result(run: Run, film: Path, ready_log: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    for command in (["screen", film, "--log", ready_log, "--json", out], ["log", "export", ready_log, "--out", tmp_path / "out.csv"]):
        assert [run(*command).code for _ in range(2)] == [0, 0]
    assert len(out.read_text("utf-8").splitlines()) == 1


@pytest.fixture
def namesakes(film: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Two films of one name."""
    first, second = tmp_path / "a" / "film.dcm", tmp_path / "b" / "film.dcm"
    for file in (first, second):
        file.parent.mkdir()
    shutil.copy(film, first)
    write_phantom(second, 4_000_009, marked=False, size=400)
    return first, second


def test_a_mask_never_replaces_that_of_another_film_of_the_same_name(run: Run, namesakes: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "masks"
    for film in namesakes:
        assert run("anatomy", film, "--out", out, "--structures").code == 0
    before = {file.name: file.read_bytes() for file in out.iterdir()}
    assert set(before) == {f"film{number}{part}.png" for number in ("", "-2") for part in ("", ".heart", ".structures")}
    for film in reversed(namesakes):
        assert run("anatomy", film, "--out", out, "--structures").code == 0
    assert {file.name: file.read_bytes() for file in out.iterdir()} == before


def test_a_mask_never_replaces_a_picture_of_somebody_else(run: Run, film: Path, tmp_path: Path) -> None:
    (tmp_path / "plain.png").write_bytes(_LETTER)
    assert run("anatomy", film, "--out", tmp_path).code == 0
    assert (tmp_path / "plain.png").read_bytes() == _LETTER
    assert (tmp_path / "plain-2.png").is_file()


def test_maps_of_another_log_are_refused_before_the_work(
    run: Run, film: Path, phantom_folder: Path, ready_log: Path, tmp_path: Path
) -> None:
    maps, other = tmp_path / "maps", tmp_path / "other.db"
    assert run("screen", film, "--log", ready_log, "--maps", maps).code == 0
    assert run("screen", film, "--log", ready_log, "--maps", maps).code == 0
    before = {file.name: file.read_bytes() for file in maps.iterdir()}
    assert len([name for name in before if name.endswith(".npz")]) == 1
    ended = run("screen", film, "--log", other, "--maps", maps)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(
        f"{maps} holds maps that are not, or not known to be, of this log, as entry-000003.npz. Choose another folder"
    )
    assert not other.exists()
    run("screen", phantom_folder / "marked.dcm", phantom_folder / "notes.txt", film, "--log", other)  # Now it has an entry 3, too.
    assert run("screen", film, "--log", other, "--maps", maps).code == 2
    assert {file.name: file.read_bytes() for file in maps.iterdir()} == before


def test_a_stranger_among_the_maps_stays_and_the_maps_stand_beside_it(run: Run, film: Path, ready_log: Path, tmp_path: Path) -> None:
    maps = tmp_path / "maps"
    run("screen", film, "--log", ready_log, "--maps", maps)
    picture = next(maps.glob("entry-000003-*.png"))
    picture.write_bytes(_LETTER)
    assert run("screen", film, "--log", ready_log, "--maps", maps).code == 0
    assert picture.read_bytes() == _LETTER
    assert picture.with_name(picture.name.replace("entry-000003", "entry-000003-2")).is_file()
    with np.load(maps / "entry-000003-2.npz") as kept, Log(ready_log, writing=False) as log:
        assert kept["entry"] == log.entry(3).hash


@pytest.mark.parametrize("name", ["audit.db", "films/phantom-1-marker.dcm"])
def test_the_demo_writes_neither_over_a_film_nor_into_a_log_of_somebody_else(run: Run, ready_log: Path, tmp_path: Path, name: str) -> None:
    there = tmp_path / "demo" / name
    there.parent.mkdir(parents=True)
    shutil.copy(ready_log, there)
    before = there.read_bytes()
    ended = run("demo", "--out", tmp_path / "demo", "--no-window")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"{there} is there already and is no ")
    assert there.read_bytes() == before
