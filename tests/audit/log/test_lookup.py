"""What a log finds again: a film by its pixels, patient and method; a file that could not be read by its bytes and version."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest

from audit.log.store import EntryKind, Log, Stored
from audit.records.film import FilmRecord
from tests.audit.films import FINGERPRINT, METHOD, ended_film, of_patient, refused_film

_KEY = {"pixel_sha256": "0" * 64, "fingerprint": FINGERPRINT}


def _append(log: Log, record: FilmRecord) -> Stored:
    return log.append(EntryKind(record.status), actor="a", subject="s", record=record)


def test_a_film_is_found_again_only_with_the_same_pixels_and_the_same_method(log: Log, record: FilmRecord) -> None:
    first, second = _append(log, record), _append(log, record)
    assert log.recorded(**_KEY, patient_digest=None, file_sha256="b" * 64) == second != first
    for name in _KEY:
        assert log.recorded(**_KEY | {name: "7" * 64}, patient_digest=None, file_sha256="b" * 64) is None


def test_an_earlier_entry_is_found_before_a_later_one(log: Log, record: FilmRecord) -> None:
    first, second = _append(log, record), _append(log, record)
    key = _KEY | {"patient_digest": None, "file_sha256": "b" * 64}
    assert [log.recorded(**key, before=before) for before in (None, second.seq, first.seq)] == [second, first, None]


def test_two_methods_in_turn_each_find_their_own_entry(log: Log, record: FilmRecord) -> None:
    """Runs under methods A, B, A screen each film twice, not three times."""
    other = replace(record, method=replace(METHOD, fingerprint="5" * 64))
    one, two = _append(log, record), _append(log, other)
    assert log.recorded(**_KEY, patient_digest=None, file_sha256="b" * 64) == one
    assert log.recorded(**_KEY | {"fingerprint": "5" * 64}, patient_digest=None, file_sha256="b" * 64) == two


def test_an_entry_whose_method_is_not_wholly_known_is_never_found_as_recorded(log: Log, record: FilmRecord) -> None:
    _append(log, replace(record, method=replace(METHOD, fingerprint=None)))
    assert log.recorded(**_KEY, patient_digest=None, file_sha256="b" * 64) is None


def test_a_film_that_names_another_patient_is_another_film(log: Log, record: FilmRecord) -> None:
    of_nobody = _append(log, of_patient(record, None))
    assert log.recorded(**_KEY, patient_digest="1" * 64, file_sha256="8" * 64) == of_nobody
    of_one, of_another = (_append(log, of_patient(record, digit * 64)) for digit in "12")
    assert log.recorded(**_KEY, patient_digest="1" * 64, file_sha256="8" * 64) == of_one
    assert log.recorded(**_KEY, patient_digest=None, file_sha256="8" * 64) == of_another
    assert log.recorded(**_KEY, patient_digest="1" * 64, file_sha256="b" * 64) == of_another


@pytest.mark.parametrize(("status", "found"), [("refused", True), ("failed", False)])
def test_a_film_that_failed_is_screened_again_and_one_that_was_refused_is_not(
    log: Log, record: FilmRecord, *, status: Literal["refused", "failed"], found: bool
) -> None:
    _append(log, ended_film(record, status))
    assert (log.recorded(**_KEY, patient_digest=None, file_sha256="b" * 64) is not None) is found


def test_a_file_that_could_not_be_read_is_found_again_by_the_version_that_refused_it(log: Log, refusal: FilmRecord) -> None:
    entry = _append(log, refusal)
    assert log.unreadable(file_sha256="f" * 64, code_version="0") == entry
    assert log.unreadable(file_sha256="f" * 64, code_version="1") is None
    assert log.unreadable(file_sha256="0" * 64, code_version="0") is None


def test_a_film_that_was_read_and_then_refused_is_no_unreadable_file(log: Log, record: FilmRecord) -> None:
    _append(log, ended_film(record, "refused"))
    assert log.unreadable(file_sha256="b" * 64, code_version="0") is None


def test_the_hash_of_no_file_finds_nothing(log: Log) -> None:
    _append(log, refused_film(None))
    assert log.unreadable(file_sha256="f" * 64, code_version="0") is None


def test_a_film_is_found_by_its_file_only_by_the_same_method_and_only_as_it_ended(log: Log, record: FilmRecord) -> None:
    key = {"file_sha256": "b" * 64, "fingerprint": FINGERPRINT}
    assert not log.knows_method(FINGERPRINT)
    _append(log, ended_film(record, "failed"))
    assert (log.recorded_file(**key), log.knows_method(FINGERPRINT)) == (None, True)
    first, second = _append(log, record), _append(log, ended_film(record, "refused"))
    assert log.recorded_file(**key) == second != first
    for name in key:
        assert log.recorded_file(**key | {name: "7" * 64}) is None
    assert not log.knows_method("7" * 64)


def test_a_file_that_was_no_film_is_not_found_as_one(log: Log, refusal: FilmRecord) -> None:
    _append(log, replace(refusal, method=METHOD))
    assert log.recorded_file(file_sha256="f" * 64, fingerprint=FINGERPRINT) is None
