"""The log's content as CSV and as JSON Lines."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

from app.export.tables import COLUMNS, write_entries, write_findings
from app.run.recording import screened_record
from audit.log.store import Log, Stored
from audit.records.body import body_of
from audit.records.challenges import ControlsRecord, SpreadRecord
from audit.records.events import ReadRecord
from audit.records.film import CalledRecord, FilmRecord
from audit.records.findings import FocalExcessRecord
from audit.records.method import MethodRecord
from audit.records.radiograph import RadiographRecord, TagsRecord
from models.values.screening import Screening
from models.values.verdict import SCOPE
from tests.app.conftest import Screened
from tests.app.desktop import records
from tests.app.judged import judged
from tests.app.transplanted import transplanted, with_total
from tests.audit.kept import bodies

_BEFORE = (
    "entry,time_utc,actor,sop_instance_uid,study_instance_uid,patient_digest,file_sha256,pixel_sha256,view,sex,age_band,manufacturer,model,"
    "station,institution,classifier,weights_sha256,code_version,label,logit,probability,threshold,positive,verdict,share_outside,"
    "area_outside,delta_logit,delta_probability,decision_changed,controls_n,controls_mean,controls_spread"
)

_NOW = (
    "film_verdict,region,place,zone,holds,p_adjusted,share_of_margin,floor,fillers_agree,challenged,scope,verdict_sentence,matched_n,"
    "total_delta_logit,called"
)


@pytest.fixture
def entry(screened: Screened, screenings: tuple[Screening, ...], method: MethodRecord) -> Stored:
    """The screened marked phantom, with challenges and verdicts."""
    done = next(done.entry for done in screened.done if done.entry.kind == "screened")
    return replace(done, record=screened_record(judged(screenings[0]), method)[0])


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
    assert ",".join(COLUMNS) == f"{_BEFORE},fingerprint,p,flagged,operating_point,prevalence,cardiothoracic_ratio,{_NOW}"


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
        assert (float(row["logit"]), row["positive"], row["verdict"]) == (finding.logit, str(finding.positive), finding.verdict)
        assert bool(row["share_outside"]) == bool(finding.attention)
        assert bool(row["delta_logit"]) == bool(finding.tests)
        if test := finding.told_test:
            assert (row["delta_logit"], row["matched_n"], row["controls_n"]) == (str(test.delta_logit), str(test.controls_n), "")
    assert any(row["delta_logit"] for row in rows)


def test_the_total_effect_of_the_region_that_is_told_is_the_last_but_one_column(
    entry: Stored, screenings: tuple[Screening, ...], method: MethodRecord
) -> None:
    """Where the finding is positive and the region passes; other rows leave it empty."""
    record, _ = screened_record(with_total(transplanted(judged(screenings[0])), times=0.5), method)
    rows = _rows(_with(entry, record))
    assert [row["total_delta_logit"] for row in rows] == ["1.25", *[""] * (len(rows) - 1)]
    assert COLUMNS[-2:] == ("total_delta_logit", "called")


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
    method = replace(record.method, fingerprint=None)
    rows = _rows(_with(entry, replace(record, radiograph=RadiographRecord(file_sha256="0" * 64), method=method)))
    for name in ("sop_instance_uid", "manufacturer", "fingerprint", "controls_n", "controls_mean", "controls_spread"):
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


def _text(*entries: Stored) -> list[str]:
    """The lines of the CSV, from the first column of verdicts on."""
    text = io.StringIO()
    write_findings(entries, text)
    at = COLUMNS.index("film_verdict")
    return [",".join(line.split(",")[at:]) for line in text.getvalue().splitlines()]


def test_how_a_program_was_called_stands_in_the_last_column(entry: Stored) -> None:
    film = entry.film
    assert film.classifier
    called = CalledRecord(version="2.1", calls=148, unanswered=2, repeat=0.25, step=0.01, resolution=(0.04, 0.1), clipped=("Mass",))
    row = _rows(_with(entry, replace(film, classifier=replace(film.classifier, kind="external", called=called))))[0]
    assert row["called"] == (
        "Version 2.1, called 148 times for score and occlusion map. It gave no score for 2 of the covered films. Asked again, the same "
        "film's log-odds differed by up to 0.25. Its scores come in steps of 0.01, so changes of log-odds under 0.04 to 0.1 cannot be "
        "seen. Near certainty, so changes are bounded: Mass."
    )


def test_verdicts_stand_in_the_csv_with_the_test_that_decides(entry: Stored) -> None:
    head, first, second, third, fourth, *_ = _text(entry)
    assert head == _NOW
    corner, border = "non_anatomical,upper_left_corner,text_or_marker", "plausible_context,left_border,nothing_special"
    margins = [finding.tests[0].share_of_margin for finding in (entry.film.findings or ())[:3]]
    falls = "The score falls when the upper left corner is filled in."
    assert first == f"dependent_on_outside,0,{corner},0.0075,{margins[0]},0.5,True,positive,,{falls},400,,"
    few = "Fewer than two fillers could be read beside matched controls."
    assert second == f"dependent_on_outside,1,{border},,{margins[1]},,,near_threshold,,{few},12,,"
    third_place = "plausible_context,upper_left_corner,text_or_marker"
    stays = f'"{SCOPE}",The score stays when two places outside are filled in.'
    assert third == f"dependent_on_outside,0,{third_place},0.75,{margins[2]},0.5,False,sampled,{stays},400,,"
    assert fourth == 'dependent_on_outside,,,,,,,,,not_challenged,,"Below threshold, and not among those that are tested.",,,'


def test_of_several_tests_that_of_the_deciding_region_has_the_row(entry: Stored) -> None:
    findings = list(entry.film.findings or ())
    assert [test.region for test in findings[2].tests] == [0, 1]
    findings[2] = replace(findings[2], verdict="dependent_on_plausible_context", deciding_region=1)
    row = _rows(_with(entry, replace(entry.film, findings=tuple(findings))))[2]
    assert (row["region"], row["zone"], row["p_adjusted"]) == ("1", "left_border", "")
    assert float(row["delta_logit"]) == findings[2].tests[1].delta_logit


def test_controls_on_the_film_itself_are_told_where_an_entry_has_them(entry: Stored) -> None:
    record = entry.film
    assert record.findings
    spread = SpreadRecord(mean=-0.125, spread=0.25, percentile=100.0, quantiles=None)
    controls = ControlsRecord(n=19, delta_logit={record.findings[0].label: spread})
    challenges = (replace(record.challenges[0], controls=controls), *record.challenges[1:])
    row = _rows(_with(entry, replace(record, challenges=challenges)))[0]
    assert (row["controls_n"], row["controls_mean"], row["controls_spread"], row["matched_n"]) == ("19", "-0.125", "0.25", "400")


def test_an_entry_of_before_there_were_verdicts_leaves_them_empty() -> None:
    """Its controls were the film's own; places of other films were not matched."""
    earlier = next(text for log, kind, text in bodies() if log == "8fab01a" and kind == "screened" and b'"tests":[{' in text)
    rows = _rows(records.entry(body_of("screened", earlier)))  # type: ignore[arg-type]
    for name in (
        "film_verdict",
        "verdict",
        "place",
        "p_adjusted",
        "floor",
        "fillers_agree",
        "challenged",
        "scope",
        "verdict_sentence",
        "matched_n",
        "total_delta_logit",
        "called",
    ):
        assert {row[name] for row in rows} == {""}
    assert {bool(row["controls_n"]) for row in rows if row["delta_logit"]} == {True}
    assert any(row["region"] and row["zone"] and row["delta_logit"] for row in rows)
