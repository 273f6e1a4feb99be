"""The section tells each stratum, and nothing that was not measured."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from models.training.classifier_page import within_strata
from models.training.strata import MEAN, STRATA, TEACHER

AREA = [0.7123, 0.65, 0.77]
NONE = [None, None, None]
RANKED = {
    "figures": dict.fromkeys((*STRATA, MEAN, TEACHER), AREA) | {"second set, AP": NONE},
    "strata": {name: {"films": 40, "patients": 30, "classes": {"Mass": {"positives": 12, "auc": 0.7}}} for name in STRATA},
}
POINT = {"films": 90, "no_finding": 21, "findings": 9, "specificity": AREA, "sensitivity": NONE, "on_no_finding": [1.237, 1.0, 1.5]}
PART: dict[str, Any] = {
    "films": 120, "patients": 90, "ranked": RANKED, "pooled": [0.75, 0.7, 0.8], "alone": {"mean": 0.67, "classes": {"Mass": 0.61}},
    "points": {"the default": {"PA": POINT}},
}  # fmt: skip


def _page(folder: Path, told: dict[str, Any]) -> str:
    file = folder / "classifier.json"
    file.write_text(json.dumps(told))
    return "\n".join(within_strata(file))


def test_without_figures_there_is_no_section(tmp_path: Path) -> None:
    assert within_strata(tmp_path / "classifier.json") == []


def test_each_stratum_has_its_films_findings_and_interval(tmp_path: Path) -> None:
    page = _page(tmp_path, {"evaluate": PART})
    assert "| first set | 40 | 1 | 0.712 (0.650 to 0.770) |\n" in page
    assert "| second set, AP | 40 | 1 | too few |\n" in page
    assert "| Mass | 0.700 (12) | 0.700 (12) | 0.700 (12) | 0.610 |" in page
    assert "| Hernia | – | – | – | – |" in page
    assert "difference |" not in page
    assert "probe" not in page
    assert page.count("###") == 1


def test_figures_of_before_and_the_difference_stand_beside(tmp_path: Path) -> None:
    part = PART | {"before": RANKED, "difference": {name: [0.03, 0.011, 0.05] for name in RANKED["figures"]}}
    page = _page(tmp_path, {"folds 1 and 2": part, "fold 0": part})
    assert "| first set | 40 | 1 | 0.712 (0.650 to 0.770) | 0.712 (0.650 to 0.770) | +0.030 (+0.011 to +0.050) |" in page
    assert page.count("###") == 2


def test_every_row_of_a_table_has_as_many_cells_as_its_head(tmp_path: Path) -> None:
    part = PART | {"before": RANKED, "difference": RANKED["figures"], "points_before": PART["points"]}
    width = None
    for line in _page(tmp_path, {"evaluate": part, "fold 0": PART}).splitlines():
        cells = line.count("|") if line.startswith("|") else None
        assert width is None or cells in (None, width), line
        width = cells


def test_operating_points_and_the_probe_are_told_by_view(tmp_path: Path) -> None:
    page = _page(tmp_path, {"evaluate": PART | {"probe": {"AP": {"films": 80, "second_set": 60, "auc": AREA}}}})
    assert "| the default | PA | 90 | 0.712 (0.650 to 0.770) | too few | 1.24 (1.00 to 1.50) (21) |" in page
    assert "tells the source within a view, on patients whom the network never saw: AP 0.712 (0.650 to 0.770), 80 films." in page
    assert "Pooled over all films: 0.750 (0.700 to 0.800). Source and view alone, told by other patients: 0.670 in the mean of 1" in page
