"""Two records compared: whatever differs is found, by its field, and nothing else is."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.replay.comparison import ABSENT, TOLERANCE, Difference, compare, differences
from app.run.recording import ended_record, screened_record
from audit.records.body import NotABody, body_of, json_of
from audit.records.film import FilmRecord
from audit.records.method import MethodRecord
from models.values.radiograph import Note
from models.values.screening import Screening
from models.values.validated import OUTSIDE_VALIDATION
from tests.app.judged import judged

_NUMBERS = st.integers(-1000, 1000) | st.floats(-1e3, 1e3)
_LEAVES = st.none() | st.booleans() | _NUMBERS | st.text(max_size=5)
_JSON = st.recursive(_LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=3))
_Path = tuple[str | int, ...]


@pytest.fixture(scope="session")
def screenings(screenings: tuple[Screening, ...]) -> tuple[Screening, ...]:
    """The two phantoms, the marked one with challenges and verdicts."""
    return judged(screenings[0]), screenings[1]


@pytest.fixture(scope="module")
def record(screenings: tuple[Screening, ...], method: MethodRecord) -> FilmRecord:
    """The record of a screened phantom, as the log holds it."""
    stored = body_of("screened", json_of(screened_record(screenings[0], method)[0]))
    assert isinstance(stored, FilmRecord)
    return stored


def _numbers(value: Any, path: _Path = ()) -> Iterator[_Path]:
    """Yield the way to every number of a JSON value."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _numbers(inner, (*path, name))
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from _numbers(inner, (*path, position))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path


def _all_numbers(record: FilmRecord) -> list[_Path]:
    return list(_numbers(json.loads(json_of(record))))


def _changed(record: FilmRecord, path: _Path, change: Callable[[Any], Any]) -> FilmRecord:
    """Return a record with one value changed, as a log would give it back.

    Raises:
        NotABody: It is no record any more.
    """
    value = json.loads(json_of(record))
    holder = value
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = change(holder[path[-1]])
    changed = body_of(value["status"], json.dumps(value).encode())
    assert isinstance(changed, FilmRecord)
    return changed


def _field(path: _Path) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


@given(_JSON)
def test_a_value_is_the_same_as_itself(value: Any) -> None:
    assert list(differences(value, copy.deepcopy(value))) == []


@given(_JSON, _JSON)
def test_what_differs_differs_both_ways(one: Any, other: Any) -> None:
    there, back = list(differences(one, other)), list(differences(other, one))
    assert [(each.field, each.recorded, each.recomputed) for each in there] == [
        (each.field, each.recomputed, each.recorded) for each in back
    ]


@given(st.floats(-1e6, 1e6), st.floats(-1, 1))
def test_numbers_within_the_tolerance_are_the_same(number: float, share: float) -> None:
    assert not list(differences(number, number + 0.99 * share * TOLERANCE * max(1.0, abs(number) * 0.999)))


@given(st.floats(-1e6, 1e6), st.floats(1.01, 1e6), st.sampled_from([-1, 1]))
def test_numbers_beyond_the_tolerance_are_found(number: float, times: float, sign: int) -> None:
    other = number + sign * times * TOLERANCE * max(1.0, abs(number))
    assert list(differences({"a": [number]}, {"a": [other]})) == [Difference("a[0]", number, other)]


@pytest.mark.parametrize(
    ("one", "other"),
    [(None, 0), (None, 0.0), (0, False), (1, True), (1.0, True), ("1", 1), ([], None), ([1], [1, 1]), ({}, []), ("a", "A"), (None, False)],
)
def test_another_kind_of_value_is_a_difference(one: Any, other: Any) -> None:
    assert list(differences(one, other, "x")) == [Difference("x", one, other)]


def test_a_whole_number_is_the_same_as_a_fraction_of_its_value() -> None:
    """Canonical JSON writes 15.0 as 15."""
    assert list(differences(15, 15.0)) == []


def test_a_field_that_one_side_lacks_is_a_difference() -> None:
    assert list(differences({"a": None}, {})) == [Difference("a", None, ABSENT)]
    assert list(differences({}, {"a": ABSENT})) == [Difference("a", ABSENT, ABSENT)]


