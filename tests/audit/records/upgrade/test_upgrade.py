"""What earlier versions wrote says the same in the present shape: no number is lost or made up, and what is null says why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from audit.records.body import NotABody, body_of, json_of
from audit.records.events import CertificateRecord
from audit.records.film import FilmRecord
from audit.records.fingerprint import method_record
from audit.records.kinds import OF_FILMS
from audit.records.upgrade import method_1
from tests.audit.kept import bodies

_FILMS = [(name, kind, text) for name, kind, text in bodies() if kind in OF_FILMS and json.loads(text).get("schema", 1) == 1]
"""Films of the kept logs that are upgraded when they are read."""
_OF_SCHEMA_3 = Path(__file__).with_name("film_of_schema_3.json")
_OF_THE_FIRST_SHAPES = {"4372c99": True, "6be0ea9": True, "47812b1": True, "b497f5b": False, "8a40dab": False}


def _read(name: str = "", *, screened: bool = False) -> list[tuple[dict[str, Any], FilmRecord]]:
    """Films as they were written and as they are read."""
    found = []
    for log, kind, text in _FILMS:
        record = body_of(kind, text)
        assert isinstance(record, FilmRecord)
        if log.startswith(name) and (record.findings is not None or not screened):
            found.append((json.loads(text), record))
    return found


def test_status_and_identity_are_kept() -> None:
    for was, film in _read():
        assert (film.status, film.reason, film.method.code_version) == (was["status"], was["reason"], was["code_version"])
        assert film.method.parameters == was["parameters"]
        if was["radiograph"] and len(was["radiograph"]) > 1:
            assert film.radiograph
            assert film.radiograph.pixel_spacing_mm == was["radiograph"]["mm_per_pixel"]
            assert film.radiograph.pixel_sha256 == was["radiograph"]["pixel_sha256"]
            assert film.radiograph.spacing_trusted is None


def test_every_finding_has_its_numbers_and_every_challenge_becomes_a_region_a_challenge_and_a_test() -> None:
    for was, film in _read(screened=True):
        assert film.findings is not None
        number = 0
        for before, now in zip(was["findings"], film.findings, strict=True):
            assert (now.label, now.logit, now.sentence) == (before["label"], before["logit"], before["sentence"])
            assert (now.attention is None) is (before["attention"] is None)
            assert len(now.tests) == len(before["challenges"])
            for challenge, test in zip(before["challenges"], now.tests, strict=True):
                region, made = film.regions[number], film.challenges[number]
                assert (test.region, region.id, made.region) == (number, number, number)
                assert list(region.box) == challenge["region"]
                assert region.of == (now.label,)
                assert test.delta_logit == made.delta_logit[now.label] == challenge["delta_logit"]
                assert made.controls
                assert made.controls.delta_logit[now.label].mean == challenge["controls"]["mean"]
                number += 1
        assert len(film.regions) == len(film.challenges) == number
    assert sum(len(film.regions) for _, film in _read()) > 40


def test_budgets_are_decompositions_and_their_parts_are_kept() -> None:
    with_budgets = 0
    for was, film in _read(screened=True):
        for before, now in zip(was["findings"], film.findings or (), strict=True):
            if now.attention and now.attention.decomposition:
                assert now.attention.decomposition.total == before["attention"]["budget"]
                assert now.attention.decomposition.reference == before["attention"]["budget_reference"]
                with_budgets += 1
    assert with_budgets > 10


def test_words_are_those_of_the_field() -> None:
    codes = {film.code for _, film in _read() if film.code}
    assert codes == {"not_an_image", "rotated", "defect", "engine"}
    polarities = {film.radiograph.polarity for _, film in _read("8a40dab-odd") if film.radiograph and film.radiograph.polarity}
    assert "inverted" in polarities
    assert not any("turned" in (film.radiograph.orientation or "") for _, film in _read() if film.radiograph)


def _with_reasons(value: Any) -> Iterator[Any]:
    """Yield every part of a record that says why values beside it are null."""
    if is_dataclass(value):
        if hasattr(value, "reasons"):
            yield value
        for field in fields(value):
            yield from _with_reasons(getattr(value, field.name))
    elif isinstance(value, tuple):
        for inner in value:
            yield from _with_reasons(inner)


def test_reasons_are_of_what_is_null_and_whatever_is_null_has_one() -> None:
    """But where the type says otherwise: a sentence, a row of the table, a distance, what was removed as a whole, and a total effect."""
    free = {"sentence", "allowed_region", "verdict_sentence", "deciding_region", "scope", "removed", "total_delta_logit"}
    for part in (part for _, film in _read() for part in _with_reasons(film)):
        nulls = {field.name for field in fields(part) if getattr(part, field.name) is None}
        assert part.reasons.keys() == nulls - free
        assert all(sentence.endswith(".") for sentence in part.reasons.values())


def test_a_value_that_its_version_kept_as_null_is_not_told_as_not_kept() -> None:
    """Shapes A and B kept no focal excess; from C on it is null where there was nothing to read it against."""
    for name, first in _OF_THE_FIRST_SHAPES.items():
        for _, film in _read(name, screened=True):
            for finding in film.findings or ():
                if finding.attention and finding.attention.focal_excess is None:
                    assert ("Not kept" in finding.attention.reasons["focal_excess"]) is first


def test_a_film_of_schema_3_says_the_same_and_was_scored_by_a_network() -> None:
    """It was written by the code of 2aefd70, of a phantom."""
    text = _OF_SCHEMA_3.read_bytes()
    film = body_of("screened", text)
    assert isinstance(film, FilmRecord)
    was, now = json.loads(text), json.loads(json_of(film))
    assert (was.pop("schema"), now.pop("schema")) == (3, 4)
    assert now["classifier"].pop("called", "missing") is None
    assert now == was
    with pytest.raises(NotABody):
        body_of("screened", json.dumps(json.loads(text) | {"classifier": was["classifier"] | {"called": None}}).encode())


def test_certificates_of_both_shapes_are_read() -> None:
    found = [body_of(kind, text) for _, kind, text in bodies() if kind == "certificate"]
    assert len(found) > 2
    for certificate in found:
        assert isinstance(certificate, CertificateRecord)
        assert certificate.target_layer
        assert certificate.classifier.kind == "network"


def test_a_film_of_the_last_shape_has_a_fingerprint_where_its_weights_and_its_reference_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    was = next(before for before, film in _read("8a40dab", screened=True) if before["classifier"]["reference_sha256"])
    weights = {"classifier": was["classifier"]["weights_sha256"], "lungs": was["anatomy"]["weights_sha256"],
               "input_check": was["film_check"]["weights_sha256"]}  # fmt: skip
    monkeypatch.setattr(method_1, "_GATE", "1" * 64)
    monkeypatch.setattr(method_1, "_REFERENCES", {was["classifier"]["reference_sha256"]: "2" * 64})
    monkeypatch.setattr(method_1, "_MANIFESTS", dict.fromkeys(weights.values(), "3" * 64))
    known = method_record(
        number=1, parameters=was["parameters"], regions_sha256=was["anatomy"]["regions_sha256"], gate_sha256="1" * 64,
        reference_sha256="2" * 64, calibration_sha256=None, networks=weights, manifests=dict.fromkeys(weights, "3" * 64),
        code_version=was["code_version"],
    )  # fmt: skip
    assert _method(was) == known
    for change in ("reference_sha256", "weights_sha256"):
        assert _method(was | {"classifier": was["classifier"] | {change: "9" * 64}}).fingerprint is None


@pytest.mark.parametrize("name", ["4372c99", "6be0ea9", "47812b1", "b497f5b"])
def test_a_film_of_an_earlier_shape_has_no_fingerprint_whatever_is_known(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Its numbers mean something else, so it is screened again."""
    everything = type("", (dict,), {"__contains__": lambda *_: True, "__missing__": lambda *_: "3" * 64})()
    monkeypatch.setattr(method_1, "_REFERENCES", everything)
    monkeypatch.setattr(method_1, "_MANIFESTS", everything)
    for was, _ in _read(name):
        assert (_method(was).fingerprint, _method(was).number) == (None, 0)


