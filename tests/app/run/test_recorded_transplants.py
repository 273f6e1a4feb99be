"""Transplants and total effects in a record: they are written, logged and read as they are, and entries from before them are valid."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from app.run.recording import screened_record
from audit.log.store import EntryKind, Log
from audit.records.body import body_of, json_of
from audit.records.challenges import CarriedRecord, TransplantRecord
from audit.records.film import FilmRecord
from audit.records.method import MethodRecord
from models.values.screening import Screening
from tests.app.judged import judged
from tests.app.transplanted import FEW, SPOT, TWIN, transplanted, with_total

Made = tuple[FilmRecord, dict[str, bytes]]


@pytest.fixture(scope="module")
def bare(screenings: tuple[Screening, ...]) -> Screening:
    """The marked phantom with challenges and verdicts alone."""
    return judged(screenings[0])


@pytest.fixture(scope="module")
def made(bare: Screening, method: MethodRecord) -> Made:
    """The record and blobs of the same with a total effect and transplants."""
    return screened_record(transplanted(with_total(bare, times=1.25)), method)


def test_each_transplant_is_told_with_its_twin_or_why_it_was_not_run(made: Made, bare: Screening) -> None:
    labels = bare.classifier.labels
    spot, twin = (CarriedRecord(logit=one.logit, probability=one.probability, turned_positive=one.turned_positive) for one in (SPOT, TWIN))
    assert made[0].transplants == (
        TransplantRecord(region=0, label=labels[0], recipients=7, spot=spot, twin=twin, reasons={}),
        TransplantRecord(region=0, label=labels[2], recipients=0, spot=None, twin=None, reasons={"spot": FEW, "twin": FEW}),
    )


def test_the_total_effect_stands_with_its_challenge_for_all_labels(made: Made) -> None:
    told = [one for one in made[0].challenges if one.total_delta_logit is not None]
    assert [(one.region, one.filler) for one in told] == [(0, "noisy_linear")]
    assert told[0].total_delta_logit == {label: 1.25 * delta for label, delta in told[0].delta_logit.items()}


def test_the_record_is_valid_and_comes_back_from_a_log(made: Made, validator: Draft202012Validator, tmp_path: Path) -> None:
    record, blobs = made
    validator.validate(json.loads(json_of(record)))
    assert body_of("screened", json_of(record)) == record
    with Log(tmp_path / "audit.db", writing=True) as log:
        stored = log.append(EntryKind.SCREENED, actor="ann", subject="film", record=record, blobs=blobs)
    with Log(tmp_path / "audit.db", writing=False) as log:
        assert log.entry(stored.seq).film == record


def test_an_entry_from_before_them_reads_as_one_without(bare: Screening, method: MethodRecord) -> None:
    record, _ = screened_record(bare, method)
    written = json.loads(json_of(record))
    del written["transplants"]
    for challenge in written["challenges"]:
        del challenge["total_delta_logit"]
    assert body_of("screened", json.dumps(written).encode()) == record
    assert record.transplants is None


@pytest.mark.parametrize("wrong", [{"region": 7}, {"label": "Nothing"}, {"region": 1}])
def test_a_transplant_of_no_positive_findings_hot_spot_is_no_record(made: Made, wrong: dict[str, object]) -> None:
    assert made[0].transplants is not None
    other = replace(made[0].transplants[0], **wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="a transplant is not of a region that is a hot spot of a positive finding"):
        json_of(replace(made[0], transplants=(other,)))
