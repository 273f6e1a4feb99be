"""Groups dealt anew to patients, one patient after another, so that no table of draws and patients is ever held.

It is the permutation of ``audit.cohort.statistics.permutation.shuffling``: where an attribute is the same on all films of each patient,
whole patients are dealt among those with the same kinds of truth; else a patient's films together, to one with as many of each truth.
Each draw takes a patient's groups out of an urn that holds those of all patients that can be exchanged: sampling without replacement in
turn is a uniform permutation. What an urn needs is how many of each are left, draw by draw.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from audit.cohort.statistics.permutation.shuffling import constant

Value = tuple[int, ...]


class _Urn:
    """What is left of some patients' groups, in each draw.

    Args:
        held: How many patients have each value.
        draws: How many times they are dealt.
    """

    def __init__(self, held: Counter[Value], draws: int) -> None:
        values = sorted(held)
        self._values = np.array(values, np.int8).T.copy()
        self._left = np.tile(np.array([[held[value]] for value in values], np.int32), draws)
        self._patients = held.total()
        self._draws = np.arange(draws)
        self._flat = self._left.reshape(-1)

    def take(self, rng: np.random.Generator, groups: NDArray[np.int8]) -> None:
        """Fill in the next patient's groups in each draw, shape (length of a value, draws)."""
        if len(self._left) == 1:
            groups[:] = self._values
            return
        chosen = rng.integers(0, self._patients, len(self._draws), np.int32)
        # A row a value: each is passed over whose patients, and those of the values before it, are fewer than what was chosen.
        up_to, at = self._left[0].copy(), np.zeros(len(chosen), np.intp)
        for left in self._left[1:]:
            at += up_to <= chosen
            up_to += left
        self._flat[at * len(chosen) + self._draws] -= 1
        self._patients -= 1
        for row, values in zip(groups, self._values, strict=True):
            row[:] = values[at]


def dealt(
    code: NDArray[np.integer], patient: NDArray[np.int64], stratum: NDArray[np.integer], rng: np.random.Generator, draws: int
) -> Iterator[NDArray[np.int8]]:
    """Yield the groups of each film in turn, shape (1 + draws,); the first as it is.

    Args:
        code: Group of each film, under 127, shape (films,).
        patient: Shape (films,); a patient's films stand together.
        stratum: Of the label's truth, shape (films,).
        rng: Deals.
        draws: How many times.
    """
    whole = constant(code.astype(np.int64), patient)
    held, of_patients = dict[Value, Counter[Value]](), list[tuple[slice, Value, Value]]()
    for films in _patients(patient):
        kind, value = _kind_and_value(code[films], stratum[films], whole)
        held.setdefault(kind, Counter())[value] += 1
        of_patients.append((films, kind, value))
    urns = {kind: _Urn(values, draws) for kind, values in held.items()}
    for films, kind, value in of_patients:
        groups = np.empty((len(value), 1 + draws), np.int8)
        groups[:, 0] = value
        urns[kind].take(rng, groups[:, 1:])
        # A value stands in the order of the strata, and is given back in that of the films.
        order = [0] * (films.stop - films.start) if whole else np.argsort(np.argsort(stratum[films], kind="stable")).tolist()
        yield from (groups[at] for at in order)


def _patients(patient: NDArray[np.int64]) -> Iterator[slice]:
    """Yield which films are of each patient in turn."""
    start = 0
    for end in [*(1 + np.flatnonzero(np.diff(patient))).tolist(), len(patient)]:
        yield slice(start, end)
        start = end


def _kind_and_value(code: NDArray[np.integer], stratum: NDArray[np.integer], whole: bool) -> tuple[Value, Value]:
    """Return with which patients one can be exchanged, and what is exchanged: one code, or one a film in the order of strata."""
    if whole:
        return tuple(sorted(set(stratum.tolist()))), (int(code[0]),)
    order = np.argsort(stratum, kind="stable")
    return tuple(stratum[order].tolist()), tuple(code[order].tolist())
