"""What a cohort is of, and what was left out, is told with counts of what they are counts of."""

from __future__ import annotations

from dataclasses import replace

from app.cli.cohort.telling import told
from audit.cohort.films import LeftOut
from tests.audit.report.cohort.planted import audited, planted


def test_a_film_that_was_refused_twice_is_told_as_two_entries() -> None:
    found = audited(planted(300))[0].found
    lines = list(told(replace(found, left_out=LeftOut(not_screened=2, other_methods=1))))
    assert "Left out: 1 film screened by other methods alone, 2 entries of films that were refused or failed." in lines
    lines = list(told(replace(found, left_out=LeftOut(not_screened=1))))
    assert "Left out: 1 entry of a film that was refused or failed." in lines
