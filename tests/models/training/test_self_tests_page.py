"""The page's section on self-tests says what copies were found, and which kinds stand apart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from models.networks.library import embedded
from models.training.self_tests_page import self_tests

DOT = {
    "plant": "corner dot", "local": True, "correlation": 0.8, "phantoms": True, "tried": 5, "copies": 4, "found": 3,
    "found_without_detectors": 1, "decisions": 80, "outside": 60, "named": 58, "interval": [0.3, 0.95],
}  # fmt: skip
BLUR = DOT | {"plant": "blur", "local": False, "copies": 0, "found": 0, "interval": [0.0, 1.0]}
NOTHING = DOT | {"plant": None, "correlation": None, "found": 0, "interval": [0.0, 0.49]}


def _page(folder: Path, *rows: dict[str, Any], weights: str = "") -> list[str]:
    told = {
        "weights": weights or embedded("embedded").weights_sha256, "rows": rows, "minutes_a_copy": [4.0, 6.0, 11.0],
        "films": [{"learned": 80, "rested_on": 100, "asked": 30, "phantoms": True, "sha256": "0" * 64}],
    }  # fmt: skip
    (folder / "self_tests.json").write_text(json.dumps(told))
    return self_tests(folder / "self_tests.json")


def test_without_a_self_test_there_is_no_section(tmp_path: Path) -> None:
    assert self_tests(tmp_path / "self_tests.json") == []
    assert _page(tmp_path) == []


def test_kinds_outside_stand_first_and_others_apart(tmp_path: Path) -> None:
    lines = _page(tmp_path, BLUR, DOT, NOTHING)
    rows = [line for line in lines if line.startswith("| ") and not line.startswith("| made")]
    assert rows == [
        "| corner dot | 0.8 | phantoms | 4 of 5 | 3 (30% to 95%) | 1 | 60 of 80 | 58 of 80 |",
        "| nothing | – | phantoms | 4 of 5 | 0 (0% to 49%) | 1 | 60 of 80 | 58 of 80 |",
        "| blur | 0.8 | phantoms | 0 of 5 | none learned it | 1 | 60 of 80 | 58 of 80 |",
    ]
    apart = next(index for index, line in enumerate(lines) if line.startswith("Inside the lungs"))
    assert lines.index(rows[1]) < apart < lines.index(rows[2])
    assert "Learned from 80, rested on 100 and asked on 30 phantoms." in lines
    assert any("A copy took 6 minutes at the median" in line for line in lines)


def test_of_another_classifier_it_is_said(tmp_path: Path) -> None:
    assert "Measured on another classifier (weights abababab…)." in _page(tmp_path, DOT, weights="ab" * 32)
    assert not any("another classifier" in line for line in _page(tmp_path, DOT))
