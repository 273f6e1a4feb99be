"""False alarms on the page: a limit is told where enough patients stand behind it, and nowhere else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from models.training.alarms_page import ENOUGH, LIMITS, alarms

ROW: dict[str, Any] = {"films": 298, "patients": 223, "findings": 1200, "share": 0.05, "low": 0.038, "high": 0.062, "bound": 0.031}
GROUP = ROW | {"per_film": {"films": 310, "share": 0.2, "low": 0.15, "high": 0.25, "bound": 0.1}}


def _page(folder: Path, **parts: dict[str, Any]) -> str:
    file = folder / "false_alarms.json"
    file.write_text(json.dumps({"redrawings": 20, "groups": {}, "findings": {}, "strata": {}} | parts))
    return "\n".join(alarms(file))


def test_without_figures_nothing_is_said(tmp_path: Path) -> None:
    assert alarms(tmp_path / "false_alarms.json") == []


def test_films_patients_findings_and_films_with_any_flag_are_told(tmp_path: Path) -> None:
    page = _page(tmp_path, groups={"nih": GROUP}, by_shipped={"lungs": GROUP})
    assert "| all NIH films | 298 | 223 | 1200 | 5.0% (3.8% to 6.2%) | 310: 20.0% (15.0% to 25.0%) | 8%: kept |" in page
    assert "by the shipped reference | 298 | 223 | 1200 | 5.0% (3.8% to 6.2%) | 310: 20.0% (15.0% to 25.0%) | – |" in page
    assert "means of 20 redrawings" in page


@pytest.mark.parametrize("name", LIMITS)
def test_an_upper_end_above_its_limit_is_not_kept_and_few_patients_have_no_word(name: str, tmp_path: Path) -> None:
    limit = LIMITS[name]
    assert _page(tmp_path, groups={name: GROUP | {"high": limit + 0.001}}).count("not kept") == 1
    assert _page(tmp_path, groups={name: GROUP | {"high": limit}}).count(f"{limit:.0%}: kept |") == 1
    assert "kept" not in _page(tmp_path, groups={name: GROUP | {"patients": ENOUGH - 1}})


def test_a_finding_is_flagged_too_often_where_its_lower_bound_says_so(tmp_path: Path) -> None:
    rows = {"Mass": ROW, "Edema": ROW | {"bound": 0.051}, "Hernia": ROW | {"patients": ENOUGH - 1, "bound": 0.051}}
    page = _page(tmp_path, findings=rows)
    assert "| Mass | 298 | 223 | 5.0% (3.8% to 6.2%) | 3.1%, not too often |" in page
    assert "| Edema | 298 | 223 | 5.0% (3.8% to 6.2%) | 5.1%, too often |" in page
    assert "| Hernia | 298 | 59 | 5.0% (3.8% to 6.2%) | 5.1% |" in page


def test_a_finding_of_which_none_is_positive_has_no_share(tmp_path: Path) -> None:
    nobody = {"films": 0, "patients": 0, "findings": 0, "share": None, "low": None, "high": None, "bound": None}
    assert "| Hernia | 0 | 0 | none | – |" in _page(tmp_path, findings={"Hernia": nobody})
