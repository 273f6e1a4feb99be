"""Whose films are whose, and what looks like one patient, or one film, twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from audit.cohort.film_row import FilmRow
from audit.cohort.patients import patients_of
from tests.audit.cohort.rows import rows


@pytest.fixture
def films(tmp_path: Path) -> list[FilmRow]:
    """Five films of five patients, of entries 1 to 5."""
    return rows(tmp_path, 5)


def _changed(films: list[FilmRow], **values: dict[int, Any]) -> list[FilmRow]:
    """Give films other values, by their entries."""
    return [replace(film, **{name: of[film.seq] for name, of in values.items() if film.seq in of}) for film in films]


def test_films_without_doubts_have_none(films: list[FilmRow]) -> None:
    found = patients_of(films, [None] * 5)
    assert (found.number.tolist(), found.count, found.unknown, found.from_table) == ([0, 1, 2, 3, 4], 5, 0, 0)
    assert (found.under_two_ids, found.of_two_rows, found.same_pixels, found.nearly_same) == ((), (), (), ())


def test_a_header_counts_then_the_table_then_the_film_itself(films: list[FilmRow]) -> None:
    """Entries 1 and 4 are of one header's patient; 2 and 3 of nobody's by the header, and of one by the table; 5 of nobody's at all."""
    changed = _changed(films, patient={4: films[0].patient, 2: None, 3: None, 5: None})
    found = patients_of(changed, ["x", "y", "y", "x", None])
    assert (found.number.tolist(), found.count, found.unknown, found.from_table) == ([0, 1, 1, 0, 2], 3, 1, 2)


def test_a_name_of_the_table_is_the_headers_patient_that_it_goes_with(films: list[FilmRow]) -> None:
    """Entry 3 has no header's patient; the table calls it as entry 1. A name that goes with two headers' patients is of neither."""
    changed = _changed(films, patient={3: None, 5: None})
    found = patients_of(changed, ["x", None, "x", None, None])
    assert (found.number.tolist(), found.count, found.unknown, found.from_table) == ([0, 1, 0, 2, 3], 4, 1, 1)
    assert patients_of(changed, ["x", "x", "x", None, "x"]).number.tolist() == [0, 1, 2, 3, 2]


def test_a_patient_under_two_ids_is_told_and_not_merged(films: list[FilmRow]) -> None:
    """By the same pixels, the same study, and by the table."""
    changed = _changed(films, pixel_sha256={2: films[0].pixel_sha256}, study_instance_uid={4: films[2].study_instance_uid})
    found = patients_of(changed, ["x", None, "z", None, "z"])
    assert found.under_two_ids == ((1, 2), (3, 4), (3, 5))
    assert (found.count, found.same_pixels) == (5, ((1, 2),))


def test_one_header_with_two_patients_of_the_table_is_told(films: list[FilmRow]) -> None:
    changed = _changed(films, patient={2: films[0].patient})
    assert patients_of(changed, ["x", "y", None, None, None]).of_two_rows == ((1, 2),)


def test_near_duplicates_have_the_same_scores_lungs_and_tags(films: list[FilmRow]) -> None:
    """Within 0.001: entries 2 and 3 of one film, 4 of another view, 5 of other lungs."""
    near = {seq: tuple(replace(one, logit=2.0 + 0.0004 * (seq - 2)) for one in films[1].decided) for seq in (3, 4, 5)}
    changed = _changed(films, decided=near, tags=dict.fromkeys((2, 3, 5), films[1].tags), lung_area_share={5: 0.4})
    assert changed[3].tags != changed[1].tags
    assert patients_of(changed, [None] * 5).nearly_same == ((2, 3),)


def test_films_far_apart_are_near_where_others_stand_between_them(films: list[FilmRow]) -> None:
    """Each within 0.001 of the next; the same pixels are told as such alone."""
    chain = {seq: tuple(replace(one, logit=0.0009 * seq) for one in films[0].decided) for seq in range(1, 6)}
    changed = _changed(films, decided=chain, tags=dict.fromkeys(range(1, 6), films[0].tags))
    assert patients_of(changed, [None] * 5).nearly_same == ((1, 2, 3, 4, 5),)
    same = [replace(film, pixel_sha256="0" * 64) for film in changed]
    found = patients_of(same, [None] * 5)
    assert (found.same_pixels, found.nearly_same) == (((1, 2, 3, 4, 5),), ())


def test_one_film_alone_has_no_duplicate(films: list[FilmRow]) -> None:
    assert patients_of(films[:1], [None]).nearly_same == ()
