"""``selftest``: a copy a log entry, and none is made twice."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from audit.log.store import EntryKind, Log
from audit.records.selftest import SelfTestRecord
from models.selftest import films

Run = Callable[..., Any]


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A few phantoms; a data folder of the test's own."""
    monkeypatch.setattr(films, "phantoms", partial(films.phantoms, 10, 3, 2))
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))


def _tests(log: Path) -> list[SelfTestRecord]:
    with Log(log, writing=False) as opened:
        records = [entry.record for entry in opened.entries(kinds=[EntryKind.SELF_TEST])]
    return [record for record in records if isinstance(record, SelfTestRecord)]


def test_a_copy_is_tested_once_and_what_was_found_is_told_with_its_scope(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "a.db"
    asked = ("selftest", "--classifier", "teaching", "--kinds", "side marker", "--log", log)
    ended = run(*asked)
    assert ended.code == 0, ended.err
    (record,) = _tests(log)
    assert (record.plant, record.local, record.correlation, record.films.asked) == ("side marker", True, 0.95, 2)
    assert record.expected_shift == pytest.approx(7.327, abs=1e-3)
    assert record.classifier.name == "teaching"
    assert record.audit.made == record.without_detectors.made <= 2
    assert record.audit.outside <= record.audit.made
    assert record.sentence in ended.out
    assert "Kinds that are not listed were not tested." in ended.out
    monkeypatch.setattr("app.cli.models.self_test.followed", lambda *_: pytest.fail("the copy was tested before"))
    again = run(*asked)
    assert again.code == 0, again.err
    assert "Kinds that are not listed" in again.out
    assert len(_tests(log)) == 1


def test_what_is_no_kind_or_no_correlation_is_refused(run: Run, tmp_path: Path) -> None:
    ended = run("selftest", "--kinds", "halo", "--log", tmp_path / "a.db")
    assert ended.code == 2
    assert "no plant 'halo'; there are: side marker, burned-in text" in ended.err
    ended = run("selftest", "--correlation", "1", "--log", tmp_path / "a.db")
    assert (ended.code, "above 0 and below 1" in ended.err) == (2, True)
    assert not (tmp_path / "a.db").exists()


def test_too_few_films_are_told_with_how_many_are_needed(run: Run, phantom_folder: Path, tmp_path: Path) -> None:
    ended = run("selftest", "--classifier", "teaching", "--films", phantom_folder, "--log", tmp_path / "a.db")
    assert ended.code == 2
    assert "at least 100 patients" in ended.err
