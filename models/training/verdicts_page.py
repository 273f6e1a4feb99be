"""The verdicts' part of docs/validation.md, of the figures in ``logs`` of ``tests/benchmarks/verdicts.py``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from models.networks.library import embedded
from models.selftest.planted_pairs import SHIPPED
from models.values.method import METHOD

FIGURES = Path(__file__).with_name("logs") / "verdicts.json"

_FOUND = {
    "outside": "dependent on outside",
    "dependent": "… or on plausible context",
    "named": "… and the place named rightly",
    "covered": "the plant lies in a region that is filled in",
    "excess": "focal excess flagged",
}
_SUPPRESSED = {
    "suppressed": "suppressed by outside",
    "named": "… and the place named rightly",
    "covered": "the plant lies in a region that is filled in",
}


def verdicts(figures: Path = FIGURES) -> list[str]:
    """Return the section's lines: what was measured is told, what is not there is left out."""
    if not figures.exists():
        return []
    told = json.loads(figures.read_text())
    lines = [
        "", "## Verdicts", "",
        "Copies of the classifier's first member learned one finding anew from films into whose pixels a plant was drawn, at a place, of a "
        "size and of a contrast drawn anew each time that a film is seen. Each is screened on films that it never saw, as they are and "
        "with the plant, with a reference and controls of its own, made of films of at most "
        f"{told['rest_on']} patients; those films carry no plant, but markers and text of their own. A "
        "decision is made by the plant where the finding is positive with it and negative without it. Measured by "
        f"`tests/benchmarks/verdicts.py` on NIH films with the role {told['films_of']}; shares are means over copies, with intervals over "
        "copies and patients. They say what the audit can see, and nothing about whether another classifier has a shortcut. Kinds that "
        "are not listed were not tested.",
        *_copies_of(told["copies_of"]),
        *_made_by(told["method"]),
    ]  # fmt: skip
    lines += _found(told["found"]) + _suppressed(told["suppressed"]) + _false(told) + _called(told["call"]) + _null(told["null"])
    return [*lines, *_contaminated(told["contaminated"]), *_suspected(told["suspected"]), *_copies(told["copies"])]


def _copies_of(weights: str) -> list[str]:
    """Say of which classifier the copies are, where it is another one than the present."""
    is_present = weights == embedded("embedded").weights_sha256
    return [] if is_present else ["", f"The copies are of the classifier before the present one (weights {weights[:8]}…)."]


def _made_by(method: int) -> list[str]:
    """Say by which method it was measured, where that is another one than the present."""
    return [] if method == METHOD else ["", f"Measured by method {method}; method {METHOD} of this version was not measured yet."]


def _found(groups: dict[str, Any]) -> list[str]:
    if not groups["all"]["copies"]:
        return []
    return ["", "Decisions that a plant made:", "", *_table(groups, _FOUND)]


def _suppressed(groups: dict[str, Any]) -> list[str]:
    if not groups["all"]["copies"]:
        return []
    return ["", "Decisions that a plant took away, each challenged:", "", *_table(groups, _SUPPRESSED)]


def _false(told: dict[str, Any]) -> list[str]:
    """Tell verdicts where nothing was planted: of copies that learned anew without a plant, and of the shipped classifier."""
    lines = ["", "Positive findings where nothing was planted:", "", *_head("films", ("outside", "dependent", "excess"), _FOUND)]
    names = {"all": "copies without a plant", "PA": "the same, PA", "AP": "the same, AP"}
    lines += [_row(names[name], row, ("outside", "dependent", "excess")) for name, row in told["unplanted"].items() if row["copies"]]
    if shipped := told["copies"].get(SHIPPED):
        row = shipped["plain_positive"]
        lines.append(
            _row("the shipped classifier, all findings", row | {"copies": 1, "findings": row["n"]}, ("outside", "dependent", "excess"))
        )
    return lines


