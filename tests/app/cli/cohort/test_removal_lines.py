"""What is left of areas, in lines: own region and another's beside each other."""

from __future__ import annotations

from app.cli.cohort.removal_lines import removal_lines
from audit.cohort.figures import Estimate, Retained

_BEFORE, _AFTER, _SHARE = Estimate(0.8, 0.7, 0.9, 90, 80), Estimate(0.65, 0.55, 0.75, 90, 80), Estimate(0.5, -0.1, 0.9, 90, 80)


def test_own_and_anothers_regions_stand_in_one_line() -> None:
    rows = (
        Retained("Mass", "inside", "kept_blur", _BEFORE, _AFTER, _SHARE),
        Retained("Mass", "inside_anothers", "kept_blur", _BEFORE, _BEFORE, None),
        Retained("Mass", "outside", "registered_donor", _BEFORE, _AFTER, _SHARE),
    )
    blank, title, head, *lines, _, legend = removal_lines(rows)
    assert (blank, title) == ("", "What is left of the area when films are filled in:")
    assert " ".join(head.split()) == "finding filled in with films AUC after left another's mask left"
    assert [" ".join(line.split()) for line in lines] == [
        "Mass inside kept blur 90 0.80 0.70-0.90 0.65 0.55-0.75 50 % -10 to 90 0.80 0.70-0.90 -",
        "Mass outside registered donor 90 0.80 0.70-0.90 0.65 0.55-0.75 50 % -10 to 90 - -",
    ]
    assert "the only number of these that may be compared with another classifier's" in legend


def test_without_films_that_were_filled_in_there_is_no_line() -> None:
    assert list(removal_lines(())) == []
