"""``cohort --films``: films are filled in once, and what that did is told from the log from then on."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from audit.log.store import EntryKind, Log
from audit.records.removals import RemovalsRecord

Run = Callable[..., Any]


def _entries(log: Path) -> list[RemovalsRecord]:
    with Log(log, writing=False) as opened:
        return [one.record for one in opened.entries(kinds=[EntryKind.REMOVALS]) if isinstance(one.record, RemovalsRecord)]


@pytest.fixture
def folder(phantom_folder: Path, tmp_path: Path) -> Path:
    """One of the two screened films, by another name and twice, and a file that was not screened."""
    made = tmp_path / "elsewhere"
    made.mkdir()
    for name in ("x.dcm", "y.dcm"):
        shutil.copy(phantom_folder / "plain.dcm", made / name)
    (made / "z.dcm").write_bytes(b"\0" * 128 + b"DICM")
    return made


def test_films_are_found_by_what_they_hold_and_filled_in_once(run: Run, ready_log: Path, folder: Path, tmp_path: Path) -> None:
    first = run("cohort", ready_log, "--films", folder, "--json", tmp_path / "out.json")
    assert (first.code, first.err) == (0, "1 film to fill in was found, of 2 that lack it.\n")
    assert "Of 1 of 2 films the log holds what filling them in did." in first.out.splitlines()
    (made,) = _entries(ready_log)
    with Log(ready_log, writing=False) as opened:
        of = opened.entry(made.of.seq)
    assert of.hash == made.of.hash
    assert of.film.classifier
    assert of.film.radiograph
    assert (of.film.radiograph.file_sha256, of.film.method.fingerprint) == (made.file_sha256, made.fingerprint)
    assert {label for region in made.regions for label in region.of} == set(of.film.classifier.labels)
    assert {region.removed for region in made.regions} >= {"inside", "outside"}
    assert "elsewhere" not in (tmp_path / "out.json").read_text("utf-8")
    assert json.loads((tmp_path / "out.json").read_text("utf-8"))["account"]["retained"] == []
    again = run("cohort", ready_log, "--films", folder)
    assert again.err == "0 films to fill in were found, of 1 that lack it.\n"
    assert "Of 1 of 2 films" in run("cohort", ready_log).out
    assert _entries(ready_log) == [made]


def test_a_method_that_is_not_here_any_more_is_told(run: Run, ready_log: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.replay.method.digest_of", lambda _: "0" * 64)
    ended = run("cohort", ready_log, "--films", folder)
    assert (ended.code, ended.err.splitlines()[-1][:55]) == (1, "The entry's parameters do not have the hash that it nam")
    assert _entries(ready_log) == []
