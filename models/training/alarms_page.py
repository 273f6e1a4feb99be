"""The false alarms on real films in docs/validation.md, of the figures in ``logs`` of ``tests/benchmarks/false_alarms.py``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FIGURES = Path(__file__).with_name("logs") / "false_alarms.json"

ENOUGH = 60
"""Patients from which on a group's interval is held against its limit."""

LIMITS = {"nih": 0.08, "nih, PA": 0.10, "nih, AP": 0.10, "lungs": 0.08, "hearts": 0.08}
"""Highest upper ends that are wanted."""

NOMINAL = 0.05
"""A finding's lower bound, at level 0.05/16, is not to be above it."""

_GROUPS = {
    "nih": "all NIH films", "nih, PA": "… PA", "nih, AP": "… AP", "nih, evaluate": "… with the role evaluate",
    "lungs": "`lungs/`, films that nothing was learned from", "hearts": "`hearts/`",
}  # fmt: skip


_HEAD = """Flags on real films of patients whom the embedded classifier never saw, with its balanced thresholds. What a film holds is not
known place by place, so a flag here may be right. NIH films (both folders) are read against references of the other four fifths of the
patients, one film a patient; the figures are means of {redrawings} redrawings of these fifths and films. Films of other collections are
read against one of the five references each time. Shares are of positive findings; intervals are over patients. A limit is told from 60
patients on."""


def alarms(figures: Path = FIGURES) -> list[str]:
    """Return the part's lines."""
    if not figures.exists():
        return []
    told = json.loads(figures.read_text())
    return [
        "",
        _HEAD.format(redrawings=told["redrawings"]),
        "",
        "| films | films with a positive finding | patients | positive findings | flagged | of all films, with any flag | upper limit |",
        "|---|---|---|---|---|---|---|",
        *(_group(_GROUPS.get(name, name), row, _limit(row, LIMITS.get(name))) for name, row in told["groups"].items()),
        *(_group(f"{_GROUPS.get(name, name)}, by the shipped reference", row, "–") for name, row in told.get("by_shipped", {}).items()),
        "",
        "Single findings and diseases of the NIH films. The bound is the lower one at level 0.05/16; above 5 % a finding is "
        "flagged too often.",
        "",
        "| finding | films | patients | flagged | lower bound |", "|---|---|---|---|---|",
        *(_finding(name, row) for name, row in told["findings"].items()),
        "",
        "| films with | films | patients | positive findings | flagged |", "|---|---|---|---|---|",
        *(f"| {name} | {row['films']} | {row['patients']} | {row['findings']} | {_share(row)} |" for name, row in told["strata"].items()),
    ]  # fmt: skip


def _group(name: str, row: dict[str, Any], limit: str) -> str:
    films = row["per_film"]
    counts = f"{row['films']} | {row['patients']} | {row['findings']}"
    return f"| {name} | {counts} | {_share(row)} | {films['films']}: {_share(films)} | {limit} |"


def _limit(row: dict[str, Any], limit: float | None) -> str:
    if limit is None or row["patients"] < ENOUGH:
        return "–"
    return f"{limit:.0%}: {'kept' if row['high'] <= limit else 'not kept'}"


def _finding(name: str, row: dict[str, Any]) -> str:
    bound = "–" if row["bound"] is None else f"{row['bound']:.1%}"
    word = f", {'too often' if row['bound'] > NOMINAL else 'not too often'}" if row["patients"] >= ENOUGH else ""
    return f"| {name} | {row['films']} | {row['patients']} | {_share(row)} | {bound}{word} |"


def _share(row: dict[str, Any]) -> str:
    return "none" if row["share"] is None else f"{row['share']:.1%} ({row['low']:.1%} to {row['high']:.1%})"
