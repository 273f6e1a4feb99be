"""The log's content as CSV and as JSON Lines."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

from app.export.controls import controls_of
from app.export.tables import COLUMNS, write_entries, write_findings
from audit.log.store import Log, Stored
from audit.records.challenges import ChallengeRecord
from audit.records.events import ReadRecord
from audit.records.film import FilmRecord
from audit.records.findings import FocalExcessRecord
from audit.records.radiograph import RadiographRecord, TagsRecord
from tests.app.conftest import Screened

_BEFORE = (
    "entry,time_utc,actor,sop_instance_uid,study_instance_uid,patient_digest,file_sha256,pixel_sha256,view,sex,age_band,manufacturer,model,"
    "station,institution,classifier,weights_sha256,code_version,label,logit,probability,threshold,positive,verdict,share_outside,"
    "area_outside,delta_logit,delta_probability,decision_changed,controls_n,controls_mean,controls_spread"
)


@pytest.fixture
def entry(screened: Screened) -> Stored:
    """The screened marked phantom."""
    return next(done.entry for done in screened.done if done.entry.kind == "screened")


def _rows(*entries: Stored) -> list[dict[str, str]]:
    text = io.StringIO()
    count = write_findings(entries, text)
    rows = list(csv.DictReader(io.StringIO(text.getvalue())))
    assert len(rows) == count
    return rows


def _with(entry: Stored, record: FilmRecord) -> Stored:
    return replace(entry, record=record)


def test_a_name_stays_in_its_line(entry: Stored) -> None:
    """Who reads a CSV line by line is told nothing that is not so."""
    (row, *_) = _rows(replace(entry, actor="eve\r\n9,2026-01-01,boss\u2028"))
    assert row["actor"] == "eve\\r\\n9,2026-01-01,boss\\u2028"
    (row, *_) = _rows(replace(entry, actor="\t=1+1"))
    assert row["actor"] == "\\t=1+1"


def test_columns_stay_in_their_order_and_new_ones_come_last() -> None:
    assert ",".join(COLUMNS) == f"{_BEFORE},fingerprint,p,flagged,operating_point,prevalence,cardiothoracic_ratio"


def test_a_row_holds_the_film_the_method_and_the_finding(entry: Stored) -> None:
    record = entry.film
    assert record.findings
    assert record.radiograph
    assert record.classifier
    rows = _rows(entry)
    assert [row["label"] for row in rows] == list(record.classifier.labels)
    for row, finding in zip(rows, record.findings, strict=True):
        assert (row["entry"], row["actor"], row["time_utc"]) == (str(entry.seq), entry.actor, entry.time_utc)
        assert (row["file_sha256"], row["view"]) == (record.radiograph.file_sha256, record.radiograph.view)
        assert row["weights_sha256"] == record.classifier.weights_sha256 == record.method.networks["classifier"]
        assert (row["code_version"], row["fingerprint"]) == (record.method.code_version, record.method.fingerprint)
        assert (float(row["logit"]), row["positive"], row["verdict"]) == (finding.logit, str(finding.positive), "")
        assert bool(row["share_outside"]) == bool(finding.attention)
        assert bool(row["delta_logit"]) == bool(finding.tests)
        for test in finding.tests:
            controls = controls_of(record, finding, test)
            assert controls is not None
            told = (row["delta_logit"], row["controls_n"], row["controls_mean"])
            assert told == (str(test.delta_logit), str(test.controls_n), "" if controls.mean is None else str(controls.mean))
    assert any(row["delta_logit"] for row in rows)


def test_unusual_attention_has_its_p_and_its_flag(entry: Stored) -> None:
    findings = entry.film.findings
    assert findings
    at = next(index for index, finding in enumerate(findings) if finding.attention)
    assert findings[at].attention
    excess = FocalExcessRecord(value=1.5, p=0.0125, flagged=True, n=79, pooled=False, box=(0, 0, 9, 9))
    flagged = replace(findings[at], attention=replace(findings[at].attention, focal_excess=excess))
    row = _rows(_with(entry, replace(entry.film, findings=(flagged,))))[0]
    assert (row["p"], row["flagged"]) == ("0.0125", "True")


def test_what_is_not_known_is_empty(entry: Stored) -> None:
    """A record that an earlier version wrote holds less."""
    record = entry.film
    challenges: tuple[ChallengeRecord, ...] = tuple(replace(one, controls=None) for one in record.challenges)
    method = replace(record.method, fingerprint=None)
    rows = _rows(_with(entry, replace(record, radiograph=RadiographRecord(file_sha256="0" * 64), challenges=challenges, method=method)))
    for name in ("sop_instance_uid", "manufacturer", "fingerprint", "controls_mean", "controls_spread"):
        assert {row[name] for row in rows} == {""}
    assert any(row["delta_logit"] for row in rows)


def test_a_header_never_becomes_a_formula_and_a_number_stays_a_number(entry: Stored) -> None:
    """A spreadsheet takes text that begins with =, +, - or @ for a formula."""
    film = RadiographRecord(file_sha256="0" * 64, view="-2+3", tags=TagsRecord(manufacturer="=1+1", institution='@SUM(A1) "x", y'))
    row = _rows(replace(_with(entry, replace(entry.film, radiograph=film)), actor="+eve"))[-1]
    assert (row["manufacturer"], row["institution"], row["view"], row["actor"]) == ("'=1+1", '\'@SUM(A1) "x", y', "'-2+3", "'+eve")
    assert float(row["logit"]) < 0


def test_only_screened_films_have_rows_and_every_entry_has_a_line(screened: Screened) -> None:
    with Log(screened.log, writing=False) as log:
        entries = list(log.entries())
    assert {row["entry"] for row in _rows(*entries)} == {str(entry.seq) for entry in entries if entry.kind == "screened"}
    text = io.StringIO()
    assert write_entries(entries, text) == 3
    for line, entry in zip(text.getvalue().splitlines(), entries, strict=True):
        assert json.loads(line) == {
            "seq": entry.seq, "time_utc": entry.time_utc, "actor": entry.actor, "kind": entry.kind, "subject": entry.subject,
            "hash": entry.hash, "record": entry.as_written(),
        }  # fmt: skip


def test_an_entry_of_no_film_has_no_row(entry: Stored) -> None:
    read = replace(entry, kind="read", record=ReadRecord(sentence="Entry 1 was shown whole.", code_version="0.1", entry=1))
    assert _rows(read) == []


@pytest.mark.parametrize(("ratio", "written"), [(0.531, "0.531"), (None, "")])
def test_the_cardiothoracic_ratio_stands_in_every_row_of_its_film(entry: Stored, ratio: float | None, written: str) -> None:
    anatomy = entry.film.anatomy
    assert anatomy is not None
    rows = _rows(_with(entry, replace(entry.film, anatomy=replace(anatomy, cardiothoracic_ratio=ratio))))
    assert {row["cardiothoracic_ratio"] for row in rows} == {written}