def _a_little_more(number: int | float) -> float:
    return number + 3e-4 * max(1.0, abs(number))


def _otherwise(number: int | float) -> int | float:
    if isinstance(number, float):
        return number - 3e-4
    return 0 if number == 1 else number + max(1, abs(number))


_TOLD = {"id", "region", "deciding_region", "prevalence"}


def test_another_prevalence_changes_no_result(record: FilmRecord) -> None:
    """It stands in the manifest's words, beside the hash of the computation: a release may correct it, and no log loses its replay."""
    assert record.findings is not None
    other = replace(record, findings=tuple(replace(finding, prevalence=0.123, reasons={}) for finding in record.findings))
    assert compare(record, other).passed


def test_every_number_of_a_record_is_watched_but_the_seconds(record: FilmRecord) -> None:
    """On the same device each number that is changed is found under its own name, and nothing else."""
    paths = [path for path in _all_numbers(record) if path[0] not in {"seconds", "blobs", "schema"} and path[-1] not in _TOLD]
    assert len(paths) > 100
    little = 0
    for path in paths:
        try:
            changed = _changed(record, path, _a_little_more)
            little += 1
        except NotABody:  # A whole number, such as a box's, or a probability of 1.
            changed = _changed(record, path, _otherwise)
        found = compare(record, changed)
        assert [each.field for each in found.differences] == [_field(path)]
        assert found.same_device
        assert not found.passed
        assert found.largest >= 2.9e-4
    assert little > 100


def test_a_number_that_became_null_is_found(record: FilmRecord) -> None:
    """Where a number is never null, it is no record any more."""
    nullable = set()
    for path in _all_numbers(record):
        if path[0] not in {"findings", "regions", "challenges"} or path[-1] in _TOLD:
            continue
        try:
            changed = _changed(record, path, lambda _: None)
        except NotABody:
            continue
        nullable.add(path[-1])
        found = compare(record, changed)
        assert ([each.field for each in found.differences], found.passed) == ([_field(path)], False)
    assert {
        "enrichment",
        "resolution_floor",
        "distance_mm",
        "share_of_margin",
        "p",
        "p_adjusted",
        "spread",
        "floor",
        "ood_cost",
    } <= nullable


@pytest.mark.parametrize(
    ("path", "value"),
    [(("seconds", "reading"), 9.0), (("seconds", "engine"), 9.0), (("method", "code_version"), "another"),
     (("radiograph", "patient_digest"), "another"), (("blobs", "lungs", "sha256"), "a" * 64), (("findings", 0, "sentence"), "another"),
     (("findings", 0, "verdict_sentence"), "another"), (("findings", 2, "scope"), "another"), (("not_run", 0, "sentence"), "another")],
)  # fmt: skip
def test_what_no_film_decides_is_not_compared(record: FilmRecord, path: _Path, value: Any) -> None:
    found = compare(record, _changed(record, path, lambda _: value))
    assert (found.passed, found.differences) == (True, ())


@pytest.mark.parametrize(
    "path",
    [("method", "fingerprint"), ("method", "parameters_sha256"), ("method", "regions_sha256"), ("method", "gate_sha256"),
     ("method", "reference_sha256"), ("method", "networks", "lungs"), ("method", "manifests", "classifier"),
     ("radiograph", "file_sha256"), ("radiograph", "pixel_sha256"), ("classifier", "weights_sha256")],
)  # fmt: skip
def test_another_hash_is_a_difference(record: FilmRecord, path: _Path) -> None:
    found = compare(record, _changed(record, path, lambda _: "a" * 64))
    assert ([each.field for each in found.differences], found.passed) == ([_field(path)], False)


def _elsewhere(record: FilmRecord) -> FilmRecord:
    assert record.classifier is not None
    return replace(record, classifier=replace(record.classifier, device="cuda:0"))


