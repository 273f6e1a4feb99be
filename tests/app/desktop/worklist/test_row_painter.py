"""A row's line, broken where there is little room."""

from __future__ import annotations

import pytest

from app.desktop.worklist.row_painter import broken

LINE = "Not assessable · 2 positive · 1 lost · entry 20000 (already recorded)"


@pytest.mark.parametrize(
    ("room", "pieces"),
    [
        (99, [LINE]),
        (50, ["Not assessable · 2 positive · 1 lost · entry 20000", "(already recorded)"]),
        (40, ["Not assessable · 2 positive · 1 lost", "entry 20000 (already recorded)"]),
        (28, ["Not assessable · 2 positive", "1 lost · entry 20000", "(already recorded)"]),
    ],
)
def test_a_line_is_broken_between_its_parts(room: int, pieces: list[str]) -> None:
    assert broken(LINE, lambda text: len(text) <= room) == pieces


@pytest.mark.parametrize("line", ["Waiting", "", "In work"])
def test_what_has_no_parts_stays_whole(line: str) -> None:
    assert broken(line, lambda _: False) == [line]
