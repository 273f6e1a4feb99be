"""An entry in one line."""

from __future__ import annotations

from app.desktop.worklist.wording import row_line
from tests.app.desktop.records import ended, entry, film, finding, negative, of_an_earlier_version, quality


def test_a_row_of_the_worklist_says_first_what_matters_most() -> None:
    """Its end is cut off where there is little room."""
    found = entry(film(finding(), negative()), seq=7)
    assert row_line(found, already_recorded=False) == "1 positive · 1 lost · entry 7"
    assert row_line(found, already_recorded=True) == "1 positive · 1 lost · entry 7 (already recorded)"
    assert row_line(found, already_recorded=True, duplicate=True).endswith("entry 7 (same pixels)")
    poor = entry(film(finding(tests=()), anatomy=quality(0.7, "No lungs.")), seq=8)
    assert row_line(poor, already_recorded=False) == "Not assessable · 1 positive · entry 8"


def test_a_film_that_was_not_screened_says_how_it_ended() -> None:
    assert row_line(entry(ended(), seq=4), already_recorded=False) == "Refused · entry 4"
    assert row_line(entry(ended(status="failed"), seq=5), already_recorded=True) == "Failed · entry 5"
    assert row_line(entry(ended(), seq=4), already_recorded=True) == "Refused · entry 4 (already recorded)"


def test_an_entry_of_an_earlier_version_has_its_line() -> None:
    assert row_line(entry(of_an_earlier_version()), already_recorded=True) == "1 positive · 1 lost · entry 3 (already recorded)"
