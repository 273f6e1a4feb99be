"""Records as they are written: valid by the published schema, of plain values, and true to what was computed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from app.export.questions import questions
from app.run.recording import ended_record, screened_record
from audit.records.body import body_of, json_of
from audit.records.film import FilmRecord
from audit.records.method import MethodRecord
from models.values.input_check import InputCheck, NotScreenedCode
from models.values.parameters import CHEAPEST
from models.values.radiograph import Header, Note, Polarity
from models.values.refusal import RefusalCode
from models.values.screening import Screening
from tests.app.run.made import Made, as_json

_SPOILED = InputCheck("ab" * 32, 90, 0.1, 1.0, 1.0, 0.9)
_STRANGE = (np.float64(0.5), np.float32(0.5), np.int64(1), np.zeros(1), "0.5", True, None, float("nan"), float("inf"))
_PLAIN = {str, int, float, bool, type(None), dict, list, tuple}


def _values(value: Any) -> Iterator[Any]:
    """Yield a value and all that it holds, names included."""
    yield value
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _values(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _values(inner)


def _every_kind(made: Made, judged_screenings: tuple[Screening, ...], not_assessable: Screening, method: MethodRecord) -> list[FilmRecord]:
    """Return a record of each way in which a film can end, made as the run makes it."""
    header = judged_screenings[0].header
    ended = [
        ended_record("refused", method, code=RefusalCode.NOT_AN_IMAGE, reason="It is none.", reading=0.1, film="a" * 64),
        ended_record("refused", method, code=RefusalCode.NOT_FOUND, reason="It is none.", reading=0.1),
        ended_record("refused", method, code=NotScreenedCode.ROTATED, reason="Rotate it.", reading=0.1, film=header, check=_SPOILED),
        ended_record("failed", method, code="defect", reason="It failed.", reading=0.1),
        ended_record("failed", method, code="engine", reason="It failed.", reading=0.1, engine=0.2, film=header),
    ]
    return [made[0], screened_record(judged_screenings[1], method)[0], screened_record(not_assessable, method)[0], *ended]


@pytest.fixture(scope="module")
def every_kind(made: Made, judged_screenings: tuple[Screening, ...], not_assessable: Screening, method: MethodRecord) -> list[FilmRecord]:
    return _every_kind(made, judged_screenings, not_assessable, method)


def test_every_kind_of_record_is_valid(every_kind: list[FilmRecord], validator: Draft202012Validator) -> None:
    for record in every_kind:
        validator.validate(as_json(record))
    assert any(finding.tests for finding in every_kind[0].findings or ())
    assert every_kind[0].challenges


@pytest.mark.parametrize("film", [None, "a" * 64])
@pytest.mark.parametrize("code", [*RefusalCode, *NotScreenedCode])
def test_a_refused_file_s_record_is_valid(
    code: RefusalCode | NotScreenedCode, film: str | None, method: MethodRecord, validator: Draft202012Validator
) -> None:
    record = ended_record("refused", method, code=code, reason="It is none.", reading=0.1, film=film)
    validator.validate(as_json(record))
    assert body_of("refused", json_of(record)) == record


@pytest.mark.parametrize(
    "spoil",
    [
        lambda record: record.update(code="no such code"),
        lambda record: record.update(file_name="Mirabellenkern.dcm"),
        lambda record: record.update(schema=1),
        lambda record: record.pop("method"),
        lambda record: record["findings"][0].update(logit="high"),
        lambda record: record["findings"][0].pop("reasons"),
        lambda record: record["regions"][0].update(zone="the moon"),
        lambda record: record["blobs"]["lungs"].update(sha256="short"),
        lambda record: record["findings"][0].update(verdict="clean"),
        lambda record: record["findings"][0].pop("deciding_region"),
        lambda record: record["findings"][0]["tests"][0]["fillers"][0].update(filler="black"),
        lambda record: record.pop("not_run"),
    ],
)
def test_the_published_schema_finds_what_is_no_record(made: Made, validator: Draft202012Validator, spoil: Any) -> None:
    record = as_json(made[0])
    assert validator.is_valid(record)
    spoil(record)
    assert not validator.is_valid(record)


def test_every_value_of_a_real_record_is_plain(every_kind: list[FilmRecord]) -> None:
    """No numpy scalar, no enum, no path: what is written is what stands there, and no serialiser has to guess."""
    for record in every_kind:
        strange = {type(value) for value in _values(asdict(record))} - _PLAIN
        assert strange == set()


def test_a_real_record_comes_back_from_its_json_as_it_was(every_kind: list[FilmRecord]) -> None:
    """No number is rounded on its way into the log, and nothing is left out."""
    for record in every_kind:
        assert body_of(record.status, json_of(record)) == record


@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
@pytest.mark.parametrize("strange", _STRANGE)
def test_a_value_that_is_not_plain_is_a_defect_and_is_never_written(made: Made, strange: Any) -> None:
    findings = made[0].findings
    assert findings is not None
    spoiled = replace(made[0], findings=(replace(findings[0], logit=strange), *findings[1:]))
    with pytest.raises((TypeError, ValueError)):
        json_of(spoiled)


def test_the_record_names_film_classifier_and_method(made: Made, judged_screenings: tuple[Screening, ...], method: MethodRecord) -> None:
    record, header = made[0], judged_screenings[0].header
    assert record.radiograph is not None
    of_film = asdict(record.radiograph)
    assert of_film.pop("spacing_trusted") == judged_screenings[0].spacing.trusted
    assert of_film.pop("spacing_reason") == judged_screenings[0].spacing.reason
    known = asdict(header)
    del known["age_years"]
    assert of_film == known
    assert record.classifier is not None
    assert record.classifier.labels == tuple(finding.label for finding in record.findings or ())
    assert record.classifier.labels == judged_screenings[0].classifier.labels
    assert record.method == method
    assert record.method.parameters == asdict(CHEAPEST)
    assert set(record.method.networks) == set(record.method.manifests) == {"classifier", "lungs", "input_check"}
    assert record.method.networks["classifier"] == record.classifier.weights_sha256
    assert record.method.regions_sha256 == judged_screenings[0].anatomy.regions_sha256


@pytest.mark.parametrize(
    ("changes", "noted"),
    [({"age_years": 15.0}, (Note.UNDER_16,)), ({"age_years": 16.0}, ()), ({"age_years": None}, ()), ({"rows": 300}, (Note.SMALL_FILM,))],
)
def test_a_film_that_the_figures_are_not_of_is_screened_and_its_record_says_so(
    judged_screenings: tuple[Screening, ...],
    method: MethodRecord,
    changes: dict[str, Any],
    noted: tuple[Note, ...],
    validator: Draft202012Validator,
) -> None:
    """The note stands behind those of the reading; it is told with the questions, and moves nothing else."""
    header = replace(judged_screenings[0].header, notes=(Note.PADDING_BLACKENED,), **changes)
    record, _ = screened_record(replace(judged_screenings[0], header=header), method)
    validator.validate(as_json(record))
    assert record.radiograph is not None
    assert record.radiograph.notes == (Note.PADDING_BLACKENED, *noted)
    assert questions(record) == [note.sentence for note in noted]
    assert record.method.fingerprint == method.fingerprint


def test_a_film_whose_challenges_have_not_ended_has_no_verdict_and_says_so(
    judged_screenings: tuple[Screening, ...], method: MethodRecord, validator: Draft202012Validator
) -> None:
    nothing = {"tests": (), "verdict": None, "challenged": None}
    findings = tuple(replace(finding, **nothing) for finding in judged_screenings[0].findings)  # type: ignore[arg-type]
    bare = replace(judged_screenings[0], regions=(), challenges=(), not_run=(), verdict=None, findings=findings)
    record, _ = screened_record(bare, method)
    validator.validate(as_json(record))
    assert (record.verdict, record.regions, record.challenges, record.not_run) == (None, (), (), ())
    for finding in record.findings or ():
        assert {"verdict", "challenged"} <= finding.reasons.keys()


_FREE = {"sentence", "verdict_sentence", "deciding_region", "scope", "removed"}
"""Null where there is nothing to say."""


def _nulls(value: Any) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the name of each null that lies beside reasons, and those."""
    if isinstance(value, dict):
        if "reasons" in value:
            yield from ((name, value["reasons"]) for name, inner in value.items() if inner is None and name not in _FREE)
        for inner in value.values():
            yield from _nulls(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _nulls(inner)


def test_nothing_is_null_without_a_reason_and_no_reason_is_left_over(every_kind: list[FilmRecord]) -> None:
    """``allowed_region`` is null with the attention, for its reason."""
    for record in every_kind[:3]:
        found = list(_nulls(as_json(record)))
        assert found
        for name, reasons in found:
            reason = reasons.get("attention" if name == "allowed_region" else name)
            assert reason is not None, name
            assert reason.endswith(".")
        for value in _values(as_json(record)):
            if isinstance(value, dict) and "reasons" in value:
                assert {name for name in value["reasons"] if value[name] is not None} == set()


@pytest.mark.parametrize(
    ("mirrored", "inverted", "words"),
    [(0.2, 0.1, []), (0.95, 0.1, ["mirrored"]), (0.1, 0.95, ["White and black"]), (0.99, 0.99, ["White and black", "mirrored"])],
)
def test_what_the_input_check_doubts_is_asked_of_a_person(
    judged_screenings: tuple[Screening, ...], method: MethodRecord, mirrored: float, inverted: float, words: list[str]
) -> None:
    doubted = replace(judged_screenings[0], check=replace(judged_screenings[0].check, mirrored=mirrored, inverted=inverted))
    record, _ = screened_record(doubted, method)
    asked = questions(record)
    assert len(asked) == len(words)
    assert all(word in sentence for word, sentence in zip(words, asked, strict=True))


@pytest.mark.parametrize(("polarity", "told"), [(Polarity.AS_TAGGED, "may be exchanged"), (Polarity.INVERTED, "were exchanged")])
def test_of_a_film_that_was_refused_the_polarity_is_told_and_mirroring_is_not_asked(
    method: MethodRecord, polarity: Polarity, told: str
) -> None:
    header = Header("a" * 64, "b" * 64, 512, 512, polarity=polarity)
    record = ended_record("refused", method, code=NotScreenedCode.ROTATED, reason="Rotate it.", film=header, check=_SPOILED)
    assert record.input_check is not None
    assert record.input_check.rotate_clockwise == 90
    (question,) = questions(record)
    assert question.startswith(f"White and black {told}")


def test_seconds_are_the_reader_s_and_the_engine_s(made: Made, judged_screenings: tuple[Screening, ...], method: MethodRecord) -> None:
    assert made[0].seconds.reading == 0.25
    assert made[0].seconds.engine == round(judged_screenings[0].seconds, 3) > 0
    unmeasured = screened_record(judged_screenings[0], method)[0].seconds
    assert (unmeasured.reading, unmeasured.engine) == (None, made[0].seconds.engine)
