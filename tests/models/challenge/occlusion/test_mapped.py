"""An occlusion map says by how much a score falls where a cell is filled in, at no more calls than it may make."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from models.attention.seen import Seen
from models.challenge.film_input import FilmInput
from models.challenge.occlusion.cells import Cells, hottest
from models.challenge.occlusion.mapped import Ask, OcclusionMap, occlusion_map
from models.challenge.patch import Patch
from models.grids.geometry import Geometry
from models.values.progress import Progress, result_of

SIDE = 64
IMAGE = np.random.default_rng(3).random((1, SIDE, SIDE), np.float32)
Rule = Callable[[NDArray[np.float32]], Sequence[float]]


def _input(field: NDArray[np.bool_]) -> FilmInput:
    whole = Geometry.identity(SIDE, SIDE)
    return FilmInput(IMAGE, field, Seen(whole, whole))


def _ask(rule: Rule) -> Ask:
    def ask(patches: Sequence[Patch]) -> Generator[Progress, None, NDArray[np.float64]]:
        yield from ()
        rows = []
        for patch in patches:
            changed = IMAGE.copy()
            patch.put_on(changed)
            rows.append(rule(changed))
        return np.array(rows, float).reshape(len(patches), -1)

    return ask


def _mapped(rule: Rule, most: int = 60, field: NDArray[np.bool_] | None = None) -> OcclusionMap:
    on = _input(np.ones((SIDE, SIDE), bool) if field is None else field)
    own = np.array(rule(IMAGE), float)
    return result_of(occlusion_map(on, own, range(len(own)), most, _ask(rule)))


def _bright(rows: slice, columns: slice) -> Rule:
    """A rule that counts how rough a place is, as what is filled in is smooth."""
    return lambda image: [float(np.abs(np.diff(image[0, rows, columns], axis=1)).sum())]


@pytest.mark.parametrize(("rows", "columns"), [(slice(2, 9), slice(3, 8)), (slice(50, 62), slice(30, 41))], ids=["corner", "border"])
def test_only_cells_that_a_rule_looks_at_count_and_the_strongest_lies_there(rows: slice, columns: slice) -> None:
    found = _mapped(_bright(rows, columns)).signed[0]
    cell = SIDE / len(found)
    touched = np.zeros_like(found, bool)
    touched[int(rows.start / cell) : -int(-rows.stop // cell), int(columns.start / cell) : -int(-columns.stop // cell)] = True
    assert (found[~touched] == 0).all()
    assert found[touched].max() > 0


def test_what_speaks_against_a_finding_is_negative_and_each_finding_has_its_own_map() -> None:
    rule = _bright(slice(2, 9), slice(3, 8))
    found = _mapped(lambda image: [rule(image)[0], -rule(image)[0], 1.0]).signed
    assert np.array_equal(found[0], -found[1])
    assert not found[2].any()


def test_a_cell_that_is_not_cut_shares_what_it_does_among_its_four_parts() -> None:
    """So parts sum to what covering the whole cell did."""
    cells = Cells(2, (SIDE, SIDE))
    deltas = np.arange(4, dtype=float).reshape(1, 2, 2)
    fine = cells.finer(deltas)
    assert np.array_equal(fine.reshape(1, 2, 2, 2, 2).sum(axis=(2, 4)), deltas)


@given(st.integers(20, 400), st.integers(24, 200), st.integers(24, 200))
def test_the_parts_of_all_cells_cover_an_input_once(calls: int, rows: int, columns: int) -> None:
    cells = Cells.for_calls(calls, (rows, columns))
    seen = np.zeros((rows, columns), int)
    for place in cells.coarse:
        whole = np.zeros((rows, columns), int)
        whole[cells.pixels(*place)] += 1
        parts = np.zeros((rows, columns), int)
        for _, _, pixels in cells.quarters(*place):
            parts[pixels] += 1
        assert np.array_equal(whole, parts)
        seen += whole
    assert (seen == 1).all()


@pytest.mark.parametrize("most", [20, 60, 148])
def test_no_more_calls_are_made_than_may_be_and_none_beside_the_film(most: int) -> None:
    field = np.zeros((SIDE, SIDE), bool)
    field[:, :20] = True
    rough = _mapped(lambda image: [float(np.abs(np.diff(image[0])).sum())], most, field)
    assert rough.calls <= most
    width = rough.signed.shape[2]
    assert not rough.signed[0, :, -(width // 2) :].any()


def test_where_there_is_no_score_nothing_is_known_and_it_is_counted() -> None:
    rule = _bright(slice(0, SIDE), slice(0, SIDE))
    known = _mapped(rule)
    found = _mapped(lambda image: rule(image) if np.array_equal(image[0, :4, :4], IMAGE[0, :4, :4]) else [np.nan])
    assert known.unanswered == 0
    assert found.unanswered >= 1
    assert found.signed[0, 0, 0] == 0
    assert np.isfinite(found.signed).all()


def test_a_flat_map_is_not_cut() -> None:
    assert hottest(np.zeros((2, 3, 3)), 100, 0.05) == []
    assert hottest(np.full((1, 2, 2), np.nan), 100, 0.05) == []
