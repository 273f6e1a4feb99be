"""Groups compared in turn: the same as all at once, and as by brute force."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from audit.cohort.atlas import comparing
from audit.cohort.atlas.comparing import Compared, compared
from audit.cohort.atlas.dealing import dealt
from audit.cohort.atlas.overview import overview
from audit.cohort.cohort import Attribute, Cohort
from audit.cohort.statistics.permutation.contrasts import Contrast
from audit.log.store import Log
from tests.audit.cohort.atlas.mapped import Mapped, cohort_of, mapped_log, noise

_ONE = (Contrast(0, 0),)


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seven films of seven patients, the map of each label the same all over: as many different statistics as labels."""
    levels = np.random.default_rng(5).normal(size=(7, 2, 1, 1))
    films = [Mapped(np.broadcast_to(level, (2, 20, 20)), patient) for patient, level in enumerate(levels)]
    return mapped_log(tmp_path_factory.mktemp("few") / "a.db", films)


@pytest.fixture(scope="module")
def some(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty films of twenty-six patients, PA and AP."""
    films = [Mapped(maps, number % 26, ("PA", "AP")[number * 7 % 3 > 0]) for number, maps in enumerate(noise(40, seed=3))]
    return mapped_log(tmp_path_factory.mktemp("some") / "a.db", films)


def _grouped(file: Path, group: NDArray[np.bool_], truth: NDArray[np.float64] | None = None) -> Cohort:
    """Return a log's cohort with one attribute, and the truth of both labels."""
    cohort = cohort_of(file)
    told = cohort.decisions if truth is None else tuple(replace(one, truth=truth) for one in cohort.decisions)
    return replace(cohort, attributes=(Attribute("ward", ("north", "south"), (~group).astype(np.int64)),), decisions=told)


def _compared(file: Path, cohort: Cohort, wanted: tuple[Contrast, ...] = _ONE, draws: int = 400) -> Compared:
    with Log(file, writing=False) as log:
        return compared(log, cohort, overview(log, cohort), wanted, 0, draws)


def _residuals(file: Path, cohort: Cohort) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return all maps less the mean, films × (labels · places), and which of the latter are compared."""
    with Log(file, writing=False) as log:
        view = overview(log, cohort)
        read = [film.values(log) for film in view.films]
    maps = np.stack([one[0] for one in read if one]).astype(np.float64)
    seen = np.stack([one[1] for one in read if one])
    maps -= seen[:, None] * maps.sum(axis=0) / np.maximum(1, seen.sum(axis=0))
    return maps.reshape(len(maps), -1), np.tile(view.compared, 2)


def _z(sums: NDArray[np.float64], places: NDArray[np.bool_]) -> NDArray[np.float64]:
    spread = sums.std(axis=0)
    return np.asarray(np.divide(sums - sums.mean(axis=0), spread, out=np.zeros_like(sums), where=spread > 1e-6) * places)


def test_max_t_is_that_of_all_permutations(few: Path) -> None:
    """Of seven patients three are of the group: 35 ways to choose them, over which p is uniform; some of these as the observed one."""
    residuals, places = _residuals(few, cohort_of(few))
    every = np.array([np.isin(range(7), way) for way in combinations(range(7), 3)])
    largest = np.abs(_z(every @ residuals, places)).max(axis=1)
    exact = np.array([(largest >= own - 1e-6).mean() for own in largest])
    np.testing.assert_allclose(np.sort(exact), np.arange(1, 36) / 35)
    found = [float(_compared(few, _grouped(few, group), draws=3000).p.min()) for group in every[::6]]
    np.testing.assert_allclose(found, exact[::6], atol=0.05)


def test_in_turn_is_as_all_at_once(some: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cohort = cohort_of(some)
    monkeypatch.setattr(comparing, "_TOGETHER", 7)
    found = _compared(some, cohort)
    residuals, places = _residuals(some, cohort)
    order = np.lexsort((cohort.seq, cohort.patient))
    code, patient = cohort.attributes[0].code[order], cohort.patient[order]
    columns = dealt(code, patient, np.full(40, 2), np.random.default_rng([0, 0, 0, 0]), 400)
    z = _z((np.stack(list(columns), axis=1) == 0) @ residuals, places)
    np.testing.assert_allclose(found.z.reshape(-1), z[0], atol=2e-3)
    np.testing.assert_allclose(found.largest, np.abs(z).max(axis=1), atol=2e-3)


def test_groups_that_do_not_fit_at_once_go_through_the_log_again(some: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cohort = cohort_of(some)
    other = Attribute("ward", ("north", "south"), np.arange(40) % 26 % 2)
    cohort = replace(cohort, attributes=(cohort.attributes[0], other))
    wanted = (Contrast(0, 0), Contrast(1, 0))
    once = _compared(some, cohort, wanted, draws=50)
    monkeypatch.setattr(comparing, "_AT_ONCE", 1)
    twice = _compared(some, cohort, wanted, draws=50)
    np.testing.assert_array_equal(once.z, twice.z)
    np.testing.assert_array_equal(once.largest, twice.largest)


def test_means_and_difference_are_those_of_the_maps(tmp_path: Path) -> None:
    """Maps of one value all over: 1 and 3 in one group, 7 in the other, each cell a four-hundredth of the film."""
    values = (1.0, 3.0, 7.0, 7.0)
    file = mapped_log(tmp_path / "a.db", [Mapped(np.full((2, 20, 20), value), patient) for patient, value in enumerate(values)])
    found = _compared(file, _grouped(file, np.array([True, True, False, False])), draws=10)
    group, others = found.sums[0].means
    assert set(group[0].round(3)) == {0.0, 800.0}
    assert set(others[0].round(3)) == {0.0, 2800.0}
    assert set(found.sums[0].difference[0].round(3)) == {0.0, -2000.0}


def test_what_the_truth_explains_is_no_difference(tmp_path: Path) -> None:
    """Films with the finding have another map, and most of them are of one group: nothing is left among films of the same truth."""
    truth = np.repeat([1.0, 1.0, 1.0, 0.0], 20)
    group = np.arange(80) % 20 < np.where(truth == 1, 15, 3)
    plants = np.zeros((2, 20, 20))
    plants[0, 8:12, 4:8] = 0.05
    films = [Mapped(maps + one * plants, patient) for patient, (maps, one) in enumerate(zip(noise(80, seed=1), truth, strict=True))]
    file = mapped_log(tmp_path / "a.db", films)
    assert _compared(file, _grouped(file, group)).p.min() <= 0.01
    assert _compared(file, _grouped(file, group, truth)).p.min() > 0.05
    np.testing.assert_allclose(_compared(file, _grouped(file, group, truth)).sums[0].difference[0].max(), 0, atol=10)
