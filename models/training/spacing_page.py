"""The pixel spacing's part of docs/validation.md, from the figures of ``tests/benchmarks/spacing.py`` in ``logs``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FIGURES = Path(__file__).with_name("logs") / "spacing.json"
_GROUPS = {
    "all": "all NIH films", "screened": "those that are screened", "unseen": "of patients that chose nothing", "under_18": "under 18 years",
}  # fmt: skip
_SCALES = ("1.0", "0.8", "0.6", "0.4", "1.25", "1.7", "2.5")


def spacing(figures: Path = FIGURES) -> list[str]:
    """Return the section's lines."""
    told = json.loads(figures.read_text())
    found, moved = told["not_believed"], told["share_outside"]
    return [
        "", "## Pixel spacing", "",
        "Share of films whose spacing is not believed (decision 0036), as it truly is and times a scale, with their true ages. Chosen on "
        "films of the roles train and calibrate.",
        "",
        f"| films | n | true | {' | '.join(f'times {scale}' for scale in _SCALES[1:])} |", f"|---|---|{'---|' * len(_SCALES)}",
        *(_row(name, found[key]) for key, name in _GROUPS.items()),
        "",
        f"What a wrong spacing that mostly passes does to the share outside of {moved['findings']} findings on {moved['films']} films:",
        "",
        "| spacing | change of the share, median | its size, 95th percentile |", "|---|---|---|",
        *(_moved(scale, row) for scale, row in moved.items() if isinstance(row, dict)),
    ]  # fmt: skip


def _row(name: str, found: dict[str, Any]) -> str:
    return f"| {name} | {found['films']} | {' | '.join(_share(found[scale]) for scale in _SCALES)} |"


def _moved(scale: str, row: dict[str, float]) -> str:
    return f"| {'none' if scale == 'none' else f'times {scale}'} | {row['median']:+.3f} | {row['p95_absolute']:.3f} |"


def _share(row: list[Any]) -> str:
    share, low, high = row
    return f"{share:.1%} ({low:.1%} to {high:.1%})"