def _called(call: dict[str, Any]) -> list[str]:
    if call["area"] is None:
        return []
    planted, unplanted = ("{:.0%} to {:.0%}".format(*call[f"{name}_range"]) for name in ("planted", "unplanted"))
    return [
        "",
        f"The share of positive findings that depend on outside tells {call['planted']} copies with a plant ({planted}; half of the films "
        f"carry it) from {call['unplanted']} without ({unplanted}) with an area under the ROC curve of {interval(call['area'])} (interval "
        "by Newcombe 2006).",
    ]


def _null(groups: dict[str, Any]) -> list[str]:
    told = [f"{interval(row['passed'])}{'' if name == 'all' else f' of {name} films'}" for name, row in groups.items() if row["films"]]
    if not told:
        return []
    return [
        "",
        f"The same rule at places that are drawn as controls are, four a film: one of them passes on {', '.join(told)} (nominal: at most "
        f"5%; {groups['all']['films']} films of copies).",
    ]


def _contaminated(rows: list[dict[str, Any]]) -> list[str]:
    if not rows:
        return []
    lines = [
        "",
        f"Where a share of the reference carries the plant too, over {rows[0]['draws']} references each: focal excess flagged on films "
        "whose decision the plant made, and the share of the reference's films on which detectors name something where the map is hot "
        "outside R. Means over copies, and the least and the most.",
        "",
        "| of the reference planted | copies | films | focal excess flagged | detectors name something |",
        "|---|---|---|---|---|",
    ]
    return lines + [
        f"| {row['level']:.0%} | {row['copies']} | {row['films']} | {interval(row['flagged'])} | {interval(row['detected'])} |"
        for row in rows
    ]


def _suspected(rows: list[dict[str, Any]]) -> list[str]:
    """Tell how often "the reference may be contaminated" would be said."""
    if not rows:
        return []
    lines = [
        "",
        "How often *the reference may be contaminated* would be said of a reference of whose films a share carries the plant: "
        f"{rows[0]['draws']} references a copy, drawn from the films of {rows[0]['copies']} copies above, each with or without its plant. "
        "Means over copies, and the least and the most. Every film is counted as one of which the rule could tell, so these are lower "
        "bounds.",
        "",
        "| of the reference planted | said |",
        "|---|---|",
    ]
    return lines + [f"| {row['level']:.0%} | {interval(row['suspected'])} |" for row in rows]


def _copies(copies: dict[str, Any]) -> list[str]:
    lines = [
        "",
        "Each copy; the shift is the median of what the plant adds to the logit, beside what it would add had the copy learned all there "
        "is to learn. Copies whose shift is under half of that count for nothing above.",
        "",
        "| copy | correlation | films | shift | decisions made or taken | dependent on outside, or suppressed | place named rightly | "
        "dependent where films have no plant |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, row in copies.items():
        change, asked = ("taken", "suppressed") if row["expected_shift"] < 0 else ("made", "outside")
        shift = f"{row['median_shift']:.1f} of {row['expected_shift']:.1f}" if row["median_shift"] is not None else "none"
        lines.append(
            f"| {name.replace('-', ' ')} | {'none' if row['correlation'] is None else row['correlation']} | {row['films']} | {shift} | "
            f"{row[change]['n']} | {interval(row[change][asked])} | {interval(row[change]['named'])} | "
            f"{interval(row['plain_positive']['outside'])} |"
        )
    return lines


def _table(groups: dict[str, Any], columns: dict[str, str]) -> list[str]:
    rows = [_row("all copies" if name == "all" else name, row, tuple(columns)) for name, row in groups.items() if row["copies"]]
    return [*_head("copies of", tuple(columns), columns), *rows]


def _head(first: str, asked: tuple[str, ...], columns: dict[str, str]) -> list[str]:
    return [f"| {first} | copies | findings | {' | '.join(columns[name] for name in asked)} |", "|---" * (3 + len(asked)) + "|"]


def _row(name: str, row: dict[str, Any], asked: tuple[str, ...]) -> str:
    return f"| {name} | {row['copies']} | {row['findings']} | {' | '.join(interval(row[key]) for key in asked)} |"


def interval(values: list[float] | None) -> str:
    """Return a share, or another number, with its interval."""
    if values is None or values[0] is None:
        return "none"
    value, low, high = values
    return f"{value:.2f} ({low:.2f} to {high:.2f})"
