"""What one classifier found on each film."""

from __future__ import annotations

from dataclasses import replace

from audit.comparison.screenings import Found, Screenings
from audit.records.film import FilmRecord
from tests.audit.films import ended_film, screened_film


def _another_time(record: FilmRecord) -> FilmRecord:
    """The same film, on which Mass is no longer positive."""
    assert record.findings
    assert record.blobs
    mass = replace(record.findings[0], probability=0.01, positive=False, attention=None, tests=(), deciding_region=None)
    return replace(
        record, findings=(mass, *record.findings[1:]), regions=(), challenges=(), not_run=(), blobs=replace(record.blobs, outlines=())
    )


def test_the_last_screening_of_a_film_counts() -> None:
    gathered = Screenings("d" * 6)
    for one in (screened_film(1), _another_time(screened_film(1)), screened_film(2)):
        gathered.add(one)
    assert (gathered.seen, gathered.otherwise, len(gathered.films)) == ({"d" * 64}, 0, 2)
    assert gathered.films["1" * 64].findings["Mass"] == Found(0.01, False, None, None)
    assert gathered.films["2" * 64].findings["Mass"] == Found(0.1824, True, 0.625, None)
    assert gathered.films["2" * 64].patient == "9" * 64


def test_another_classifier_is_no_matter() -> None:
    gathered = Screenings("abcdef")
    gathered.add(screened_film(1))
    assert (gathered.films, gathered.seen, gathered.otherwise) == ({}, set(), 0)


def test_what_was_refused_was_not_screened() -> None:
    gathered = Screenings("d" * 64)
    gathered.add(ended_film(screened_film(1), "refused"))
    assert gathered.films == {}


def test_another_manifest_of_the_same_weights_is_left_out_and_counted() -> None:
    other, same = Screenings("d" * 64, frozenset({"f" * 64})), Screenings("d" * 64, frozenset({"c" * 64}))
    for one in (other, same):
        one.add(screened_film(1))
    assert (other.films, other.otherwise, other.seen) == ({}, 1, {"d" * 64})
    assert (len(same.films), same.otherwise, same.decided_as) == (1, 0, 1)


def test_an_entry_that_does_not_tell_the_manifest_counts() -> None:
    """As entries of an earlier schema."""
    record = screened_film(1)
    gathered = Screenings("d" * 64, frozenset({"f" * 64}))
    gathered.add(replace(record, method=replace(record.method, manifests={})))
    assert (len(gathered.films), gathered.otherwise) == (1, 0)


def test_how_often_it_was_decided_otherwise_is_known() -> None:
    gathered, record = Screenings("d" * 64), screened_film(2)
    gathered.add(screened_film(1))
    gathered.add(replace(record, method=replace(record.method, manifests={"classifier": "f" * 64})))
    assert gathered.decided_as == 2


def test_the_prefix_of_two_weights_shows_both() -> None:
    gathered, record = Screenings("d" * 6), screened_film(2)
    assert record.classifier
    gathered.add(screened_film(1))
    gathered.add(replace(record, classifier=replace(record.classifier, weights_sha256="d" * 6 + "0" * 58)))
    assert gathered.seen == {"d" * 64, "d" * 6 + "0" * 58}
