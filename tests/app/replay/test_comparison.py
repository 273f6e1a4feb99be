"""Two records compared: whatever differs is found, by its field, and nothing else is."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.replay.comparison import ABSENT, TOLERANCE, Difference, compare, differences
from app.run.recording import screened_record
from audit.records.canonical import canonical
from models.values.parameters import CHEAPEST
from models.values.screening import Screening

_NUMBERS = st.integers(-1000, 1000) | st.floats(-1e3, 1e3)
_LEAVES = st.none() | st.booleans() | _NUMBERS | st.text(max_size=5)
_JSON = st.recursive(_LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=3))


@pytest.fixture(scope="module")
def record(screenings: tuple[Screening, ...]) -> dict[str, Any]:
    """The record of a screened phantom, as the log holds it."""
    stored: dict[str, Any] = json.loads(canonical(screened_record(screenings[0], CHEAPEST)[0]))
    return stored


def _numbers(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the way to every number of a JSON value."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _numbers(inner, (*path, name))
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from _numbers(inner, (*path, position))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path


def _changed(record: Any, path: tuple[str | int, ...], change: Any) -> Any:
    changed = copy.deepcopy(record)
    holder = changed
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = change(holder[path[-1]])
    return changed


def _field(path: tuple[str | int, ...]) -> str:
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


def test_every_number_of_a_record_is_watched_but_the_seconds(record: dict[str, Any]) -> None:
    """On the same device each number that is changed is found under its own name, and nothing else."""
    paths = [path for path in _numbers(record) if path[0] not in {"seconds", "blobs"}]
    assert len(paths) > 100
    for path in paths:
        found = compare(record, _changed(record, path, lambda number: number + 3e-4 * max(1.0, abs(number))))
        assert [each.field for each in found.differences] == [_field(path)]
        assert found.same_device
        assert not found.passed
        assert found.largest >= 2.9e-4


def test_a_number_that_became_null_is_found(record: dict[str, Any]) -> None:
    for path in [path for path in _numbers(record) if path[0] == "findings"]:
        found = compare(record, _changed(record, path, lambda _: None))
        assert ([each.field for each in found.differences], found.passed) == ([_field(path)], False)


@pytest.mark.parametrize(
    "path", [("seconds",), ("reason",), ("code_version",), ("radiograph", "patient_digest"), ("blobs", "lungs", "sha256")]
)
def test_what_no_film_decides_is_not_compared(record: dict[str, Any], path: tuple[str, ...]) -> None:
    found = compare(record, _changed(record, path, lambda _: "another"))
    assert (found.passed, found.differences) == (True, ())


def _elsewhere(record: dict[str, Any]) -> dict[str, Any]:
    return _changed(record, ("classifier", "device"), lambda _: "cuda:0")


def test_on_another_device_numbers_are_told_and_decisions_decide(record: dict[str, Any]) -> None:
    moved = _changed(_elsewhere(record), ("findings", 0, "logit"), lambda logit: logit + 0.01)
    found = compare(record, moved)
    assert (found.passed, found.same_device, found.device) == (True, False, f"cuda:0 {record['classifier']['dtype']}")
    assert [each.field for each in found.differences] == ["findings[0].logit"]


@pytest.mark.parametrize(
    ("path", "value"),
    [(("findings", 0, "positive"), None), (("findings", 0, "verdict"), "depends"), (("findings", 0, "label"), "Cough"),
     (("status",), "refused"), (("code",), "turned"), (("radiograph", "pixel_sha256"), "0" * 64), (("findings", 0, "challenges"), [1])],
)  # fmt: skip
def test_on_another_device_another_decision_is_found(record: dict[str, Any], path: tuple[str | int, ...], value: Any) -> None:
    if path[-1] == "challenges":
        changed = _changed(_elsewhere(record), path, lambda _: [{"kind": "local_removal", "decision_changed": True}])
    else:
        changed = _changed(_elsewhere(record), path, lambda _: value)
    assert not compare(record, changed).passed


def test_maps_that_differ_break_the_confirmation(record: dict[str, Any]) -> None:
    assert compare(record, record, None).maps_compared is False
    assert compare(record, record, ()).passed
    assert not compare(record, record, (Difference("blobs.lungs.pixels", 1, 9),)).passed
