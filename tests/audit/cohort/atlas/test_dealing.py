"""Groups dealt in turn are the same permutations as groups dealt at once."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from audit.cohort.atlas.dealing import dealt


def _all(code: list[int], patient: list[int], stratum: list[int], draws: int, seed: int = 0) -> NDArray[np.int8]:
    columns = dealt(np.array(code), np.array(patient), np.array(stratum), np.random.default_rng(seed), draws)
    return np.stack(list(columns), axis=1)


def test_every_permutation_is_as_likely() -> None:
    """Of two groups of two patients there are six, each a sixth of the draws within three standard errors."""
    found = _all([0, 0, 1, 1], [0, 1, 2, 3], [0] * 4, 6000)
    assert found[0].tolist() == [0, 0, 1, 1]
    counts = Counter(map(tuple, found[1:].tolist()))
    assert len(counts) == 6
    assert max(abs(count - 1000) for count in counts.values()) < 3 * np.sqrt(6000 * 5 / 36)


def test_patients_stay_whole_and_among_those_with_the_same_truths() -> None:
    """Patients 0, 1 and 4 have both truths, 2 and 3 one alone."""
    patient, stratum = [0, 0, 1, 1, 2, 3, 4, 4], [0, 1, 1, 0, 1, 1, 0, 1]
    found = _all([0, 0, 1, 1, 0, 1, 1, 1], patient, stratum, 200)
    np.testing.assert_array_equal(found[:, 0], found[:, 1])
    np.testing.assert_array_equal(found[:, 2], found[:, 3])
    assert {tuple(sorted(row)) for row in found[:, [0, 2, 6]].tolist()} == {(0, 1, 1)}
    assert {tuple(row) for row in found[:, [4, 5]].tolist()} == {(0, 1), (1, 0)}


def test_what_varies_within_a_patient_goes_with_the_truth_of_its_films() -> None:
    """Each patient has a film with the finding and one without, in whatever order: dealt are pairs, in the order of the truth."""
    found = _all([0, 1, 0, 1, 1, 1], [0, 0, 1, 1, 2, 2], [0, 1, 1, 0, 0, 1], 300)
    pairs = {tuple(sorted([(row[0], row[1]), (row[3], row[2]), (row[4], row[5])])) for row in found.tolist()}
    assert pairs == {((0, 1), (1, 0), (1, 1))}
    assert len({tuple(row) for row in found.tolist()}) == 6


def test_a_patient_without_a_twin_stays() -> None:
    found = _all([0, 1, 1, 0, 1], [0, 0, 0, 1, 2], [0] * 5, 50)
    assert (found[:, :3] == [0, 1, 1]).all()


@given(films=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 5), st.integers(0, 2)), min_size=1, max_size=20))
def test_no_draw_loses_a_film_of_a_group(films: list[tuple[int, int, int]]) -> None:
    """Where groups vary within patients, each stratum keeps as many films of each group."""
    films = sorted(films, key=lambda film: film[1])
    code, patient, stratum = (list(column) for column in zip(*films, strict=True))
    found = _all(code, patient, stratum, 5)
    varies = len({(film[1], film[0]) for film in films}) > len(set(patient))
    if varies:
        for s in range(3):
            at = [place for place, one in enumerate(stratum) if one == s]
            assert {tuple(sorted(row)) for row in found[:, at].tolist()} == {tuple(sorted(code[place] for place in at))}
    assert found[0].tolist() == code
