"""The page tells what was measured, by group and scale."""

from __future__ import annotations

import json

from models.training.spacing_page import FIGURES, spacing


def test_each_group_and_each_scale_has_its_share() -> None:
    lines = spacing()
    told = json.loads(FIGURES.read_text())["not_believed"]
    (row,) = [line for line in lines if line.startswith("| all NIH films |")]
    share, low, high = told["all"]["0.6"]
    assert f"{share:.1%} ({low:.1%} to {high:.1%})" in row
    assert f"| {told['all']['films']} |" in row
    assert sum(line.startswith("| times") for line in lines) == 4
