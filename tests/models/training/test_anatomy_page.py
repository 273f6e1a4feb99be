"""The page's anatomy section tells the figures that are kept in the logs."""

from __future__ import annotations

from models.anatomy.quality import gate
from models.training.anatomy_page import LOGS, anatomy
from models.training.spoiled import FILMS, UNSEEN, UNSEEN_FILMS


def test_every_way_of_spoiling_has_a_line() -> None:
    lines = anatomy()
    assert "## Quality of a drawing" in lines
    for spoil in (*FILMS, *UNSEEN_FILMS, *UNSEEN):
        assert any(line.startswith(f"| … {spoil.__name__.replace('_', ' ')} |") for line in lines)


def test_the_kept_figures_are_of_the_shipped_gate() -> None:
    assert f'"least_score": {gate().least},' in (LOGS / "quality.json").read_text()