def test_on_another_device_numbers_are_told_and_decisions_decide(record: FilmRecord) -> None:
    moved = _changed(_elsewhere(record), ("findings", 0, "logit"), lambda logit: logit + 0.01)
    found = compare(record, moved)
    assert record.classifier is not None
    assert (found.passed, found.same_device, found.device) == (True, False, f"cuda:0 {record.classifier.dtype}")
    assert [each.field for each in found.differences] == ["findings[0].logit"]


def _tested(record: FilmRecord) -> int:
    """Return the place of a finding that was tested, and whose verdict no region decides."""
    return next(n for n, finding in enumerate(record.findings or ()) if finding.tests and finding.deciding_region is None)


@pytest.mark.parametrize(
    ("path", "change"),
    [(("findings", 0, "positive"), lambda positive: not positive), (("findings", 2, "verdict"), lambda _: "undetermined"),
     (("findings", 0, "challenged"), lambda _: "sampled"),
     (("radiograph", "pixel_sha256"), lambda _: "0" * 64),
     (("anatomy", "quality", "reason"), lambda _: "Not assessable."),
     (("findings", "tested", "tests"), lambda _: []), (("findings", "tested", "tests"), lambda tests: tests + tests),
     (("findings", "tested", "tests", 0, "decision_changed"), lambda changed: not changed)],
)  # fmt: skip
def test_on_another_device_another_decision_is_found(record: FilmRecord, path: tuple[Any, ...], change: Callable[[Any], Any]) -> None:
    where = tuple(_tested(record) if step == "tested" else step for step in path)
    assert compare(record, _elsewhere(record)).passed
    assert not compare(record, _changed(_elsewhere(record), where, change)).passed


def test_a_refusal_is_compared_by_its_code_and_not_by_its_words(record: FilmRecord) -> None:
    header = {"method": record.method, "reading": 0.1, "film": "a" * 64}
    refused = ended_record("refused", code="blank", reason="It is empty.", **header)
    assert compare(refused, ended_record("refused", code="blank", reason="There is nothing on it.", **header)).passed
    for other in (ended_record("refused", code="truncated", reason="It is empty.", **header), record):
        for found in (compare(refused, other), compare(other, refused)):
            assert not found.passed
            assert "code" in {each.field for each in found.differences}


def test_maps_that_differ_break_the_confirmation(record: FilmRecord) -> None:
    assert compare(record, record, None).maps_compared is False
    assert compare(record, record, ()).passed
    assert not compare(record, record, (Difference("blobs.lungs.pixels", 1, 9),)).passed


@pytest.mark.parametrize("note", OUTSIDE_VALIDATION)
def test_notes_that_earlier_versions_did_not_write_are_not_compared(record: FilmRecord, note: Note) -> None:
    noted = _changed(record, ("radiograph", "notes"), lambda notes: [*notes, str(note)])
    for one, other in ((record, noted), (noted, record)):
        assert (compare(one, other).passed, compare(one, other).differences) == (True, ())
    assert not compare(record, _changed(record, ("radiograph", "notes"), lambda notes: [*notes, "padding_blackened"])).passed


def test_an_outline_is_compared_by_its_pixels_and_not_by_its_hash(record: FilmRecord) -> None:
    assert record.blobs is not None
    first, *others = record.blobs.outlines
    blobs = replace(record.blobs, outlines=(replace(first, sha256="a" * 64), *others))
    other = replace(record, blobs=blobs, regions=(replace(record.regions[0], outline="a" * 64), *record.regions[1:]))
    assert (compare(record, other).passed, compare(record, other).differences) == (True, ())
    assert not compare(record, other, (Difference("blobs.outlines[0].pixels", 399, 9),)).passed


def test_another_verdict_is_found_whatever_the_device(record: FilmRecord) -> None:
    assert record.findings is not None
    first, *others = record.findings
    other = "dependent_on_plausible_context"
    milder = replace(record, verdict=other, findings=(replace(first, verdict=other, deciding_region=None), *others))
    found = compare(record, milder)
    assert {each.field for each in found.differences} == {"verdict", "findings[0].verdict", "findings[0].deciding_region"}
    assert not found.passed
    assert not compare(record, _elsewhere(milder)).passed
