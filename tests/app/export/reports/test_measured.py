"""What a film's page tells besides its tests: of an entry that has none of it nothing, else each as its entry says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.export.called import called_text
from app.export.global_removals import global_removals
from app.export.reports.measured import measured
from app.export.transplants import transplants
from app.run.recording import screened_record
from audit.log.store import Stored
from audit.records.film import CalledRecord, FilmRecord
from audit.records.method import MethodRecord
from audit.report.film import Beyond, film_report
from audit.report.foot import AsOf
from audit.report.texts import texts_of
from models.values.screening import Screening
from tests.app.judged import judged
from tests.app.removed_globally import removed_globally
from tests.app.transplanted import transplanted, with_total


@pytest.fixture(scope="module")
def bare(screenings: tuple[Screening, ...]) -> Screening:
    return judged(screenings[0])


def _page(record: FilmRecord) -> str:
    entry = Stored(3, "2026-11-28T12:30:00.000+00:00", "ann", record.status, "path x", record, "b" * 64, b"")
    return " ".join(texts_of(film_report(entry, Beyond(measured=measured(record)), AsOf(3, "b" * 64, entry.time_utc, "1"))))


def test_a_page_tells_removals_and_transplants_where_its_entry_has_them(bare: Screening, method: MethodRecord) -> None:
    label = bare.findings[0].label
    whole = screened_record(removed_globally(transplanted(bare), (label,)), method)[0]
    page = _page(whole)
    told = [*global_removals(whole), *transplants(whole)]
    assert len(told) == 3
    assert all(one in page for one in told)
    assert "What else was measured" in page
    assert "were not asked for" not in page
    assert "carried to other films" not in page


def test_a_page_of_an_entry_without_them_says_that_they_were_not_asked_for(bare: Screening, method: MethodRecord) -> None:
    record = screened_record(bare, method)[0]
    assert measured(record) == ()
    page = _page(record)
    assert "What else was measured" not in page
    assert "Global removals were not asked for." in page
    assert "No region was carried to other films." in page


@pytest.mark.parametrize(("times", "differs"), [(2.0, True), (1.0625, False)])
def test_total_effects_are_told_where_they_differ_and_else_that_they_do_not(
    bare: Screening, method: MethodRecord, times: float, differs: bool
) -> None:
    """The first finding's told test is of the first region, whose first filler has Δ 2.5 logits; it is positive and its fillers agree."""
    positive = replace(bare, findings=(replace(bare.findings[0], positive=True), *bare.findings[1:]))
    (told,) = measured(screened_record(with_total(positive, times=times), method)[0])
    label = bare.findings[0].label.replace("_", " ")
    assert told.startswith(
        f"{label}, region 1. Through the whole preparation" if differs else "Total effects, through the whole preparation"
    )
    assert ("the logit falls by 5.00; with the range of the film it falls by 2.50" in told) is differs


def test_how_often_a_classifier_was_called_is_told(bare: Screening, method: MethodRecord) -> None:
    record = screened_record(bare, method)[0]
    assert record.classifier
    called = CalledRecord(
        version="2.1", calls=257, unanswered=3, repeat=0.25, step=0.01, resolution=(0.04,) * len(record.classifier.labels)
    )
    record = replace(record, classifier=replace(record.classifier, kind="external", called=called))
    assert called_text(record) in measured(record)
    assert "Version 2.1, called 257 times for score and occlusion map. It gave no score for 3 of the covered films." in _page(record)
