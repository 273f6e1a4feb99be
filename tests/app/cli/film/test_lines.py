"""What the terminal says of a film in one line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.cli.film.lines import line_of
from app.cli.film.outcome import Counts
from app.run.events import FilmRecorded
from audit.records.film import FilmRecord
from models.values.verdict import SCOPE, WORST_FIRST
from tests.app.conftest import Screened
from tests.app.desktop import records

_WHY = "Not assessable: the left lung is cut off at the film's lower edge, and this finding may lie there."


@pytest.fixture
def done(screened: Screened) -> FilmRecorded:
    return next(done for done in screened.done if done.entry.kind == "screened")


def _line(done: FilmRecorded, why: str) -> str:
    """Say a film whose first finding is positive and has no attention map, for a reason."""
    record = done.entry.film
    first, *others = record.findings or ()
    unsaid = replace(first, positive=True, attention=None, tests=(), reasons={"attention": why})
    changed: FilmRecord = replace(record, findings=(unsaid, *(replace(other, positive=False) for other in others)))
    return line_of(replace(done, entry=replace(done.entry, record=changed)))


def test_a_positive_finding_that_may_lie_beyond_the_film_is_not_assessable(done: FilmRecorded) -> None:
    assert "), not assessable." in _line(done, _WHY)


def test_a_positive_finding_without_a_map_for_another_reason_is_not_called_so(done: FilmRecorded) -> None:
    assert "not assessable" not in _line(done, "The map is zero.")


@pytest.mark.parametrize(("ratio", "said"), [(0.534, True), (None, False)])
def test_a_ratio_that_was_measured_is_said(done: FilmRecorded, ratio: float | None, said: bool) -> None:
    record = done.entry.film
    assert record.anatomy is not None
    changed = replace(record, anatomy=replace(record.anatomy, cardiothoracic_ratio=ratio))
    assert (" Cardiothoracic ratio 0.53." in line_of(replace(done, entry=replace(done.entry, record=changed)))) == said


def _judged(record: FilmRecord) -> str:
    return line_of(records.recorded(record))


def test_the_verdict_of_a_film_stands_with_what_was_measured() -> None:
    line = _judged(records.judged())
    said = "The score falls from 0.90 to 0.20 when the upper left corner (text or marker) is filled in."
    assert line.startswith(f"a.dcm: screened (entry 3). Verdict: dependent on outside. Pleural_Thickening: {said} Pleural_Thickening 0.900")
    assert "Mass: " not in line
    assert "lost" not in line


def test_what_was_not_tested_stands_with_what_could_be_taken_for_an_all_clear() -> None:
    assert SCOPE in _judged(records.judged("no_outside_dependence_found"))
    assert all(SCOPE not in _judged(records.judged(str(verdict))) for verdict in WORST_FIRST[:-2])


def test_a_film_of_which_nothing_was_challenged_says_no_more_than_that() -> None:
    line = _judged(records.judged("not_challenged"))
    assert line.startswith("a.dcm: screened (entry 3). Verdict: not challenged. Pleural_Thickening 0.900")


def test_why_a_film_is_not_assessable_stands_once() -> None:
    why = "Not assessable: the lung segmentation failed its quality check."
    record = records.judged("not_assessable")
    findings = tuple(replace(one, verdict_sentence=why) for one in record.findings or ())
    line = _judged(replace(record, anatomy=records.quality(0.7, why), findings=findings))
    assert "Verdict: not assessable." in line
    assert line.count(why) == 1


def test_a_film_without_a_verdict_has_none_in_its_line() -> None:
    assert "Verdict" not in _judged(records.film())


def test_films_are_counted_by_verdict_the_worst_first() -> None:
    counts = Counts()
    for verdict in ("not_challenged", "undetermined", "dependent_on_outside", "not_challenged"):
        counts.add(records.recorded(records.judged(verdict)))
    counts.add(records.recorded(records.film(anatomy=records.quality(0.7, "Not assessable: no lungs."))))
    counts.add(records.recorded(records.ended()))
    assert counts.sentence == (
        "5 screened (1 dependent on outside, 1 undetermined, 1 not assessable, 2 not challenged), 1 refused, 0 failed; "
        "0 of them already recorded."
    )
