"""The page's attention section says what was measured, and nothing of what was not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from models.networks.library import embedded
from models.training.attention_page import attention

SHARE = {"n": 45, "share": 0.1556, "low": 0.0775, "high": 0.2881}
ROW = {
    "power": SHARE,
    "where_the_plant_made_the_decision": {"n": 0, "share": None, "low": 0, "high": 1},
    "raw_share": SHARE,
    "false": SHARE,
}
MEAN = {"mean": 0.156, "least": 0.156, "most": 0.156, "copies": 1}


def _page(folder: Path, told: dict[str, Any]) -> str:
    file = folder / "attention.json"
    file.write_text(json.dumps(told))
    return "\n".join(attention(file, folder / "false_alarms.json"))


def test_without_figures_there_is_no_section(tmp_path: Path) -> None:
    assert attention(tmp_path / "attention.json") == []


def test_false_alarms_are_told_with_their_number_of_maps_and_references(tmp_path: Path) -> None:
    row: dict[str, Any] = {"maps": 10080, "worlds": 72, "reference": 109, "share": 0.049, "low": 0.043, "high": 0.055}
    row["positive"] = {"share": 0.051, "low": 0.04, "high": 0.06}
    page = _page(tmp_path, {"simulated": {"smooth": row}})
    assert "| random smooth maps | 10080 | 109 films, 72 times | 4.9% (4.3% to 5.5%) | 5.1% (4.0% to 6.0%) |" in page
    assert "Flags on real films" not in page


def test_flags_on_real_films_stand_at_the_end_where_they_were_counted(tmp_path: Path) -> None:
    (tmp_path / "false_alarms.json").write_text(json.dumps({"redrawings": 20, "groups": {}, "findings": {}, "strata": {}}))
    page = _page(tmp_path, {"simulated": {}})
    assert page.index("False alarms on simulated maps") < page.index("Flags on real films")


def test_the_power_of_each_copy_and_of_all_stands_beside_the_raw_shares(tmp_path: Path) -> None:
    curve = {"films": 142, "delta_logit_median": 2.9, "decisions_made_by_the_plant": 30, "0%": ROW, "50%": ROW}
    together = {"0%": {"power": MEAN, "raw_share": MEAN}}
    page = _page(tmp_path, {"power": {"side-marker-Effusion-1": curve, "together": together}})
    lines = [line for line in page.splitlines() if line.startswith("| side marker Effusion 1")]
    assert [line.split(" | ")[2] for line in lines] == ["0%", "50%"]
    assert "| 0.16 (0.08 to 0.29), n = 45 | no film | 0.16 (0.08 to 0.29), n = 45 |" in lines[0]
    assert "| the other copies: mean (least to most) | | 0% | 0.16 (0.16 to 0.16) | no film | 0.16 (0.16 to 0.16) | |" in page


def test_it_is_said_where_the_copies_are_of_another_classifier(tmp_path: Path) -> None:
    said = "The copies are of the classifier before the present one (weights 01234567…)."
    assert said in _page(tmp_path, {"copies_of": "0123456789" + "0" * 54})
    assert "before the present one" not in _page(tmp_path, {"copies_of": embedded("embedded").weights_sha256})


def test_the_cost_is_told_as_a_share_of_the_networks(tmp_path: Path) -> None:
    row = {"networks": 50.0, "anatomy_and_attention": 12.5, "first_seen": 20.0, "share": 0.25, "films": 8, "findings": 6}
    page = _page(tmp_path, {"cost": {"phantoms": row, "real": row}})
    assert "| phantoms | 8 | 50.0 ms | 12.5 ms | 20.0 ms | 25% |\n| real | 8 |" in page
