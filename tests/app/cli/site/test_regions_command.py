"""``regions``, and what a site's own table does to the other commands."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.site.regions import SHIPPED, own_table
from models.values.digests import sha256_of
from tests.logs import films

Run = Callable[..., Any]


def test_the_table_in_use_is_listed_with_its_hash(run: Run) -> None:
    ended = run("regions")
    assert ended.code == 0
    assert "hernia: 3 labels\n  allowed    mediastinum, upper abdomen, grown by 15 mm\n" in ended.out
    assert "lung: 71 labels, and all labels that no row names" in ended.out
    assert f"{SHIPPED}\nsha256 {sha256_of(SHIPPED)}\n" in ended.out
    assert str(own_table()) in ended.out


def test_a_copy_is_edited_checked_and_named(run: Run, phantom_folder: Path, tmp_path: Path, ready_log: Path) -> None:
    """What a site does: the film is screened anew by the edited table, and once only."""
    ours, findings = tmp_path / "ours.toml", tmp_path / "findings.json"
    assert run("regions", "--copy", ours).code == 0
    ours.write_text(ours.read_text("utf-8").replace("tolerance_mm = 15.0", "tolerance_mm = 40.0"), "utf-8")
    assert "grown by 40 mm" in run("regions", ours).out
    out = run("screen", phantom_folder / "plain.dcm", "--log", ready_log, "--regions", ours, "--json", findings).out
    assert "1 screened (1 undetermined), 0 refused, 0 failed; 0 of them already recorded." in out
    assert f"Allowed regions: {ours}\n" in out
    record = json.loads(findings.read_text("utf-8"))
    assert record["method"]["regions_sha256"] == sha256_of(ours)
    looked = [finding for finding in record["findings"] if finding["attention"]]
    assert looked
    assert {finding["allowed_region"]["tolerance_mm"] for finding in looked} == {40}
    assert {finding["attention"]["focal_excess"] for finding in looked} == {None}
    out = run("screen", phantom_folder / "plain.dcm", "--log", ready_log, "--regions", ours).out
    assert "1 of them already recorded." in out


def test_ones_own_table_is_used_where_none_is_named(run: Run, phantom_folder: Path, wider_table: Path, ready_log: Path) -> None:
    own_table().write_bytes(wider_table.read_bytes())
    out = run("screen", phantom_folder / "plain.dcm", "--log", ready_log).out
    assert "0 of them already recorded." in out
    assert f"Allowed regions: {own_table()}\n" in out


def test_a_copy_replaces_nothing(run: Run, wider_table: Path) -> None:
    before = wider_table.read_bytes()
    ended = run("regions", "--copy", wider_table)
    assert (ended.code, ended.err) == (2, f"{wider_table} is there already.\n")
    assert wider_table.read_bytes() == before


@pytest.mark.parametrize("command", ["regions", "screen", "replay", "reference"])
def test_a_bad_table_is_reported_before_any_work(run: Run, phantom_folder: Path, ready_log: Path, tmp_path: Path, command: str) -> None:
    bad, film = tmp_path / "bad.toml", phantom_folder / "plain.dcm"
    bad.write_text(SHIPPED.read_text("utf-8").replace('"lungs"', '"longs"', 1), "utf-8")
    arguments = {
        "regions": ("regions", bad), "screen": ("screen", film, "--log", ready_log, "--regions", bad),
        "replay": ("replay", ready_log, 2, "--film", phantom_folder / "marked.dcm", "--regions", bad),
        "reference": ("models", "reference", "embedded", "--from", film, "--regions", bad),
    }  # fmt: skip
    ended = run(*arguments[command])
    assert ended.code == (1 if command == "replay" else 2)
    assert "cannot be used. bad.toml: lung: 'longs' is no part; the parts are lungs," in ended.err
    assert len(films(ready_log)) == 3
