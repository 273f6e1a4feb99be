"""A cohort's report: its first page carries the account's first sentences, and the evidence the rest."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import numpy as np
import pytest
from pypdf import PdfReader

from audit.report.charts import Interval, IntervalChart, RateChart
from audit.report.cohort.report import Audited, cohort_report, things_to_know
from audit.report.document import Block, Document, Section, Statement, Table
from audit.report.foot import AsOf
from audit.report.pdf.write import pdf
from audit.report.texts import texts_of
from tests.audit.report.cohort.planted import audited, planted
from tests.cohorts import cohort


@pytest.fixture(scope="module")
def found() -> tuple[Audited, AsOf]:
    return audited(planted(900))


@pytest.fixture(scope="module")
def document(found: tuple[Audited, AsOf]) -> Document:
    return cohort_report(*found)


def _of(kind: type[Block], document: Document) -> list[Block]:
    return [block for section in document.sections for block in section.blocks if isinstance(block, kind)]


def test_the_first_page_carries_the_first_three_sentences_each_with_number_interval_and_figure(
    found: tuple[Audited, AsOf], document: Document
) -> None:
    account = found[0].account
    assert len(account.sentences) >= 3, "or nothing was planted"
    page = " ".join(PdfReader(io.BytesIO(pdf(document))).pages[0].extract_text().split())
    statements = [one for one in document.first if isinstance(one, Statement)]
    assert len(statements) == 3
    for one, told in zip(account.sentences[:3], statements, strict=True):
        assert one.text.startswith(told.text)
        assert told.text in page
        assert f"{told.number}; {told.interval}" in page
        assert isinstance(told.picture, IntervalChart)
        assert told.picture.rows[0].shown.value in (pytest.approx(100 * one.value), pytest.approx(one.value))
    assert "What was not tested" in page
    assert f"{account.films} films of {account.patients} patients" in page


def test_each_thing_to_know_says_whether_it_is_about_the_films_the_score_or_the_decisions(
    found: tuple[Audited, AsOf], document: Document
) -> None:
    """A logit is told as the way of a score, by the logistic function: the one number that a reader may not know."""
    about = {"attribute_goes_with_label": "the films, not about the classifier", "dependent_on_outside": "what decisions rest on"}
    statements = [one for one in document.first if isinstance(one, Statement)]
    kinds = set()
    for told, one in zip(statements, found[0].account.sentences, strict=False):
        kinds.add(one.kind)
        if one.kind in about:
            assert f"This is about {about[one.kind]}" in told.means
        else:
            way = re.search(r"([0-9.]+) logits are the way from a score of 0.50 to ([0-9.]+)\.", told.means)
            assert way
            assert float(way[2]) == pytest.approx(1 / (1 + np.exp(-float(way[1]))), abs=0.01)
    assert len(kinds) == 3, "or not all kinds were planted"


def test_who_said_which_films_show_the_findings_is_told(found: tuple[Audited, AsOf], document: Document) -> None:
    made, holds = found
    assert "a person's table says which films show them, of up to 900 films" in list(texts_of(document.first))
    nobody = tuple(replace(one, truth=np.full(900, np.nan)) for one in made.found.cohort.decisions)
    without = replace(made, found=replace(made.found, cohort=replace(made.found.cohort, decisions=nobody)))
    assert any("nobody said which films show them" in text for text in texts_of(cohort_report(without, holds).first))


def test_where_a_table_is_of_some_findings_that_is_told(found: tuple[Audited, AsOf]) -> None:
    made, holds = found
    first, *others = made.found.cohort.decisions
    some = (first, *(replace(one, truth=np.full(900, np.nan)) for one in others))
    with_some = replace(made, found=replace(made.found, cohort=replace(made.found.cohort, decisions=some)))
    assert f"a person's table says which films show 1 of these {len(some)}, of up to 900 films" in list(
        texts_of(cohort_report(with_some, holds).first)
    )


def test_the_evidence_has_every_sentence_whole_with_what_would_refute_it(found: tuple[Audited, AsOf], document: Document) -> None:
    text = " ".join(texts_of(document.sections[0]))
    for one in found[0].account.sentences:
        assert all(part in text for part in one.text.split(". "))
        assert one.refuted_by in text
        assert ", ".join(map(str, one.seq[:12])) in text


def test_the_tables_hold_the_account_s_figures(found: tuple[Audited, AsOf], document: Document) -> None:
    tables = {one.name: one for one in _of(Table, document) if isinstance(one, Table)}
    everything = [row for row in found[0].account.figures if not row.attribute]
    assert [row[:3] for row in tables["All films"].rows] == [(row.label, row.films, row.patients) for row in everything]
    makers = [row for row in found[0].account.figures if row.attribute == "manufacturer"]
    rows = tables["By manufacturer"].rows
    assert [row[:4] for row in rows] == [(row.label, row.group, row.films, row.patients) for row in makers]
    at = [column.name for column in tables["By manufacturer"].columns].index("present")
    for shown, row in zip(rows, makers, strict=True):
        assert row.prevalence
        assert shown[at] == Interval(*(100 * one for one in (row.prevalence.value, row.prevalence.low, row.prevalence.high)))


def test_changes_over_time_are_charts_with_their_months(found: tuple[Audited, AsOf], document: Document) -> None:
    alarms = found[0].changes.alarms
    assert alarms, "or nothing was planted"
    (section,) = [one for one in document.sections if one.title == "Over time"]
    told = [one for one in section.blocks if isinstance(one, Statement)]
    assert len(told) == len(alarms)
    for one, alarm in zip(told, alarms, strict=True):
        assert isinstance(one.picture, RateChart)
        assert len(one.picture.points) == len(alarm.chart.months)
        assert one.picture.changes == (f"{alarm.month // 12:04d}-{alarm.month % 12 + 1:02d}",)


def test_an_atlas_stands_in_the_evidence(found: tuple[Audited, AsOf]) -> None:
    document = cohort_report(replace(found[0], atlas=(Section("Atlas of Mass", ()),)), found[1])
    assert "Atlas of Mass" in [one.title for one in document.sections]


def test_where_nothing_differs_that_is_the_first_thing_to_know() -> None:
    made, holds = audited(planted(400, plant=False))
    first = things_to_know(made.account, made.changes)[0]
    assert made.account.sentences == ()
    assert first.text == f"No difference between groups stands out, of {made.account.comparisons} that were compared."
    assert pdf(cohort_report(made, holds)) == pdf(cohort_report(made, holds))


@pytest.mark.parametrize("films", [0, 1, 40])
def test_too_few_films_are_a_report_too(films: int) -> None:
    made, holds = audited(planted(films) if films else cohort(np.zeros(0), [], []))
    document = cohort_report(made, holds)
    assert PdfReader(io.BytesIO(pdf(document))).pages
    assert any("too few films" in one for one in texts_of(document))
