"""Records as they are written: valid by the published schema, JSON-ready, and true to what was computed."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator
from PIL import Image

from app.export.questions import questions
from app.export.recorded_maps import recorded_maps
from app.run.recording import ended_record, screened_record
from audit.log.store import EntryKind
from audit.records.canonical import canonical
from models.values.input_check import InputCheck
from models.values.parameters import CHEAPEST, Parameters
from models.values.radiograph import Polarity
from models.values.refusal import RefusalCode
from models.values.screening import Screening


@pytest.fixture(scope="module")
def made(screenings: tuple[Screening, ...]) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The record and the blobs of the marked phantom."""
    return screened_record(screenings[0], CHEAPEST)


def _as_json(record: dict[str, Any]) -> Any:
    return json.loads(json.dumps(record, allow_nan=False))


def test_a_screened_film_s_record_is_valid(made: tuple[dict[str, Any], dict[str, bytes]], validator: Draft202012Validator) -> None:
    record = _as_json(made[0])
    validator.validate(record)
    assert any(finding["challenges"] for finding in record["findings"])


@pytest.mark.parametrize("header", [None, {"file_sha256": "a" * 64}])
@pytest.mark.parametrize("code", RefusalCode)
def test_a_refused_file_s_record_is_valid(code: RefusalCode, header: dict[str, Any] | None, validator: Draft202012Validator) -> None:
    record = ended_record(EntryKind.REFUSED, CHEAPEST, code=code, reason="It is none.", seconds=0.1, header=header)
    validator.validate(_as_json(record))


def test_a_failed_film_s_record_is_valid(screenings: tuple[Screening, ...], validator: Draft202012Validator) -> None:
    for code, header in (("defect", None), ("engine", asdict(screenings[0].header))):
        record = ended_record(EntryKind.FAILED, CHEAPEST, code=code, reason="It failed.", seconds=0.1, header=header)
        validator.validate(_as_json(record))


def test_the_stored_body_is_the_record(made: tuple[dict[str, Any], dict[str, bytes]]) -> None:
    """Canonical bytes read back give the same value as plain JSON: no number is rounded on its way into the log."""
    assert json.loads(canonical(made[0])) == _as_json(made[0])


def test_the_record_names_film_and_classifier_and_parameters(
    made: tuple[dict[str, Any], dict[str, bytes]], screenings: tuple[Screening, ...]
) -> None:
    record = made[0]
    assert record["radiograph"] == asdict(screenings[0].header)
    assert record["classifier"]["labels"] == tuple(finding["label"] for finding in record["findings"])
    assert record["parameters"] == asdict(CHEAPEST)
    assert record["parameters_sha256"] == CHEAPEST.sha256() != Parameters().sha256()


def test_blobs_stand_under_the_hash_of_their_bytes_and_the_record_names_them(made: tuple[dict[str, Any], dict[str, bytes]]) -> None:
    record, blobs = made
    assert set(blobs) == {blob["sha256"] for blob in record["blobs"].values()}
    assert len(blobs) == 3
    for name, data in blobs.items():
        assert hashlib.sha256(data).hexdigest() == name


def test_the_allowed_places_come_back_by_their_row(
    made: tuple[dict[str, Any], dict[str, bytes]], screenings: tuple[Screening, ...]
) -> None:
    kept, allowed = recorded_maps(made[1].get, _as_json(made[0])), screenings[0].allowed
    assert kept is not None
    assert set(kept.allowed) == set(allowed) == {found["region"]["name"] for found in made[0]["findings"] if found["region"]}
    for name, mask in allowed.items():
        np.testing.assert_array_equal(kept.allowed[name], mask)


def test_maps_come_back_exactly(made: tuple[dict[str, Any], dict[str, bytes]], screenings: tuple[Screening, ...]) -> None:
    kept = recorded_maps(made[1].get, _as_json(made[0]))
    assert kept is not None
    np.testing.assert_array_equal(kept.signed_maps, screenings[0].signed_maps.astype(np.float32))
    assert np.abs(kept.signed_maps).max() > 0
    assert kept.box == screenings[0].map_box


def test_maps_in_another_order_of_memory_come_back_exactly(screenings: tuple[Screening, ...]) -> None:
    turned = replace(screenings[0], signed_maps=np.asfortranarray(screenings[0].signed_maps))
    record, blobs = screened_record(turned, CHEAPEST)
    kept = recorded_maps(blobs.get, record)
    assert kept is not None
    np.testing.assert_array_equal(kept.signed_maps, screenings[0].signed_maps.astype(np.float32))


def test_lungs_come_back_exactly(made: tuple[dict[str, Any], dict[str, bytes]], screenings: tuple[Screening, ...]) -> None:
    kept = recorded_maps(made[1].get, made[0])
    assert kept is not None
    assert kept.lungs.dtype == bool
    assert kept.lungs.any()
    np.testing.assert_array_equal(kept.lungs, screenings[0].lungs > 0)


def test_the_lung_mask_is_a_picture_of_one_bit(made: tuple[dict[str, Any], dict[str, bytes]]) -> None:
    """Any program can open it."""
    record, blobs = made
    with Image.open(io.BytesIO(blobs[record["blobs"]["lungs"]["sha256"]])) as picture:
        assert (picture.format, picture.mode, picture.size) == ("PNG", "1", (512, 512))


def test_blobs_that_are_no_longer_kept_are_none(made: tuple[dict[str, Any], dict[str, bytes]]) -> None:
    record, blobs = made
    assert recorded_maps({}.get, record) is None
    maps_only = {name: data for name, data in blobs.items() if name == record["blobs"]["signed_maps"]["sha256"]}
    assert recorded_maps(maps_only.get, record) is None


def test_a_refused_file_has_no_maps() -> None:
    record = ended_record(EntryKind.REFUSED, CHEAPEST, code="blank", reason="", seconds=0, header=None)
    assert recorded_maps({}.get, record) is None


@pytest.mark.parametrize(
    ("mirrored", "inverted", "words"),
    [(0.2, 0.1, []), (0.95, 0.1, ["mirrored"]), (0.1, 0.95, ["White and black"]), (0.99, 0.99, ["White and black", "mirrored"])],
)
def test_what_the_film_check_doubts_is_asked_of_a_person(
    screenings: tuple[Screening, ...], mirrored: float, inverted: float, words: list[str]
) -> None:
    doubted = replace(screenings[0], check=replace(screenings[0].check, mirrored=mirrored, inverted=inverted))
    record, _ = screened_record(doubted, CHEAPEST)
    asked = questions(record)
    assert len(asked) == len(words)
    assert all(word in sentence for word, sentence in zip(words, asked, strict=True))


@pytest.mark.parametrize(("polarity", "told"), [(Polarity.AS_TAGGED, "may be exchanged"), (Polarity.TURNED_OVER, "were exchanged")])
def test_of_a_film_that_was_refused_the_polarity_is_told_and_mirroring_is_not_asked(polarity: Polarity, told: str) -> None:
    check = InputCheck("ab" * 32, 90, 0.1, 1.0, 1.0, 0.9)
    header = {"polarity": polarity}
    record = ended_record(EntryKind.REFUSED, CHEAPEST, code="turned", reason="Turn it.", seconds=0.0, header=header, check=check)
    assert record["film_check"]["turn_clockwise"] == 90
    (question,) = questions(record)
    assert question.startswith(f"White and black {told}")
