"""What a header says: ages as decades, and nothing that names a person."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import Dataset

from models.reading.header.ages import years_in
from models.reading.header.tags import age_band, code, number, numbers, patient_digest, text, uid
from models.values.radiograph import Radiograph, Tags
from tests.dicom_bytes import before_pixels, short

Build = Callable[..., bytes]
Read = Callable[[bytes], Radiograph]


@pytest.mark.parametrize(
    ("age", "band"),
    [
        ("069Y", "60-69"), ("000Y", "0-9"), ("009Y", "0-9"), ("010Y", "10-19"), ("089Y", "80-89"), ("090Y", "90+"), ("120Y", "90+"),
        ("061", "60-69"), ("018M", "0-9"), ("130M", "10-19"), ("006W", "0-9"), ("005D", "0-9"), ("999Y", None), ("121Y", None),
        ("Y", None), ("-01Y", None), ("old", None), ("", None), (None, None), ("0690Y", None), ("٣٤Y", "30-39"),
    ],
)  # fmt: skip
def test_an_age_is_a_decade(age: str | None, band: str | None) -> None:
    assert age_band(years_in(age)) == band


@given(st.integers(0, 120), st.sampled_from("DWMY"))
def test_a_decade_holds_the_age(value: int, unit: str) -> None:
    years = value / {"D": 365, "W": 52, "M": 12, "Y": 1}[unit]
    band = age_band(years_in(f"{value:03}{unit}"))
    assert band is not None
    low, _, high = band.partition("-")
    assert (years >= 90) if band == "90+" else int(low) <= years < int(high) + 1


def test_the_record_keeps_no_tag_that_names_a_person() -> None:
    """The list is closed: no name, no identifier, no day, no free text but maker, station and institution."""
    assert {field.name for field in fields(Tags)} == {
        "sex", "age_band", "manufacturer", "model", "station", "institution", "body_part", "laterality", "patient_position", "burned_in",
        "acquisition_month",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("acquired", "study", "kept"),
    [
        ("20260131", "20250101", "2026-01"), ("2026.02.28", "", "2026-02"),
        ("20261301", "20251224", "2025-12"), ("", "20251224", "2025-12"),
        ("00010101", "", None), ("soon", "", None), ("", "", None),
    ],
)  # fmt: skip
def test_of_dates_the_month_alone_is_kept_of_the_first_that_is_one(
    build: Build, read: Read, acquired: str, study: str, kept: str | None
) -> None:
    dates = [short((0x8, 0x20), b"DA", study.encode()), short((0x8, 0x22), b"DA", acquired.encode())]
    assert read(before_pixels(build(), b"".join(dates))).header.tags.acquisition_month == kept


@pytest.mark.parametrize(("sex", "kept"), [
    ("F", "F"), ("M", "M"), ("O", "O"), ("FEMALE", "F"), ("Female", "F"), ("f", "F"), ("W", "F"), ("weiblich", "F"), ("male", "M"),
    ("m ", "M"), ("männlich", "M"), ("Other", "O"), ("Frau", "F"), ("Mann", "M"),
    ("féminin", "F"), ("masculin", "M"), ("femenino", "F"), ("masculino", "M"), ("", None), ("X", None), ("FM", None), ("unknown", None),
])  # fmt: skip
def test_sex_is_kept_as_one_of_the_standards_letters(build: Build, read: Read, sex: str, kept: str | None) -> None:
    data = before_pixels(build(), short((0x10, 0x40), b"CS", sex.encode("latin-1")))
    assert read(data).header.tags.sex == kept


@pytest.mark.parametrize(
    ("elements", "kept"),
    [
        ({"ImageLaterality": "U"}, "U"),
        ({"Laterality": "L"}, "L"),
        ({"ImageLaterality": "R", "Laterality": "L"}, "R"),
        ({"Laterality": "X"}, None),
    ],
    ids=str,
)
def test_laterality_is_recorded(build: Build, read: Read, elements: dict[str, str], kept: str | None) -> None:
    assert read(build(**elements)).header.tags.laterality == kept


@given(st.text(max_size=200))
def test_text_is_short_plain_and_never_empty(value: str) -> None:
    dataset = Dataset()
    dataset.add_new("InstitutionName", "UT", value)
    found = text(dataset, "InstitutionName")
    assert found is None or (0 < len(found) <= 64 and found[0].strip() and not any(ord(letter) < 32 for letter in found))


@pytest.mark.parametrize(("value", "wanted"), [("3.5", 3.5), (["2", "9"], 2), ([], None), (None, None)])
def test_a_number_is_the_first_value_or_none(value: Any, wanted: float | None) -> None:
    dataset = Dataset()
    dataset.RescaleSlope = value
    assert number(dataset, "RescaleSlope") == wanted
    assert number(dataset, "RescaleIntercept") is None


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_not_finite_is_no_number(value: float) -> None:
    dataset = Dataset()
    dataset.add_new("RecommendedDisplayFrameRateInFloat", "FL", value)
    assert number(dataset, "RecommendedDisplayFrameRateInFloat") is None


def test_a_name_where_a_text_belongs_is_no_error_and_not_kept() -> None:
    """A damaged header holds values of other types than its keywords have; found by changing bytes at random."""
    dataset = Dataset()
    dataset.add_new("StationName", "PN", "A^B")
    assert number(dataset, "StationName") is None
    assert text(dataset, "StationName") is None


def test_a_sequence_where_a_text_belongs_says_nothing() -> None:
    """Its items may name a person."""
    dataset, item = Dataset(), Dataset()
    item.PatientName = "Sentinel"
    dataset.add_new("StationName", "SQ", [item])
    assert text(dataset, "StationName") is None
    assert number(dataset, "StationName") is None


@pytest.mark.parametrize(("value", "wanted"), [(["1", "2"], [1, 2]), ("7", [7]), ([], []), (None, [])])
def test_numbers_are_all_values(value: Any, wanted: list[float]) -> None:
    dataset = Dataset()
    dataset.WindowCenter = value
    assert numbers(dataset, "WindowCenter") == wanted
    assert numbers(dataset, "WindowWidth") == []


def test_numbers_end_where_one_is_none() -> None:
    dataset = Dataset()
    dataset.add_new("WindowCenter", "FD", [1.0, float("nan"), 2.0])
    assert numbers(dataset, "WindowCenter") == [1]


@pytest.mark.parametrize("keyword", ["ViewPosition", "BodyPartExamined", "PatientPosition", "SOPInstanceUID", "StudyInstanceUID"])
@given(st.text(max_size=80))
def test_where_a_code_or_an_identifier_belongs_no_free_text_is_kept(keyword: str, value: str) -> None:
    dataset = Dataset()
    dataset.add_new(keyword, "UT", value)
    for found, allowed in ((code(dataset, keyword), "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _"), (uid(dataset, keyword), "0123456789.")):
        assert found is None or set(found) <= set(allowed)


@pytest.mark.parametrize(("value", "kept"), [("pa", "PA"), ("LL ", "LL"), ("Meier, Hans", None), ("A" * 17, None), ("", None)])
def test_a_code_string_is_kept_in_capitals(value: str, kept: str | None) -> None:
    dataset = Dataset()
    dataset.add_new("ViewPosition", "LO", value)
    assert code(dataset, "ViewPosition") == kept


def _digest(value: Any, key: bytes | None = b"key") -> str | None:
    dataset = Dataset()
    dataset.add_new("PatientID", "UT", value)
    return patient_digest(dataset, key)


def test_a_patient_is_named_by_a_keyed_hash_and_blanks_do_not_count() -> None:
    assert _digest("4711") == _digest(" 4711  ") == hmac.new(b"key", b"4711", "sha256").hexdigest()
    assert _digest("4711") != _digest("4711", b"other") != _digest("4712")


@pytest.mark.parametrize("value", ["", "  ", None])
def test_without_an_identifier_or_a_key_a_patient_has_no_digest(value: Any) -> None:
    assert _digest(value) is _digest("4711", None) is patient_digest(Dataset(), b"key") is None


def test_two_identifiers_that_begin_alike_are_two_patients() -> None:
    """Other text is cut to 64 letters; this is not."""
    assert _digest("1" * 70) != _digest("1" * 71)
