"""What single cells say."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.cohort.labels.cells import decade_of, is_answer, is_unknown, is_unsure, number_of, plain, sex_of, truth_of


@pytest.mark.parametrize(
    ("cell", "decade"),
    [
        ("58", "50-59"), ("058Y", "50-59"), ("58.0", "50-59"), ("0", "0-9"), ("11M", "0-9"), ("300D", "0-9"), ("6 months", "0-9"),
        ("90", "90+"), ("119Y", "90+"), ("50-59", "50-59"), ("90+", "90+"), ("40-59", None),
         ("414", None), ("old", None), ("", None), ("-5", None),
    ],
)  # fmt: skip
def test_ages_are_decades_as_the_log_writes_them(cell: str, decade: str | None) -> None:
    assert decade_of(cell) == decade


@given(st.integers(0, 120))
def test_every_age_is_within_its_decade(age: int) -> None:
    found = decade_of(str(age))
    assert found == ("90+" if age >= 90 else f"{10 * (age // 10)}-{10 * (age // 10) + 9}")
    assert decade_of(found) == found


@pytest.mark.parametrize(("cell", "truth"), [("1", 1), ("1.0", 1), ("TRUE", 1), ("yes", 1), ("0", 0), ("0.0", 0), ("False", 0), ("n", 0)])
def test_yes_and_no_are_known_in_several_spellings(cell: str, truth: float) -> None:
    assert (truth_of(cell), is_answer(cell)) == (truth, True)


@pytest.mark.parametrize("cell", ["", "-1", "-1.0", "uncertain", "NaN", "?", "0.5", "perhaps"])
def test_what_is_neither_yes_nor_no_is_no_truth(cell: str) -> None:
    assert math.isnan(truth_of(cell))
    assert is_answer(cell) is (cell not in {"0.5", "perhaps"})
    assert is_unsure(cell) is (cell in {"-1", "-1.0", "uncertain"})


def test_numbers_have_a_point_or_a_comma_and_are_finite() -> None:
    assert [number_of(cell) for cell in ("0.5", "0,5", "-3", "1e-3", "inf", "nan", "a", "1,2,3")] == [0.5, 0.5, -3, 0.001] + [None] * 4


def test_names_are_the_same_without_case_blanks_and_signs() -> None:
    assert len({plain(name) for name in ("Pleural_Thickening", "pleural thickening", "PleuralThickening", "PLEURAL-THICKENING")}) == 1


def test_sexes_are_as_the_log_writes_them() -> None:
    assert [sex_of(cell) for cell in ("female", "F", "Male", "m", "O")] == ["F", "F", "M", "M", "O"]
    assert [is_unknown(cell) for cell in ("", "N/A", "nan", "unknown", "F")] == [True, True, True, True, False]
