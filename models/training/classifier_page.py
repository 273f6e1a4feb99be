"""The strata's part of docs/validation.md, of the figures in ``logs`` of ``tests/benchmarks/classifier.py``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from models.training.facts import LABELS
from models.training.strata import STRATA, TEACHER

FIGURES = Path(__file__).with_name("logs") / "classifier.json"

_PARTS = {
    "folds 1 and 2": "Folds 1 and 2, each scored by the network that did not see it; choices were made on these",
    "evaluate": "The role evaluate, of which nothing is chosen, by the shipped network",
    "fold 0": "All patients whom the shipped network never saw; thresholds and calibration saw some of them",
}

_HEAD = """
## Classifier within strata

Source and view go with the labels (`nih_more/` was chosen by class), so a network that tells these alone ranks pooled films above chance.
Within a stratum they are worth nothing. First set: `nih/`. Second set: films of `nih_more/` of other patients, by view. Areas are means
over the findings with 10, 4 and 4 positives in the stratum. Differences are paired, on the same films; intervals are over patients."""


def within_strata(figures: Path = FIGURES) -> list[str]:
    """Return the section's lines; what was not measured is left out."""
    if not figures.exists():
        return []
    told = json.loads(figures.read_text())
    return [_HEAD, *(line for name, title in _PARTS.items() if name in told for line in _part(title, told[name]))]


def _part(title: str, told: dict[str, Any]) -> list[str]:
    lines = [
        "", f"### {title}", "",
        f"{told['films']} films of {told['patients']} patients.", "",
        *_ranked(told),
        "",
        f"Pooled over all films: {_told(told['pooled'])}. Source and view alone, told by other patients: {_number(told['alone']['mean'])} "
        f"in the mean of {len(told['alone']['classes'])} findings.{_probe(told.get('probe', {}))}",
        "",
        *_classes(told),
        "",
        *_points(told["points"], ""),
    ]  # fmt: skip
    return lines + [line for row in [told.get("points_before", {})] if row for line in ("", *_points(row, " of before"))]


def _ranked(told: dict[str, Any]) -> list[str]:
    compared = "before" in told
    lines = [
        f"| | films | findings | now |{' before | difference |' if compared else ''}",
        f"|---|---|---|---|{'---|---|' if compared else ''}",
    ]
    for name, values in told["ranked"]["figures"].items():
        stratum = told["ranked"]["strata"].get(name)
        counts = f"{stratum['films']} | {len(stratum['classes'])}" if stratum else (f" | {len(LABELS)}" if name == TEACHER else " | ")
        beside = f" {_told(told['before']['figures'][name])} | {_told(told['difference'][name], '+')} |" if compared else ""
        lines.append(f"| {name} | {counts} | {_told(values)} |{beside}")
    return lines


def _probe(probe: dict[str, Any]) -> str:
    if not probe:
        return ""
    views = "; ".join(f"{view} {_told(row['auc'])}, {row['films']} films" for view, row in probe.items())
    return f" A linear probe on the pooled features tells the source within a view, on patients whom the network never saw: {views}."


def _classes(told: dict[str, Any]) -> list[str]:
    lines = [f"| finding | {' | '.join(STRATA)} | source and view alone, pooled |", "|---|---|---|---|---|"]
    for label in LABELS:
        found = [told["ranked"]["strata"][name]["classes"].get(label) for name in STRATA]
        cells = (f"{one['auc']:.3f} ({one['positives']})" if one else "–" for one in found)
        lines.append(f"| {label} | {' | '.join(cells)} | {_number(told['alone']['classes'].get(label))} |")
    return [*lines, "", "In brackets: positives."]


def _points(points: dict[str, Any], when: str) -> list[str]:
    lines = [
        f"| operating point{when} | films | n | mean specificity | mean sensitivity | positives a film labelled *No Finding* (films) |",
        "|---|---|---|---|---|---|",
    ]
    return lines + [
        f"| {name} | {group} | {row['films']} | {_told(row['specificity'])} | {_told(row['sensitivity'])} | "
        f"{_told(row['on_no_finding'], digits=2)} ({row['no_finding']}) |"
        for name, groups in points.items()
        for group, row in groups.items()
    ]


def _told(values: list[float | None], sign: str = "", digits: int = 3) -> str:
    value, low, high = values
    if value is None or low is None or high is None:
        return "too few"
    return f"{value:{sign}.{digits}f} ({low:{sign}.{digits}f} to {high:{sign}.{digits}f})"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
