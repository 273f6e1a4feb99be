"""Mask swaps: closed forms, all permutations, and films whose attention follows their masks."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

from audit.cohort.atlas.atlas import atlas
from audit.cohort.atlas.figures import Atlas
from audit.cohort.atlas.mask_swap import swapped
from audit.log.store import Log
from tests.audit.cohort.atlas.mapped import Mapped, cohort_of, mapped_log


def test_attention_in_its_own_mask_alone() -> None:
    found = swapped(np.eye(8), np.array([0, 0, 0, 0, 1, 1, 1, 1]), np.random.default_rng(0), 5000)
    assert (found.own, found.others) == (1.0, 0.0)
    np.testing.assert_allclose(found.parts, 1.0)
    assert found.p == pytest.approx(1 / 24**2, abs=0.002)


def test_the_same_mask_on_all_films_says_nothing() -> None:
    found = swapped(np.repeat(np.random.default_rng(0).random((6, 1)), 6, axis=1), np.zeros(6, np.int64), np.random.default_rng(1), 200)
    assert found.p == 1.0
    np.testing.assert_allclose(found.parts, 0, atol=1e-12)


def test_p_is_that_of_all_permutations_and_parts_are_the_difference() -> None:
    shares = np.random.default_rng(4).random((5, 5))
    found = swapped(shares, np.zeros(5, np.int64), np.random.default_rng(1), 4000)
    sums = [shares[range(5), order].sum() for order in permutations(range(5))]
    assert found.p == pytest.approx(np.mean([one >= np.trace(shares) - 1e-9 for one in sums]), abs=0.03)
    assert found.parts.mean() == pytest.approx(found.own - found.others)


def test_films_of_another_view_are_no_others() -> None:
    """All attention of one view lies in all masks of that view, and in none of the other's."""
    views = np.array([0, 0, 0, 1, 1, 1])
    found = swapped((views[:, None] == views).astype(float), views, np.random.default_rng(0), 100)
    assert (found.own, found.others, found.p) == (1.0, 1.0, 1.0)


@pytest.mark.parametrize("follows", [True, False])
def test_attention_that_follows_the_mask_of_its_film(tmp_path: Path, follows: bool) -> None:
    """Masks are squares here or there in the same lungs; attention lies in the film's own one, or in that of another film."""
    rng = np.random.default_rng(7)
    corners = rng.integers(4, 12, (40, 2))
    films = []
    for number, (row, column) in enumerate(corners):
        mask, maps = np.zeros((20, 20), bool), np.full((2, 20, 20), 0.001)
        mask[row : row + 4, column : column + 4] = True
        at, beside = (row, column) if follows else corners[rng.integers(40)]
        maps[0, at : at + 4, beside : beside + 4] += 0.1
        films.append(Mapped(maps, number, ("PA", "AP")[number % 2], allowed=mask.repeat(5, axis=0).repeat(5, axis=1)))
    found = _atlas(mapped_log(tmp_path / "a.db", films))
    (swap,) = found.mask_swaps
    assert (swap.label, swap.difference.patients) == ("Mass", 40)
    assert swap.text.endswith("it does not test for shortcuts.")
    if follows:
        assert swap.p == 0.01
        assert 0.3 < swap.difference.low < swap.difference.value == pytest.approx(swap.own - swap.others, abs=1e-6)
    else:
        assert swap.p > 0.05
        assert swap.difference.low < 0 < swap.difference.high


def test_several_films_of_a_patient_count_once(tmp_path: Path) -> None:
    """Of 40 films of 20 patients there are too few patients."""
    mask = np.ones((100, 100), bool)
    films = [Mapped(np.full((2, 20, 20), 0.01), number // 2, allowed=mask) for number in range(40)]
    found = _atlas(mapped_log(tmp_path / "a.db", films))
    assert not found.mask_swaps
    (told,) = (one for one in found.too_few if one.label == "Mass")
    assert told.text == "Too few films to see whether attention for Mass follows the anatomy: about 60 needed, there are 40."


def _atlas(file: Path) -> Atlas:
    cohort = cohort_of(file)
    with Log(file, writing=False) as log:
        return atlas(log, cohort, draws=99)
