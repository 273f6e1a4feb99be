"""Maps, organs and outlines of a record: kept under their hash, and they come back exactly."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator
from PIL import Image

from app.export.recorded_maps import recorded_maps
from app.run import recording
from app.run.recording import ended_record, screened_record
from audit.records.method import MethodRecord
from models.values.cardiothoracic import CardiothoracicRatio
from models.values.screening import Screening
from tests.app.run.made import Made, as_json


def test_outlines_of_regions_come_back_exactly(made: Made, judged_screenings: tuple[Screening, ...]) -> None:
    record, blobs = made
    kept = recorded_maps(blobs.get, record)
    assert kept is not None
    assert set(kept.outlines) == {0, 1}
    for region in judged_screenings[0].regions:
        assert kept.outlines[region.id].sum() == 399
        np.testing.assert_array_equal(kept.outlines[region.id], region.mask)


def test_blobs_stand_under_the_hash_of_their_bytes_and_the_record_names_them(made: Made) -> None:
    record, blobs = made
    assert record.blobs is not None
    assert set(blobs) == set(record.blobs.named().values())
    assert len(blobs) == 6
    for name, data in blobs.items():
        assert hashlib.sha256(data).hexdigest() == name


def test_each_blob_is_hashed_once(judged_screenings: tuple[Screening, ...], method: MethodRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[bytes] = []

    def noted(data: bytes) -> Any:
        hashed.append(data)
        return hashlib.sha256(data)

    monkeypatch.setattr(recording, "hashlib", SimpleNamespace(sha256=noted))
    _, blobs = screened_record(judged_screenings[0], method)
    assert sorted(hashed) == sorted(blobs.values())


def test_a_film_that_is_not_assessable_has_no_regions_to_keep(not_assessable: Screening, method: MethodRecord) -> None:
    record, blobs = screened_record(not_assessable, method)
    assert record.blobs is not None
    assert record.blobs.allowed is None
    assert set(record.blobs.named()) == {"lungs", "signed_maps"} | ({"heart"} if record.blobs.heart else set())
    assert set(blobs) == set(record.blobs.named().values())
    assert record.anatomy is not None
    assert record.anatomy.not_assessable == not_assessable.anatomy.quality.reason
    assert (record.regions, record.challenges) == ((), ())


def test_the_allowed_regions_come_back_by_their_row(made: Made, judged_screenings: tuple[Screening, ...]) -> None:
    kept, allowed = recorded_maps(made[1].get, made[0]), judged_screenings[0].allowed
    assert kept is not None
    assert set(kept.allowed) == set(allowed) == {found.allowed_region.name for found in made[0].findings or () if found.allowed_region}
    for name, mask in allowed.items():
        np.testing.assert_array_equal(kept.allowed[name], mask)


def test_maps_come_back_exactly(made: Made, judged_screenings: tuple[Screening, ...]) -> None:
    kept = recorded_maps(made[1].get, made[0])
    assert kept is not None
    np.testing.assert_array_equal(kept.signed_maps, judged_screenings[0].signed_maps.astype(np.float32))
    assert np.abs(kept.signed_maps).max() > 0
    assert kept.box == judged_screenings[0].map_box


def test_maps_in_another_order_of_memory_come_back_exactly(judged_screenings: tuple[Screening, ...], method: MethodRecord) -> None:
    otherwise = replace(judged_screenings[0], signed_maps=np.asfortranarray(judged_screenings[0].signed_maps))
    record, blobs = screened_record(otherwise, method)
    kept = recorded_maps(blobs.get, record)
    assert kept is not None
    np.testing.assert_array_equal(kept.signed_maps, judged_screenings[0].signed_maps.astype(np.float32))


def test_lungs_come_back_exactly(made: Made, judged_screenings: tuple[Screening, ...]) -> None:
    kept = recorded_maps(made[1].get, made[0])
    assert kept is not None
    assert kept.lungs.dtype == bool
    assert kept.lungs.any()
    np.testing.assert_array_equal(kept.lungs, judged_screenings[0].lungs > 0)


def test_the_heart_comes_back_exactly_and_its_share_is_recorded(made: Made, judged_screenings: tuple[Screening, ...]) -> None:
    kept, heart = recorded_maps(made[1].get, made[0]), judged_screenings[0].heart
    assert kept is not None
    assert kept.heart is not None
    assert heart is not None
    np.testing.assert_array_equal(kept.heart, heart)
    assert made[0].anatomy is not None
    assert made[0].anatomy.heart_area_share == float(heart.mean()) > 0


def test_a_film_without_a_heart_is_told_and_not_failed(judged_screenings: tuple[Screening, ...], method: MethodRecord) -> None:
    why = "No heart was found; its place is taken from the lungs."
    anatomy = replace(judged_screenings[0].anatomy, heart_area_share=None, without_heart=why)
    record, blobs = screened_record(replace(judged_screenings[0], heart=None, anatomy=anatomy), method)
    assert record.status == "screened"
    assert record.anatomy is not None
    assert (record.anatomy.heart_area_share, record.anatomy.reasons["heart_area_share"]) == (None, why)
    assert record.blobs is not None
    assert record.blobs.heart is None
    kept = recorded_maps(blobs.get, record)
    assert kept is not None
    assert kept.heart is None


@pytest.mark.parametrize("ratio", [CardiothoracicRatio(0.532), CardiothoracicRatio(None, "Not measured: the view is AP.")])
def test_the_cardiothoracic_ratio_is_recorded_or_the_reason(
    judged_screenings: tuple[Screening, ...], method: MethodRecord, validator: Draft202012Validator, ratio: CardiothoracicRatio
) -> None:
    record, _ = screened_record(replace(judged_screenings[0], anatomy=replace(judged_screenings[0].anatomy, ratio=ratio)), method)
    assert record.anatomy is not None
    assert (record.anatomy.cardiothoracic_ratio, record.anatomy.reasons.get("cardiothoracic_ratio")) == (ratio.value, ratio.reason)
    validator.validate(as_json(record))


def test_the_lung_mask_is_a_picture_of_one_bit(made: Made) -> None:
    """Any program can open it."""
    record, blobs = made
    assert record.blobs is not None
    with Image.open(io.BytesIO(blobs[record.blobs.lungs.sha256])) as picture:
        assert (picture.format, picture.mode, picture.size) == ("PNG", "1", (512, 512))


def test_blobs_that_are_no_longer_kept_are_none(made: Made) -> None:
    record, blobs = made
    assert record.blobs is not None
    assert recorded_maps({}.get, record) is None
    maps_only = {name: data for name, data in blobs.items() if name == record.blobs.signed_maps.sha256}
    assert recorded_maps(maps_only.get, record) is None


def test_a_refused_file_has_no_maps(method: MethodRecord) -> None:
    record = ended_record("refused", method, code="blank", reason="")
    assert recorded_maps({}.get, record) is None
