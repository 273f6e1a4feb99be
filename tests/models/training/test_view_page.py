"""The page's section on view and pneumonia tells every figure that was measured, and nothing where nothing was."""

from __future__ import annotations

import json
from pathlib import Path

from models.training.view_page import view_shortcut
from models.values.method import METHOD
from tests.models.training.test_view_figures import _told


def _page(folder: Path, method: int = METHOD) -> list[str]:
    file = folder / "view_shortcut.json"
    file.write_text(json.dumps(_told() | {"films_of": "evaluate", "rest_on": 90, "method": method, "seed": 1}))
    return view_shortcut(file)


def test_nothing_measured_is_no_section(tmp_path: Path) -> None:
    assert view_shortcut(tmp_path / "view_shortcut.json") == []


def test_every_row_of_a_table_has_as_many_columns_as_its_head(tmp_path: Path) -> None:
    tables = [block.split("\n") for block in "\n".join(_page(tmp_path)).split("\n\n") if block.startswith("|")]
    assert [len(rows) - 2 for rows in tables] == [2, 4, 4, 0, 2], "no film has words, so there is no row of these"
    for rows in tables:
        assert len({row.count("|") for row in rows}) == 1


def test_shares_views_numbers_and_another_method_are_told(tmp_path: Path) -> None:
    page = "\n".join(_page(tmp_path))
    assert "from 50% to 90% the effect of the view on the logit goes from +0.00 to +2.00 (+0.00 at 50 %" in page
    assert "Of 40 positive findings 20 were *dependent on outside*, 0 *dependent" in page
    assert "Left of the effect is at 50% +0.00 of +0.00 logits with all outside blurred" in page
    assert "20 films of as many patients with the role evaluate, 5 of each view and label" in page
    assert "| 90% | 2 | 2.00 (2.00 to 2.00) | +2.0, +2.0 |" in page
    assert "20 dependent on outside: upper left corner (text or marker)" in page
    assert "10 undetermined (power unknown)" in page
    assert "was not measured yet" not in page
    assert "was not measured yet" in "\n".join(_page(tmp_path, METHOD - 1))
