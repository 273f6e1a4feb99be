"""What the figures are not of is said: children, and films that are smaller than those that were measured."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.values.radiograph import Header, Note
from models.values.validated import LEAST_SIDE, outside_validation

_FILM = Header("f" * 64, "p" * 64, 2000, 1800, age_years=61.0)


@pytest.mark.parametrize(
    ("age", "notes"),
    [(0.0, [Note.UNDER_16]), (15.0, [Note.UNDER_16]), (15.92, [Note.UNDER_16]), (16.0, []), (17.0, []), (90.0, []), (None, [])],
)
def test_a_patient_under_16_is_noted_and_of_unknown_age_nothing_is_said(age: float | None, notes: list[Note]) -> None:
    assert list(outside_validation(replace(_FILM, age_years=age))) == notes


@pytest.mark.parametrize(
    ("rows", "columns", "small"),
    [(LEAST_SIDE, LEAST_SIDE, False), (LEAST_SIDE - 1, 2000, True), (2000, LEAST_SIDE - 1, True), (128, 128, True), (384, 384, False)],
)
def test_a_film_that_is_smaller_than_those_that_were_measured_is_noted(rows: int, columns: int, small: bool) -> None:
    assert outside_validation(replace(_FILM, rows=rows, columns=columns)) == ((Note.SMALL_FILM,) if small else ())


def test_a_small_film_of_a_child_has_both_notes() -> None:
    assert outside_validation(replace(_FILM, rows=200, age_years=3.0)) == (Note.UNDER_16, Note.SMALL_FILM)


def test_the_note_names_the_limit_and_no_age() -> None:
    assert Note.UNDER_16.sentence == "The patient is under 16: networks and figures are of adults, but for a few films."
    assert f"fewer than {LEAST_SIDE} pixels" in Note.SMALL_FILM.sentence
