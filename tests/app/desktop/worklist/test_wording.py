"""An entry in one line."""

from __future__ import annotations

import pytest

from app.desktop.worklist.wording import row_line, row_verdict
from models.values.verdict import Verdict
from tests.app.desktop.records import ended, entry, film, finding, judged, negative, of_an_earlier_version, quality


def test_a_row_of_the_worklist_says_first_what_matters_most() -> None:
    """Its end is cut off where there is little room."""
    found = entry(film(finding(), negative()), seq=7)
    assert row_line(found, already_recorded=False) == "1 positive · entry 7"
    assert row_line(found, already_recorded=True) == "1 positive · entry 7 (already recorded)"
    assert row_line(found, already_recorded=True, duplicate=True).endswith("entry 7 (same pixels)")
    verdict = entry(judged(), seq=9)
    assert row_line(verdict, already_recorded=False) == "Dependent on outside · 2 positive · entry 9"
    poor = entry(film(finding(tests=()), anatomy=quality(0.7, "No lungs.")), seq=8)
    assert row_line(poor, already_recorded=False) == "Not assessable · 1 positive · entry 8"


def test_a_film_that_was_not_screened_says_how_it_ended() -> None:
    assert row_line(entry(ended(), seq=4), already_recorded=False) == "Refused · The film is upside down · entry 4"
    assert row_line(entry(ended(status="failed"), seq=5), already_recorded=True) == "Failed · The film is upside down · entry 5"
    assert row_line(entry(ended(), seq=4), already_recorded=True) == "Refused · The film is upside down · entry 4 (already recorded)"


def test_an_entry_of_an_earlier_version_has_its_line() -> None:
    assert row_line(entry(of_an_earlier_version()), already_recorded=True) == "1 positive · entry 3 (already recorded)"


@pytest.mark.parametrize(
    ("verdict", "begins"),
    [
        (Verdict.NO_OUTSIDE_DEPENDENCE_FOUND, "No outside dependence found · 2 positive"),
        (Verdict.ATTENTION_OUTSIDE_NOT_CONFIRMED, "Attention outside, not confirmed · 2 positive"),
        (Verdict.NOT_CHALLENGED, "Not challenged · 2 positive"),
        (Verdict.DEPENDENT_ON_PLAUSIBLE_CONTEXT, "Dependent on plausible context · 2 positive"),
    ],
)
def test_the_verdict_of_a_film_comes_first(verdict: Verdict, begins: str) -> None:
    assert row_line(entry(judged(str(verdict))), already_recorded=False) == f"{begins} · entry 3"


def test_a_row_has_the_shape_of_the_verdict_that_its_line_names() -> None:
    assert row_verdict(entry(judged())) is Verdict.DEPENDENT_ON_OUTSIDE
    assert row_verdict(entry(film(finding(tests=()), anatomy=quality(0.7, "No lungs.")))) is Verdict.NOT_ASSESSABLE
    assert row_verdict(entry(of_an_earlier_version())) is None
    assert row_verdict(entry(ended())) is None
