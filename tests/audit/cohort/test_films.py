"""Which films are a cohort."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from audit.cohort.films import Films, NoCohort, films_of, read_rows
from audit.log.store import Log
from audit.records.film import FilmRecord
from tests.audit.cohort.rows import by, written
from tests.audit.films import refused_film, screened_film

A, B = "a" * 64, "b" * 64


def _films(folder: Path, *records: FilmRecord, wanted: str | None = None, as_of: int = 10**6) -> Films:
    with Log(written(folder / "a.db", *records), writing=False) as log:
        return films_of(*read_rows(log, as_of=as_of), wanted)


def _several(number: int, name: str, weights: str, fingerprint: str | None = "1" * 64, first: int = 0) -> list[FilmRecord]:
    return [by(screened_film(first + at), name=name, weights=weights, fingerprint=fingerprint) for at in range(number)]


def test_without_a_name_it_is_the_classifier_of_most_films_and_that_is_told(tmp_path: Path) -> None:
    found = _films(tmp_path, *_several(3, "mine", A), *_several(2, "other", B), refused_film("c" * 64))
    assert (found.classifier, found.several, [row.seq for row in found.rows]) == (("mine", A), True, [1, 2, 3])
    assert found.left_out.other_classifiers == (("other", 2),)
    assert found.left_out.not_screened == 1


def test_films_count_and_not_entries(tmp_path: Path) -> None:
    """One film that was screened four times is one film, and its last entry counts."""
    again = [*_several(1, "mine", A)] * 4
    found = _films(tmp_path, *again, *_several(2, "other", B))
    assert (found.classifier[0], found.left_out.other_classifiers) == ("other", (("mine", 1),))
    found = _films(tmp_path, wanted="mine")
    assert ([row.seq for row in found.rows], found.left_out.repeats, found.several) == ([4], 3, False)


@pytest.mark.parametrize("wanted", ["other", "bbbbbb", "BBBBBBBB", B])
def test_a_classifier_is_named_by_name_or_by_its_weights(tmp_path: Path, wanted: str) -> None:
    found = _films(tmp_path, *_several(3, "mine", A), *_several(2, "other", B), wanted=wanted)
    assert (found.classifier, len(found.rows), found.several) == (("other", B), 2, False)


def test_the_method_of_most_films_counts_and_of_equals_the_latest(tmp_path: Path) -> None:
    """Three films by method 1, three by method 2, of which one is a film of the first three; one of a method nobody knows."""
    one, two = _several(3, "mine", A, "1" * 64), _several(3, "mine", A, "2" * 64, first=2)
    found = _films(tmp_path, *one, *two, *_several(1, "mine", A, None, first=9))
    assert (found.fingerprint, [row.seq for row in found.rows]) == ("2" * 64, [4, 5, 6])
    assert (found.left_out.other_methods, found.left_out.without_fingerprint) == (2, 1)


def test_the_log_can_be_read_as_it_was(tmp_path: Path) -> None:
    records = [*_several(2, "mine", A), *_several(5, "other", B)]
    found = _films(tmp_path, *records, as_of=3)
    assert (found.classifier[0], found.left_out.other_classifiers) == ("mine", (("other", 1),))


def test_one_instance_with_other_pixels_is_another_film(tmp_path: Path) -> None:
    """An export that gives all its files one UID does not make them one film."""
    film = by(screened_film(0))
    assert film.radiograph
    other = replace(film, radiograph=replace(film.radiograph, pixel_sha256="7" * 64))
    assert len(_films(tmp_path, film, other).rows) == 2


def test_without_an_instance_a_film_is_its_file(tmp_path: Path) -> None:
    film = by(screened_film(0))
    assert film.radiograph
    bare = replace(film.radiograph, sop_instance_uid=None)
    same, other = replace(film, radiograph=bare), replace(film, radiograph=replace(bare, file_sha256="7" * 64))
    found = _films(tmp_path, same, same, other)
    assert ([row.seq for row in found.rows], found.left_out.repeats) == ([2, 3], 1)


@pytest.mark.parametrize(
    ("records", "wanted", "sentence"),
    [
        ([], None, "The log holds no screened film."),
        ([refused_film("c" * 64)], "mine", "The log holds no screened film."),
        (_several(1, "mine", A), "yours", "No film was screened by yours. Classifiers in this log: mine."),
        (_several(1, "mine", A, None), None, "do not tell their whole method"),
        (_several(1, "mine", A), "aaaaa", "No film was screened by aaaaa."),
    ],
)
def test_no_films_are_one_sentence(tmp_path: Path, records: list[FilmRecord], wanted: str | None, sentence: str) -> None:
    with pytest.raises(NoCohort, match=sentence.replace(".", r"\.")):
        _films(tmp_path, *records, wanted=wanted)
