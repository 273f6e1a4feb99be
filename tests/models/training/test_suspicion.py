"""A reference is suspected where certainly more of its films depend on outside than false alarms explain."""

from __future__ import annotations

import pytest

from models.selftest.planted_pairs import CopyMeasured, Pair, Said
from models.training.suspicion import known, suspicion
from models.values.reference_review import ReferenceReview
from models.values.verdict import Verdict

NEGATIVE = Said(-3.0, False, Verdict.NOT_CHALLENGED)
FOUND = Said(4.0, True, Verdict.DEPENDENT_ON_OUTSIDE)
MISSED = Said(4.0, True, Verdict.UNDETERMINED)
UNASKED = Said(4.0, True, Verdict.NOT_CHALLENGED)


def _copy(*said: tuple[Said | None, Said | None]) -> CopyMeasured:
    pairs = tuple(Pair(f"nih {i}", "PA", "Effusion", *one) for i, one in enumerate(said))
    return CopyMeasured("corner-dot-Effusion-11", "corner dot", 0.95, 7.3, {}, pairs)


def test_a_plant_that_is_found_everywhere_is_suspected_from_the_share_on_that_certainly_is_no_false_alarm() -> None:
    rows = suspicion([_copy(*[(NEGATIVE, FOUND)] * 100)], draws=3)
    assert [(row["level"], row["suspected"][0]) for row in rows] == [(0.0, 0.0), (0.1, 1.0), (0.25, 1.0), (0.5, 1.0)]
    assert ReferenceReview(100, 0, 0, 100, 100, 10).suspected
    assert not ReferenceReview(100, 0, 0, 100, 100, 9).suspected


def test_what_the_audit_does_not_find_is_not_suspected() -> None:
    assert {row["suspected"][2] for row in suspicion([_copy(*[(NEGATIVE, MISSED)] * 80)], draws=3)} == {0.0}


def test_films_that_depend_on_markers_of_their_own_are_suspected_without_a_plant() -> None:
    (none, *_) = suspicion([_copy(*[(FOUND, FOUND)] * 20, *[(NEGATIVE, NEGATIVE)] * 60)], draws=2)
    assert (none["level"], none["suspected"]) == (0.0, [1.0, 1.0, 1.0])


def test_copies_stand_side_by_side() -> None:
    found, missed = _copy(*[(NEGATIVE, FOUND)] * 70), _copy(*[(NEGATIVE, MISSED)] * 70)
    half = suspicion([found, missed], draws=2)[-1]
    assert (half["copies"], half["suspected"]) == (2, [0.5, 0.0, 1.0])


@pytest.mark.parametrize("unknown", [(None, FOUND), (UNASKED, FOUND), (NEGATIVE, None)])
def test_films_of_which_a_verdict_is_not_known_and_too_few_films_say_nothing(unknown: tuple[Said | None, Said | None]) -> None:
    copy = _copy(unknown, *[(NEGATIVE, FOUND)] * 59)
    assert len(known(copy)) == 59
    assert suspicion([copy]) == []
