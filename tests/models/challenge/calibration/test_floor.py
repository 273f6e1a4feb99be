"""The floor is what a usual patient's control places reach one time in twenty, and no lower than that."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from models.challenge.calibration.controls import ControlTable
from models.challenge.calibration.descriptors import DESCRIPTORS
from models.challenge.calibration.floor import LEAST, Floor, floor
from models.values.challenge import Filler

BLUR = Filler.KEPT_BLUR


def table_of(deltas: NDArray[np.float64], to_allowed: float = 0.1) -> ControlTable:
    """Return a table of one filler and one label: P patients with as many places as ``deltas``, P×places, has columns."""
    patients, places = deltas.shape
    count = patients * places
    return ControlTable(
        (BLUR,), np.repeat([f"patient {i:04d}" for i in range(patients)], places), np.zeros((count, len(DESCRIPTORS)), np.float32),
        np.full((count, 1), to_allowed, np.float32), deltas.reshape(count, 1, 1).astype(np.float32),
    )  # fmt: skip


@pytest.mark.parametrize(("patients", "rank"), [(60, 58), (99, 95), (100, 96), (209, 200), (399, 380)])
def test_the_floor_is_the_order_statistic_of_the_patients_largest(patients: int, rank: int) -> None:
    """Patient i reaches i and places of less; the floor is ⌈0.95 (n + 1)⌉-th of 1, 2, …, n, so that rank itself."""
    largest = np.random.default_rng(0).permutation(patients) + 1.0
    table = table_of(np.column_stack([largest - 5, largest, largest - 0.5]))
    assert floor(table, BLUR, 0, 1) == Floor(float(rank), patients)


def test_the_other_direction_is_the_floor_of_the_mirrored_table() -> None:
    deltas = np.random.default_rng(1).standard_normal((80, 3))
    assert floor(table_of(deltas), BLUR, 0, -1) == floor(table_of(-deltas), BLUR, 0, 1)


def test_without_sixty_patients_there_is_no_floor() -> None:
    deltas = np.random.default_rng(2).standard_normal((LEAST, 2))
    assert floor(table_of(deltas), BLUR, 0, 1).value is not None
    assert floor(table_of(deltas[1:]), BLUR, 0, 1) == Floor(None, LEAST - 1)
    assert floor(table_of(deltas), BLUR, 0, 1, frozenset({"patient 0007"})) == Floor(None, LEAST - 1)
    assert floor(table_of(deltas, to_allowed=0.0), BLUR, 0, 1) == Floor(None, 0)
    assert floor(table_of(deltas), Filler.NOISY_LINEAR, 0, 1) == Floor(None, 0)


def test_the_films_own_patient_is_left_out() -> None:
    deltas = np.random.default_rng(3).standard_normal((90, 2))
    without = floor(table_of(deltas), BLUR, 0, 1, frozenset({"patient 0089", "nobody"}))
    assert without == floor(table_of(deltas[:-1]), BLUR, 0, 1)


def test_a_place_where_the_filler_was_not_run_says_nothing() -> None:
    deltas = np.random.default_rng(4).standard_normal((70, 3))
    gaps = np.concatenate([deltas, np.full((70, 1), np.nan)], axis=1)
    gaps = np.concatenate([gaps, np.full((5, 4), np.nan)])
    assert floor(table_of(gaps), BLUR, 0, 1) == floor(table_of(deltas), BLUR, 0, 1)


def test_the_floor_is_never_under_zero() -> None:
    assert floor(table_of(np.full((60, 2), -1.0)), BLUR, 0, 1) == Floor(0.0, 60)


def test_a_further_patient_exceeds_the_floor_one_time_in_twenty() -> None:
    """99 patients of correlated, heavy-tailed places: the hundredth exceeds with a chance of exactly 5 %."""
    rng, exceeded, repeats = np.random.default_rng(6), 0, 3000
    for _ in range(repeats):
        deltas = rng.standard_t(3, (100, 4)) + rng.standard_normal((100, 1))
        found = floor(table_of(deltas[:-1]), BLUR, 0, 1)
        assert found.value is not None
        exceeded += float(np.float32(deltas[-1].max())) > found.value
    assert abs(exceeded / repeats - 0.05) < 3 * (0.05 * 0.95 / repeats) ** 0.5
