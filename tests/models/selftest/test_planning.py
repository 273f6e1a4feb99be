"""Copies of a self-test do not depend on what else is asked for."""

from __future__ import annotations

from models.selftest.planning import KINDS, NOTHING, planned
from models.selftest.plants import OUTSIDE, Plant

LABELS = ("Effusion", "Mass", "Nodule")
EVERY = (*map(str, KINDS), NOTHING)


def test_fewer_kinds_or_copies_ask_for_some_of_the_same_copies() -> None:
    everything = planned(EVERY, LABELS, (0.7, 0.95), 3)
    assert len(set(everything)) == 3 * (2 * len(KINDS) + 1)
    assert set(planned(("blur", NOTHING), LABELS, (0.95,), 2)) < set(everything)
    assert planned(EVERY, LABELS, (0.7, 0.95), 1) == everything[: len(everything) // 3]


def test_findings_are_taken_in_turn_and_nothing_is_planted_where_nothing_is_asked() -> None:
    copies = planned((str(Plant.TEXT),), LABELS, (0.95,), 6)
    assert [copies[turn].label for turn in range(3)] == [copies[turn + 3].label for turn in range(3)]
    assert {copy.label for copy in copies} == set(LABELS)
    (plain,) = planned((NOTHING,), LABELS, (0.5, 0.9), 1)
    assert (plain.plant, plain.correlation, plain.ratio) == (None, None, 0.0)


def test_every_kind_outside_is_one_that_can_be_asked_for() -> None:
    assert {kind for kind in OUTSIDE if kind is not Plant.NOISE} < set(KINDS)
