"""Ages as headers spell them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import Dataset

from models.reading.header.ages import between, years_in
from models.reading.header.tags import years


@pytest.mark.parametrize(
    ("age", "wanted"),
    [
        ("045Y", 45), ("90+", 90), ("45", 45), ("45Y ", 45), ("045y", 45), ("45 Years", 45), ("45 yrs.", 45), ("45 y/o", 45),
        ("45 years old", 45), ("45-year-old", 45), ("18-month-old", 1.5), ("012H", 12 / 8760), ("3 hours", 3 / 8760),
        ("45 anos", 45), ("6 meses", 0.5), ("26 semanas", 0.5), ("26 semaines", 0.5), ("10 jours", 10 / 365), ("6 mesi", 0.5),
        ("45-50Y", None),
        ("P45Y", 45), ("45 J", 45), ("45 Jahre", 45), ("45 ans", 45), ("45 años", 45), ("45.5", 45.5), ("45,5 Y", 45.5),
        ("018M", 1.5), ("6 M", 0.5), ("6 months", 0.5), ("6 Monate", 0.5), ("26W", 0.5), ("3 weeks", 3 / 52), ("000D", 0),
        ("10 days", 10 / 365), ("1Y6M", 1.5), ("P1Y6M", 1.5), ("1 year 6 months", 1.5), ("0000000045", None), ("1 6", None),
        ("45 apples", None), ("Y45", None), ("-45Y", None), ("121Y", None), ("unknown", None), ("45Y?", None), ("", None),
        (" ", None), (None, None), ("1e2", None), ("4 5Y", None),
    ],
)  # fmt: skip
def test_an_age_is_read_in_years(age: str | None, wanted: float | None) -> None:
    assert years_in(age) == (None if wanted is None else pytest.approx(wanted))


@given(st.text(alphabet="0123456789 YMWDPyears.,/", max_size=64))
def test_any_text_is_an_age_of_up_to_120_years_or_none(text: str) -> None:
    found = years_in(text)
    assert found is None or 0 <= found <= 120


@pytest.mark.parametrize(
    ("born", "seen", "wanted"),
    [
        ("20100101", "20160101", 6), ("2010.01.01", "2016-01-01", 6), ("20160101", "20160101120000.0+0100", 0),
        ("20170101", "20160101", None), ("18800101", "20160101", None), ("00010101", "20160101", None),
        ("20101301", "20160101", None), ("", "20160101", None), ("20100101", None, None), ("2010", "2016", None),
    ],
)  # fmt: skip
def test_an_age_is_the_time_between_two_dates(born: str, seen: str | None, wanted: float | None) -> None:
    assert between(born, seen) == (None if wanted is None else pytest.approx(wanted, abs=0.01))


@pytest.mark.parametrize(
    ("elements", "wanted"),
    [
        ({"PatientAge": "004Y"}, 4),
        ({"PatientAge": "004Y", "PatientBirthDate": "19500101", "StudyDate": "20200101"}, 4),
        ({"PatientBirthDate": "20160101", "StudyDate": "20200101"}, 4),
        ({"PatientBirthDate": "20160101", "AcquisitionDate": "20200101", "StudyDate": "20240101"}, 4),
        ({"PatientBirthDate": "20160101", "AcquisitionDate": "20100101", "StudyDate": "20200101"}, 4),
        ({"PatientAge": "999Y", "PatientBirthDate": "20160101", "StudyDate": "20200101"}, 4),
        ({"PatientBirthDate": "20160101"}, None),
        ({}, None),
    ],
    ids=str,
)
def test_the_stated_age_comes_first_then_the_dates(elements: dict[str, str], wanted: float | None) -> None:
    dataset = Dataset()
    dataset.update(elements)
    assert years(dataset) == (None if wanted is None else pytest.approx(wanted, abs=0.01))
