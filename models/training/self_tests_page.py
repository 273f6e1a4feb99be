"""The self-tests' part of docs/validation.md, of the figures in ``logs`` of ``tests/benchmarks/self_tests.py``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from models.networks.library import embedded

FIGURES = Path(__file__).with_name("logs") / "self_tests.json"
_COLUMNS = ("made to rely on", "correlation", "on", "copies", "found", "without detectors", "dependent on outside", "place named")
_HEAD = (f"| {' | '.join(_COLUMNS)} |", f"|{len(_COLUMNS) * '---|'}")
_APART = "Inside the lungs, or over the whole film: no places outside the anatomy, and the audit does not claim to see them."


def self_tests(figures: Path = FIGURES) -> list[str]:
    """Return the section's lines; none where no self-test was put together."""
    told = json.loads(figures.read_text()) if figures.exists() else {"rows": []}
    if not told["rows"]:
        return []
    outside = [row for row in told["rows"] if row["local"] or row["plant"] is None]
    apart = [row for row in told["rows"] if not row["local"] and row["plant"]]
    lines = [
        "", "## Self-test", "",
        "Copies of the embedded classifier that learned a shortcut of a named kind in their last layer alone (decision 0059), made and "
        "audited by `selftest`. The copy is the unit: found is one of whose decisions, made by the plant, more are dependent on outside "
        "than are tolerated (4 %), by an exact test at 5 %. It is the audit's power that is measured, and kinds that are not listed were "
        f"not tested. A copy took {median(told['minutes_a_copy']):.0f} minutes at the median, beside other work.",
        *_of_weights(told["weights"]), "", *(_films(one) for one in told["films"]), "", *_HEAD, *map(_line, outside),
    ]  # fmt: skip
    return [*lines, "", _APART, "", *_HEAD, *map(_line, apart)] if apart else lines


def _of_weights(weights: str) -> Sequence[str]:
    return () if weights == embedded("embedded").weights_sha256 else ("", f"Measured on another classifier (weights {weights[:8]}…).")


def _films(films: dict[str, Any]) -> str:
    what = "phantoms" if films["phantoms"] else "films, one a patient"
    return f"Learned from {films['learned']}, rested on {films['rested_on']} and asked on {films['asked']} {what}."


def _line(row: dict[str, Any]) -> str:
    low, high = row["interval"]
    share = f"{row['found']} ({low:.0%} to {high:.0%})" if row["copies"] else "none learned it"
    closeness = "–" if row["correlation"] is None else f"{row['correlation']:g}"
    cells = (
        row["plant"] or "nothing", closeness, "phantoms" if row["phantoms"] else "films", f"{row['copies']} of {row['tried']}", share,
        row["found_without_detectors"], *(f"{row[name]} of {row['decisions']}" for name in ("outside", "named")),
    )  # fmt: skip
    return f"| {' | '.join(map(str, cells))} |"
