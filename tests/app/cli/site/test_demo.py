"""``demo``: the main job on phantoms; the shortcut of the teaching classifier comes to light."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from audit.log.store import EntryKind, Log
from audit.records.findings import FindingRecord
from tests.logs import films

Run = Callable[..., Any]


def _cardiomegaly(log: Log, classifier: str) -> list[FindingRecord]:
    """Of each film that the classifier screened, in order: with marker, without."""
    records = [entry.film for entry in log.entries(kinds={EntryKind.SCREENED})]
    own = [record for record in records if record.classifier and record.classifier.name == classifier]
    return [next(finding for finding in record.findings or () if finding.label == "Cardiomegaly") for record in own]


def test_the_demo_shows_the_shortcut(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.cli.site.demo.PHANTOMS", {f"phantom-1-{n}.dcm": (3_000_001, n == "marker") for n in ("marker", "no-marker")})
    out = tmp_path / "demo"
    ended = run("demo", "--out", out, "--no-window")
    assert ended.code == 0
    assert sorted(file.name for file in (out / "films").iterdir()) == ["phantom-1-marker.dcm", "phantom-1-no-marker.dcm"]
    assert len(films(out / "audit.db")) == 4
    assert "5 entries, intact" in ended.out  # The fifth names the key that signs.
    with Log(out / "audit.db", writing=False) as log:
        marked, plain = _cardiomegaly(log, "teaching")
        assert len(_cardiomegaly(log, "embedded")) == 2
    assert (marked.positive, plain.positive) == (True, False)
    assert marked.verdict == "dependent_on_outside"
    told = [line for line in ended.out.splitlines() if "Cardiomegaly" in line and "dependent on outside" in line]
    assert [line.split()[0] for line in told] == ["phantom-1-marker.dcm"]
    assert list((out / "pictures").glob("*-cardiomegaly.png"))


def test_a_folder_that_cannot_be_written_is_reported(run: Run, tmp_path: Path) -> None:
    (tmp_path / "demo").touch()
    ended = run("demo", "--out", tmp_path / "demo", "--no-window")
    assert ended.code == 1
    assert ended.err.startswith("The demo cannot write to ")
