"""What the terminal says of a film in one line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.cli.film.lines import line_of
from app.run.events import FilmRecorded
from audit.records.film import FilmRecord
from tests.app.conftest import Screened

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
