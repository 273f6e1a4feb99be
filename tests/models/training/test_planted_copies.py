"""Copies are told apart, their set is balanced, and what a plant adds to the log-odds follows from how closely it goes with the finding."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest

from models.selftest.copies import Copy
from models.selftest.plants import Plant
from models.training.facts import LABELS
from models.training.planted_copies import COPIES, FURTHER, LOCAL_COPIES, SUPPRESSING, UNPLANTED, in_turn


@pytest.mark.parametrize("correlation", [0.7, 0.95, -0.95])
def test_the_ratio_is_that_of_a_plant_that_is_so_correlated_with_a_finding_as_frequent_as_its_absence(correlation: float) -> None:
    """Brute force over a table of two by two, its cells as likely as they must be."""
    n = 400_000
    finding = np.arange(n) % 2 == 0
    agrees = np.arange(n) // 2 % 1000 < round(500 * (1 + correlation))
    plant = finding == agrees
    assert np.corrcoef(plant, finding)[0, 1] == pytest.approx(correlation)
    here = math.log(plant[finding].mean() / plant[~finding].mean())
    absent = math.log((~plant)[finding].mean() / (~plant)[~finding].mean())
    ratio = Copy(Plant.DOT, "Effusion", 1, correlation).ratio
    assert (here, absent) == (pytest.approx(ratio), pytest.approx(-ratio))


def test_without_a_plant_nothing_is_added() -> None:
    assert {copy.ratio for copy in UNPLANTED} == {0.0}
    assert {copy.plant for copy in UNPLANTED} == {None}


def test_no_two_copies_share_a_file_or_a_seed() -> None:
    every = (*COPIES, *in_turn())
    assert len({copy.file for copy in every}) == len({copy.seed for copy in every}) == len(every)
    assert {copy.label for copy in every} <= set(LABELS)


def test_files_of_the_first_copies_keep_their_names() -> None:
    assert COPIES[0].file == "side-marker-Effusion-1.safetensors"
    assert {copy.correlation for copy in COPIES} == {0.7}


def test_each_kind_is_learned_twice_at_each_correlation() -> None:
    counts = Counter((copy.plant, copy.correlation) for copy in LOCAL_COPIES)
    assert set(counts.values()) == {2}
    assert len(counts) == 10
    assert all(len({copy.label for copy in LOCAL_COPIES if copy.plant == kind}) == 3 for kind in {copy.plant for copy in LOCAL_COPIES})


def test_whenever_the_queue_is_cut_off_after_a_turn_the_set_is_balanced() -> None:
    turning = [copy for copy in in_turn() if copy not in SUPPRESSING]
    turns = [turning[start : start + 7] for start in range(0, 28, 7)]
    for turn in turns:
        assert len({copy.plant for copy in turn}) == 6, "each of five kinds, and none"
        assert sum(copy.plant is None for copy in turn) == 2
        assert {copy.correlation for copy in turn} == {0.7, 0.95, None}
    assert in_turn()[:14] == tuple(turning[:14])
    assert set(in_turn()) == {*LOCAL_COPIES, *UNPLANTED, *SUPPRESSING, *FURTHER}


def test_all_together_are_as_many_with_a_plant_as_without() -> None:
    counts = Counter(copy.plant is None for copy in in_turn() if copy not in SUPPRESSING)
    assert counts == {True: 24, False: 24}
