"""A comparison as CSV."""

from __future__ import annotations

import csv
import io
import re

from app.export.comparison import Compared, write_comparison
from app.export.outputs import Output
from audit.comparison.comparison import compared
from audit.comparison.screenings import Found, ScreenedFilm


def _written(label: str) -> str:
    films = {name: ScreenedFilm(None, None, (), {label: Found(0.5, True, 0.25, None)}) for name in "ab"}
    out = io.StringIO(newline="")
    write_comparison(compared(films, films).findings, Compared("one", "a" * 64), Compared("other", "b" * 64), out)
    return out.getvalue()


def test_what_there_is_none_of_is_empty() -> None:
    (row,) = csv.DictReader(io.StringIO(_written("Mass")))
    assert (row["spearman"], row["share_outside_b_minus_a"], row["share_films"], row["flag_films"]) == ("", "0.0", "2", "0")


def test_no_label_is_a_formula() -> None:
    """A manifest may name findings as it likes."""
    (row,) = csv.DictReader(io.StringIO(_written("=1+1")))
    assert row["finding"] == "'=1+1"


def test_the_file_is_known_by_how_it_begins() -> None:
    assert re.match(Output.COMPARISON.value, _written("Mass"))
