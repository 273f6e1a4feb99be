"""Logs of earlier versions, as the commands show and export them once they were opened for writing."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.site.logbook import open_log
from tests.audit.kept import KEPT, copy_of, rows

Run = Callable[..., Any]


def _value(value: Any) -> str:
    return "" if value is None else str(value)


@pytest.fixture(params=[name for name in KEPT if name != "8fab01a"])
def earlier(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A kept log with records of schema 1, brought up to date."""
    file = copy_of(request.param, tmp_path)
    open_log(file).close()
    return file


def test_findings_have_the_values_that_were_written(run: Run, earlier: Path, tmp_path: Path) -> None:
    """The keys are those of the records of that time."""
    out, lines = tmp_path / "out.csv", tmp_path / "out.jsonl"
    assert run("log", "export", earlier, "--out", out).code == 0
    assert run("log", "export", earlier, "--out", lines).code == 0
    with out.open(newline="", encoding="utf-8") as file:
        found = list(csv.DictReader(file))
    entries = [json.loads(line) for line in lines.read_text("utf-8").splitlines()]
    written = [(entry, finding) for entry in entries if entry["kind"] == "screened" for finding in entry["record"]["findings"]]
    assert len(found) == len(written) > 0
    for row, (entry, finding) in zip(found, written, strict=True):
        record, challenge = entry["record"], (finding["challenges"] or [{}])[0]
        controls = challenge.get("controls") or {}
        excess = (finding["attention"] or {}).get("focal_excess") or {}
        assert record["schema"] == 1
        wanted = {
            "entry": entry["seq"], "file_sha256": record["radiograph"]["file_sha256"], "view": record["radiograph"]["view"],
            "manufacturer": record["radiograph"]["tags"]["manufacturer"], "weights_sha256": record["classifier"]["weights_sha256"],
            "code_version": record["code_version"], "label": finding["label"], "logit": finding["logit"], "positive": finding["positive"],
            "share_outside": (finding["attention"] or {}).get("share_outside"), "delta_logit": challenge.get("delta_logit"),
            "decision_changed": challenge.get("decision_changed"), "controls_n": controls.get("n"),
            "controls_mean": controls.get("mean"), "controls_spread": controls.get("spread"), "p": excess.get("p"),
            "flagged": excess.get("flagged"),
        }  # fmt: skip
        assert {name: row[name] for name in wanted} == {name: _value(value) for name, value in wanted.items()}


def test_every_entry_is_listed_and_shown_as_it_was_written(run: Run, earlier: Path) -> None:
    count = rows(earlier, "SELECT count(*) FROM entry")[0][0]
    listed = [line.split()[0] for line in run("log", "show", earlier).out.splitlines()]
    assert listed == [str(seq) for seq in range(1, count + 1)]
    shown = json.loads(run("log", "show", earlier, "--entry", 1).out)
    assert shown["schema"] == 1
