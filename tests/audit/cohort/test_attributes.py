"""Attributes of films by log and table together, and filters on them."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.cohort.attributes import as_spelt, attributes_of, column_of, passing
from audit.cohort.films import NoCohort
from tests.audit.cohort.rows import rows


def test_the_table_counts_where_it_says_something(tmp_path: Path) -> None:
    """Films are PA, AP, PA by their headers; the table says AP, AP and nothing."""
    found = attributes_of(rows(tmp_path, 3), {"view": ("AP", "AP", None), "ward": ("1", None, "2")})
    assert (found.values["view"], found.values["ward"]) == (("AP", "AP", "PA"), ("1", None, "2"))
    assert found.values["sex"] == ("F", "F", "F")
    assert found.differing == {"view": 1}


def test_a_column_has_its_values_in_order_and_none_for_what_is_unknown() -> None:
    found = column_of("ward", ("b", None, "a", "b"))
    assert (found.name, found.values, found.code.tolist()) == ("ward", ("a", "b"), [1, -1, 0, 1])


@pytest.mark.parametrize(
    ("where", "kept"),
    [
        ([], [0, 1, 2, 3]),
        ([("view", "PA")], [0, 2]),
        ([("View", "pa")], [0, 2]),
        ([("view", "PA"), ("view", "LL")], [0, 2, 3]),
        ([("view", "PA"), ("ward", "1")], [0]),
    ],
)
def test_of_one_attribute_any_value_serves_and_all_attributes_must(where: list[tuple[str, str]], kept: list[int]) -> None:
    values = {"view": ("PA", None, "PA", "LL"), "ward": ("1", "1", "2", "2")}
    assert passing(values, as_spelt(values, where), 4) == kept


def test_a_filter_is_the_same_in_whatever_letters_it_is_written() -> None:
    values = {"view": ("PA", None, "AP"), "ward": ("North", "north", "south")}
    assert as_spelt(values, [("View", "pa"), ("view", "PA"), ("WARD", "NORTH")]) == (("view", "PA"), ("ward", "North"))
    assert as_spelt(values, [("view", "LL")]) == as_spelt(values, [("view", "ll")]) == (("view", "ll"),)


@pytest.mark.parametrize(
    ("where", "sentence"),
    [([("wards", "1")], "There is no attribute 'wards'; there are: ward."), ([("ward", "9")], "No film has ward = 9.")],
)
def test_filters_that_leave_nothing_say_so(where: list[tuple[str, str]], sentence: str) -> None:
    values = {"ward": ("1", "2")}
    with pytest.raises(NoCohort) as raised:
        passing(values, as_spelt(values, where), 2)
    assert str(raised.value) == sentence
