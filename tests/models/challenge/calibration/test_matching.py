"""Controls are the places most like a region, never the film's own patient's; and their p-value holds what it promises."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from models.challenge.calibration.controls import ControlTable
from models.challenge.calibration.descriptors import DESCRIPTORS
from models.challenge.calibration.matching import FEWEST, PER_PAIR, WITHIN, Matching, p_value
from models.values.challenge import Filler

BLUR = Filler.KEPT_BLUR


def table_of(patients: int, places: int = 4, *, seed: int = 0) -> ControlTable:
    """Return places of chance: two fillers, two labels; one in ten overlaps R of the second label, one in seven has no blur."""
    rng = np.random.default_rng(seed)
    count = patients * places
    to_allowed = rng.uniform(0.01, 0.5, (count, 2)).astype(np.float32)
    to_allowed[::10, 1] = 0
    deltas = rng.standard_normal((count, 2, 2)).astype(np.float32)
    deltas[::7, 1] = np.nan
    names = np.repeat([f"patient {i}" for i in range(patients)], places)
    described = (rng.standard_normal((count, len(DESCRIPTORS))) * (1, 3, 0.1, 0.2, 1)).astype(np.float32)
    return ControlTable((Filler.NOISY_LINEAR, BLUR), names, described, to_allowed, deltas)


def quartiles_apart(column: NDArray[np.float64]) -> float:
    low, high = np.percentile(column, (25, 75))
    return float(high - low) / 1.349


@pytest.mark.parametrize("pairs", [1, 7])
def test_matched_controls_are_those_of_a_brute_force_search(pairs: int) -> None:
    table, most = table_of(60), max(PER_PAIR * pairs, FEWEST)
    raw = np.column_stack([table.descriptors, table.to_allowed[:, 1]]).astype(np.float64)
    eligible = [i for i in range(len(raw)) if table.to_allowed[i, 1] > 0 and not np.isnan(table.deltas[i, 1, 1])]
    scale = [quartiles_apart(raw[eligible, d]) for d in range(raw.shape[1])]

    def apart(i: int, j: int) -> float:
        return float(sum(((raw[i, d] - raw[j, d]) / scale[d]) ** 2 for d in range(raw.shape[1])) ** 0.5)

    def nearest(i: int) -> list[tuple[float, int]]:
        return sorted((apart(i, j), j) for j in eligible if table.patients[j] != table.patients[i])[:most]

    reach = sorted(nearest(i)[-1][0] for i in eligible)
    caliper = next(r for n, r in enumerate(reach, 1) if n >= 1 + WITHIN * (len(reach) - 1))
    matching = Matching(table)
    for i in (eligible[0], eligible[50]):
        own = frozenset({str(table.patients[i])})
        found = matching.matched(BLUR, 1, table.descriptors[i], float(table.to_allowed[i, 1]), pairs, own)
        assert found.tolist() == [j for distance, j in nearest(i) if distance <= caliper]


def test_ninety_nine_in_a_hundred_of_the_tables_own_places_find_enough() -> None:
    table = table_of(200)
    matching, found = Matching(table), []
    for i in np.flatnonzero(table.outside(BLUR, 0)):
        own = frozenset({str(table.patients[i])})
        found.append(len(matching.matched(BLUR, 0, table.descriptors[i], float(table.to_allowed[i, 0]), 5, own)))
    assert np.mean(np.array(found) == FEWEST) >= WITHIN
    assert min(found) < FEWEST


def test_a_region_unlike_any_place_has_no_controls() -> None:
    far = np.full(len(DESCRIPTORS), 50, np.float32)
    assert len(Matching(table_of(60)).matched(BLUR, 0, far, 0.1, 1)) == 0


def test_a_filler_that_was_never_run_has_no_controls() -> None:
    assert len(Matching(table_of(60)).matched(Filler.REGISTERED_DONOR, 0, table_of(60).descriptors[1], 0.1, 1)) == 0


def test_a_large_table_is_measured_on_some_of_its_places_and_small_ones_on_all() -> None:
    """4 places a patient: 1,200 places ask every second one, so their reach is that of a brute force over those."""
    table = table_of(300)
    table.deltas[:] = 0
    matching = Matching(table)
    matching.matched(BLUR, 0, table.descriptors[0], 0.1, 1)
    ((_, like),) = matching._known.items()
    reach = []
    for i in range(0, 1200, 2):
        apart = np.linalg.norm(like.positions - like.positions[i], axis=1)
        reach.append(np.sort(apart[table.numbered != table.numbered[i]])[49])
    assert like.caliper(50) == pytest.approx(np.quantile(reach, WITHIN, method="higher"))


@pytest.mark.parametrize("direction", [1, -1])
def test_the_p_value_counts_controls_at_least_as_large_in_the_direction_asked_about(direction: int) -> None:
    controls = direction * np.array([-5.0] * 10 + [0.5] * 7 + [2.0] * 3)
    assert p_value(direction * 2.0, controls, direction, 1) == (4 / 21, 20)
    assert p_value(direction * 2.1, controls, direction, 1) == (1 / 21, 20)
    assert p_value(direction * -9.0, controls, direction, 1) == (1.0, 20)


def test_too_few_controls_give_no_p_value() -> None:
    assert p_value(9.0, np.zeros(39), 1, 2) == (None, 39)
    assert p_value(9.0, np.zeros(40), 1, 2) == (1 / 41, 40)


def test_the_least_p_value_passes_holms_first_step_at_any_number_of_pairs() -> None:
    for pairs in range(1, 21):
        p, _ = p_value(1.0, np.zeros(PER_PAIR * pairs), 1, pairs)
        assert p is not None
        assert p <= 0.05 / pairs


@given(st.lists(st.integers(-3, 3), min_size=21, max_size=40), st.sampled_from([1, -1]))
def test_no_more_values_are_unusual_than_chance_has_it(values: list[int], direction: int) -> None:
    """Each value of a set in turn against the others: at most j of n + 1 have p ≤ j / (n + 1), whatever the values and their ties."""
    deltas = np.array(values, np.float64)
    ps = [p_value(float(deltas[i]), np.delete(deltas, i), direction, 1)[0] for i in range(len(deltas))]
    for j in range(1, len(deltas) + 1):
        assert sum(p is not None and p <= j / len(deltas) + 1e-12 for p in ps) <= j


def test_p_values_are_super_uniform_where_a_region_is_like_its_controls() -> None:
    """Δ depends on what a place is like; a region drawn as its controls are is as unusual as chance has it, at every level."""
    rng = np.random.default_rng(5)
    ps = []
    for repeat in range(40):
        table = table_of(150, 1, seed=repeat)
        table.deltas[:] = (0.3 * table.descriptors[:, 0] + rng.standard_normal(150))[:, None, None]
        matching = Matching(table)
        for i in range(0, 150, 10):
            rows = matching.matched(BLUR, 0, table.descriptors[i], float(table.to_allowed[i, 0]), 1, frozenset({str(table.patients[i])}))
            p, _ = p_value(float(table.deltas[i, 1, 0]), table.deltas[rows, 1, 0], 1, 1)
            ps += [] if p is None else [p]
    assert len(ps) > 500
    for level in (0.05, 0.1, 0.25, 0.5):
        # Films of one table share controls; three standard errors of as many independent ones leave room for that.
        assert np.mean(np.array(ps) <= level) <= level + 3 * np.sqrt(level * (1 - level) / len(ps))