def _method(was: dict[str, Any]) -> Any:
    record = body_of(was["status"], json.dumps(was).encode())
    assert isinstance(record, FilmRecord)
    return record.method


def test_where_no_prevalence_was_written_only_an_upgraded_entry_gives_a_reason() -> None:
    schemas = set()
    for _, kind, text in (each for each in bodies() if each[1] in OF_FILMS):
        written, film = json.loads(text), body_of(kind, text)
        assert isinstance(film, FilmRecord)
        for was, finding in zip(written["findings"] or (), film.findings or (), strict=True):
            assert "prevalence" not in was
            assert ("prevalence" in finding.reasons) == (written.get("schema", 1) == 1)
            schemas.add(written.get("schema", 1))
    assert schemas == {1, 2}


def _of_schema_2() -> list[tuple[str, dict[str, Any]]]:
    return [(kind, json.loads(text)) for _, kind, text in bodies() if kind in OF_FILMS and json.loads(text).get("schema") == 2]


def test_what_schema_2_said_still_stands_and_what_came_later_is_null_with_a_reason() -> None:
    tests = 0
    for kind, was in _of_schema_2():
        film = body_of(kind, json.dumps(was).encode())
        assert isinstance(film, FilmRecord)
        now: dict[str, Any] = json.loads(json_of(film))
        assert (now["schema"], now["not_run"], now["verdict"]) == (4, [], None)
        for name in ("status", "regions", "challenges", "radiograph"):
            assert _holds(was[name], now[name])
        for before, after in zip(was["findings"] or (), now["findings"] or (), strict=True):
            assert _holds(before, after)
            assert (after["verdict"], after["challenged"], after["deciding_region"], after["scope"]) == (None, None, None, None)
            assert {"verdict", "challenged"} <= after["reasons"].keys()
            for test in after["tests"]:
                tests += 1
                assert (test["tested"], test["fillers"], test["place"], test["spread"]) == (False, [], None, None)
                assert {"place", "spread"} <= test["reasons"].keys()
        assert film.blobs is None or film.blobs.outlines == ()
    assert tests > 5


def _holds(was: Any, now: Any) -> bool:
    """Tell whether all that was said is still said; more may be."""
    if isinstance(was, dict):
        return all(name in now and _holds(inner, now[name]) for name, inner in was.items())
    if isinstance(was, list):
        return len(was) == len(now) and all(map(_holds, was, now))
    return bool(was == now)


@pytest.mark.parametrize("part", ["film", "finding", "test", "blobs"])
def test_schema_2_with_what_came_later_is_no_body(part: str) -> None:
    kind, was = next((kind, was) for kind, was in _of_schema_2() if any(finding["tests"] for finding in was["findings"] or ()))
    finding = next(finding for finding in was["findings"] if finding["tests"])
    added = {"film": (was, "not_run", []), "finding": (finding, "scope", None), "test": (finding["tests"][0], "tested", True),
             "blobs": (was["blobs"], "outlines", [])}  # fmt: skip
    assert body_of(kind, json.dumps(was).encode())
    holder, name, value = added[part]
    holder[name] = value
    with pytest.raises(NotABody):
        body_of(kind, json.dumps(was).encode())
