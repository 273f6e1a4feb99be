"""The attention numbers' part of docs/validation.md, of the figures in ``logs`` of ``tests/benchmarks/attention.py``, ``…_power.py``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from models.networks.library import embedded
from models.training import alarms_page

FIGURES = Path(__file__).with_name("logs") / "attention.json"
_WORLDS = {
    "smooth": "random smooth maps",
    "growing": "smooth maps that grow with the score",
    "permuted": "maps put together from blocks of real ones",
}


def attention(figures: Path = FIGURES, real: Path = alarms_page.FIGURES) -> list[str]:
    """Return the section's lines: what was measured is told, what is not there is left out."""
    if not figures.exists():
        return []
    told = json.loads(figures.read_text())
    parts: dict[str, Callable[[Any], list[str]]] = {"simulated": _simulated, "power": _power, "copies_of": _copies_of, "cost": _cost}
    lines = [
        "", "## Attention", "",
        "Focal excess reads a finding's map against a reference of other films and is flagged where p is at most 0.05. Measured by "
        "`tests/benchmarks/attention.py`, `tests/benchmarks/attention_power.py` and, on real films, `tests/benchmarks/false_alarms.py`.",
    ]  # fmt: skip
    return [*lines, *(line for name, part in parts.items() if name in told for line in part(told[name])), *alarms_page.alarms(real)]


def _simulated(figures: dict[str, Any]) -> list[str]:
    lines = [
        "",
        "False alarms on simulated maps without anything to find, displaced by the error of registration. Intervals are over references.",
        "",
        "| maps | n | references of | flagged | of positive findings |",
        "|---|---|---|---|---|",
    ]
    return lines + [
        f"| {_WORLDS.get(name, name)} | {row['maps']} | {row['reference']} films, {row['worlds']} times | {_interval(row)} | "
        f"{_interval(row['positive'])} |"
        for name, row in figures.items()
    ]


def _copies_of(weights: str) -> list[str]:
    """Say of which classifier the copies are, where it is another one than the present."""
    is_present = weights == embedded("embedded").weights_sha256
    return [] if is_present else ["", f"The copies are of the classifier before the present one (weights {weights[:8]}…)."]


def _power(figures: dict[str, Any]) -> list[str]:
    copies = {name: curve for name, curve in figures.items() if name != "together"}
    lines = [
        "",
        "Power against plants in the pixels, on copies of the classifier's first member that were taught to rely on the plant (correlation "
        "0.7; its place is drawn anew on each film). Planted NIH films with the roles reference, calibrate and evaluate; a finding counts "
        "where it is positive; each film is read against the other four fifths. A share of the reference's films carries the plant too. "
        "False alarms are on the same films without the plant; copies of markers and text react to those that real films carry. The raw "
        "share of the map outside R is read against the same films. Of the nine copies the first four chose how maps are read and are not "
        "part of the mean (docs/decisions/0023); where they are not listed, they were not made anew for this classifier.",
        "",
        "| copy | films | of the reference planted | power | where the plant made the decision | raw share's power | false alarms |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, curve in copies.items():
        for planted, row in curve.items():
            if planted.endswith("%"):
                told = (_counted(row[key]) for key in ("power", "where_the_plant_made_the_decision", "raw_share", "false"))
                lines.append(f"| {name.replace('-', ' ')} | {curve['films']} | {planted} | {' | '.join(told)} |")
    for planted, row in figures.get("together", {}).items():
        told = (_mean(row.get(key)) for key in ("power", "where_the_plant_made_the_decision", "raw_share"))
        lines.append(f"| the other copies: mean (least to most) | | {planted} | {' | '.join(told)} | |")
    return lines


def _cost(figures: dict[str, Any]) -> list[str]:
    lines = [
        "",
        "What anatomy, regions and the attention numbers of six findings take on one thread beside classifier with maps and segmenter; "
        'medians a film. "First seen" is a film whose score the reference has not met yet.',
        "",
        "| films | n | classifier and segmenter | anatomy and attention | first seen | share |",
        "|---|---|---|---|---|---|",
    ]
    return lines + [
        f"| {name} | {row['films']} | {row['networks']:.1f} ms | {row['anatomy_and_attention']:.1f} ms | {row['first_seen']:.1f} ms | "
        f"{row['share']:.0%} |"
        for name, row in figures.items()
    ]


def _interval(row: dict[str, Any]) -> str:
    return f"{row['share']:.1%} ({row['low']:.1%} to {row['high']:.1%})"


def _counted(row: dict[str, Any]) -> str:
    return f"{row['share']:.2f} ({row['low']:.2f} to {row['high']:.2f}), n = {row['n']}" if row["n"] else "no film"


def _mean(row: dict[str, Any] | None) -> str:
    return f"{row['mean']:.2f} ({row['least']:.2f} to {row['most']:.2f})" if row else "no film"
