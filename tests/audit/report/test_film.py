"""A film's page: verdict by word and shape, its sentence, what was not tested, and never who the film is of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.log.store import Stored
from audit.records.film import FilmRecord
from audit.records.verdicts import WORST_FIRST
from audit.report.charts import ControlStrip
from audit.report.csv import csv
from audit.report.document import Beside, Block, Document, Paragraph, Signature, Table, VerdictMark
from audit.report.film import Beyond, film_report, told_finding
from audit.report.foot import NOT_FOR, AsOf
from audit.report.strips import strip_of
from audit.report.texts import texts_of
from audit.report.verdicts import SHAPES
from tests.audit.films import FINGERPRINT, judged_film, refused_film, screened_film

AS_OF = AsOf(9, "a" * 64, "2026-11-29T06:00:00.000+00:00", "1.2")


def entry(record: FilmRecord) -> Stored:
    """An entry of a film."""
    return Stored(3, "2026-11-28T12:30:00.000+00:00", "ann", record.status, "path x", record, "b" * 64, b"")


def _page(record: FilmRecord, beyond: Beyond | None = None) -> Document:
    return film_report(entry(record), beyond or Beyond(), AS_OF)


def _blocks(document: Document) -> list[Block]:
    return [part for one in document.first for part in ((*one.left, *one.right) if isinstance(one, Beside) else (one,))]


def test_it_tells_verdict_sentence_scores_and_findings() -> None:
    record = screened_film(4)
    blocks = _blocks(_page(record))
    (mark,) = [one for one in blocks if isinstance(one, VerdictMark)]
    assert (mark.word, mark.shape) == ("Dependent on outside", SHAPES["dependent_on_outside"])
    told = told_finding(record)
    assert told
    assert told.label == "Mass"
    assert any(isinstance(one, Paragraph) and one.text == f"Mass: {told.verdict_sentence}" for one in blocks)
    assert any(isinstance(one, ControlStrip) for one in blocks)
    (table,) = [one for one in blocks if isinstance(one, Table)]
    assert [row[0] for row in table.rows] == ["Mass"]
    assert table.caption.startswith("Not shown: 1 more")
    assert isinstance(blocks[-1], Signature)


def test_the_strip_shows_the_score_before_and_after_each_filler() -> None:
    record = screened_film(4)
    finding = told_finding(record)
    assert finding
    test = finding.told_test
    strip = strip_of(record, finding)
    assert test
    assert strip
    assert strip.before == finding.logit
    assert [row.after for row in strip.rows] == [finding.logit - one.delta_logit for one in test.fillers]
    assert [row.supports for row in strip.rows] == [one.supports for one in test.fillers]
    for row, one in zip(strip.rows, test.fillers, strict=True):
        if one.p is not None:
            b, n = (int(number) for number in row.note.removesuffix(" as far").split(" of "))
            assert (1 + b) / (1 + n) == pytest.approx(one.p, abs=1e-4)


def test_what_was_not_tested_is_told() -> None:
    text = " ".join(texts_of(_page(screened_film(4))))
    assert "Findings without a test: Nodule." in text
    assert "registered donor, region 2: No donor film covers this place." in text
    assert "Global removals were not asked for." in text


def test_a_page_whose_finding_was_not_tested_says_so_of_that_finding_alone() -> None:
    """A film may be told by a finding without a test, while another below its threshold was tested."""
    record = screened_film(4)
    mass, nodule = record.findings or ()
    by_another = judged_film(replace(record, findings=(replace(mass, positive=False), nodule)), "undetermined", "not_challenged")
    told = told_finding(by_another)
    assert told
    assert not told.tests
    text = " ".join(texts_of(_page(by_another)))
    assert "This finding was not tested" in text
    assert "No finding of this film was tested" not in text
    untested = replace(by_another, findings=(replace(mass, tests=(), positive=False, verdict="not_challenged"), nodule), verdict=None)
    assert "No finding of this film was tested" in " ".join(texts_of(_page(judged_film(untested, "not_challenged", "not_challenged"))))


def test_a_test_by_an_earlier_method_is_not_called_none() -> None:
    record = screened_film(4)
    mass, nodule = record.findings or ()
    earlier = replace(record, findings=(replace(mass, tests=tuple(replace(one, fillers=()) for one in mass.tests)), nodule))
    text = " ".join(texts_of(_page(earlier)))
    assert "tested by an earlier method" in text
    assert "not tested: no place was filled in" not in text


def test_an_all_clear_is_never_without_its_scope() -> None:
    record = judged_film(screened_film(4), "no_outside_dependence_found", "not_challenged")
    assert "Not all was tested." in [one.text for one in _blocks(_page(record)) if isinstance(one, Paragraph)]


def test_every_verdict_has_a_shape_of_its_own() -> None:
    assert set(SHAPES) == set(WORST_FIRST)
    assert len(set(SHAPES.values())) == len(SHAPES)


def test_a_film_that_was_not_screened_says_why() -> None:
    text = list(texts_of(_page(refused_film("c" * 64))))
    assert "This film was refused, not screened: It is cut off." in text
    assert any(isinstance(one, Signature) for one in _page(refused_film(None)).first)


def test_no_identity_is_told() -> None:
    """Neither UIDs nor station, nor institution, nor whole hashes of the patient."""
    record = screened_film(4)
    text = " ".join(texts_of(_page(record, Beyond(questions=("Look.",), missing=("Gone.",)))))
    for secret in ("1.2.3.4", "Clinic", "Maker", "9" * 64, "path x"):
        assert secret not in text, secret
    assert "9999999999999999…" in text
    assert "Look." in text
    assert "Gone." in text


def test_the_foot_tells_version_method_head_and_how_to_verify() -> None:
    foot = " ".join(_page(screened_film(4)).foot)
    for part in (
        NOT_FOR,
        "CXR Audit 1.2",
        "after entry 9",
        f"fingerprint {FINGERPRINT}",
        "controls 19",
        "a" * 64,
        "log verify",
        "--as-of 9",
    ):
        assert part in foot, part


def test_the_csv_is_the_table_of_findings() -> None:
    lines = csv(_page(screened_film(4))).splitlines()
    assert lines[0] == "finding,probability,threshold,decision,largest change (logits),verdict"
    assert lines[1].startswith("Mass,")
    assert len(lines) == 2
