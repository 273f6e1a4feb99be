"""Outcomes of patients dealt anew to patients, within strata of the label: what a group would show if it made no difference.

Each draw is the sum of a group's outcomes, which are given less the mean of their stratum. Where an attribute is the same on all films
of a patient, patients are dealt as a whole, among those with the same kinds of truth. Where it differs between a patient's films, as
a view does, a patient's films are dealt film by film to a patient with as many films of each truth, so that both the attribute and the
outcome keep their run within a patient; a patient without such a twin stays as it is and says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audit.cohort.statistics.by_patient import patients_of, sums

_AT_ONCE = 4_000_000


@dataclass(frozen=True)
class Dealt:
    """What groups show when patients are dealt anew.

    Attributes:
        sums: Of each group's outcomes, shape (1 + draws, groups); the first row as it is.
        mean, spread: Mean and standard deviation of the sums over all deals that there are, not the drawn ones, shapes (groups,).
    """

    sums: NDArray[np.float64]
    mean: NDArray[np.float64]
    spread: NDArray[np.float64]


def constant(code: NDArray[np.int64], patient: NDArray[np.int64]) -> bool:
    """Tell whether an attribute is the same on all films of each patient."""
    of_patient = np.full(int(patient.max(initial=-1)) + 1, -1, dtype=np.int64)
    of_patient[patient] = code
    return bool((of_patient[patient] == code).all())


def by_patients(
    residual: NDArray[np.float64],
    stratum: NDArray[np.int64],
    patient: NDArray[np.int64],
    member: NDArray[np.float64],
    rng: np.random.Generator,
    draws: int,
) -> Dealt:
    """Deal whole patients; the moments are those of a random permutation (Hoeffding 1951).

    Args:
        residual: Outcomes less the mean of their stratum, shape (films,).
        stratum: 0, 1 or 2, shape (films,).
        patient: Shape (films,).
        member: 1 where a film is of a group, the same on all films of a patient, shape (films, groups).
        rng: Deals.
        draws: How many times.
    """  # fmt: skip
    whose = patients_of(patient)
    first = np.unique(whose, return_index=True)[1]
    total, groups = sums(residual, whose), member[first]
    has = sum((1 << s) * (np.bincount(whose[stratum == s], minlength=len(total)) > 0) for s in range(3))
    alike = [np.flatnonzero(has == kind) for kind in np.unique(has)]
    dealt = [(total @ groups)[None]]
    for rows in _rows(draws, len(total)):
        outcomes = np.empty((rows, len(total)))
        for patients in alike:
            outcomes[:, patients] = rng.permuted(np.broadcast_to(total[patients], (rows, len(patients))), axis=1)
        dealt.append(outcomes @ groups)
    mean, variance = np.zeros(groups.shape[1]), np.zeros(groups.shape[1])
    for patients in alike:
        outcomes, inside = total[patients], groups[patients]
        mean += outcomes.mean() * inside.sum(axis=0)
        variance += outcomes.var() * inside.var(axis=0) * len(patients) ** 2 / max(1, len(patients) - 1)
    return Dealt(np.concatenate(dealt), mean, np.sqrt(variance))


def film_by_film(
    residual: NDArray[np.float64],
    stratum: NDArray[np.int64],
    patient: NDArray[np.int64],
    member: NDArray[np.float64],
    rng: np.random.Generator,
    draws: int,
) -> Dealt:
    """Deal patients among those with as many films of each stratum; arguments and result as of ``by_patients``."""  # fmt: skip
    whose = patients_of(patient)
    order = np.lexsort((stratum, whose))
    residual, stratum, whose, member = residual[order], stratum[order], whose[order], member[order]
    starts = np.searchsorted(whose, np.arange(whose[-1] + 1))
    shape = np.stack([np.bincount(whose[stratum == s], minlength=len(starts)) for s in range(3)])
    twins = np.unique(shape, axis=1, return_inverse=True)[1]
    dealt = np.tile(residual @ member, (1 + draws, 1))
    mean, variance = dealt[0].copy(), np.zeros(member.shape[1])
    for kind in np.unique(twins):
        patients = np.flatnonzero(twins == kind)
        if len(patients) < 2:
            continue
        films = starts[patients][:, None] + np.arange(int(shape[:, patients[0]].sum()))
        outcomes, groups = residual[films], member[films].reshape(-1, member.shape[1])
        between, spread = _moments(outcomes, member[films])
        mean += between - outcomes.reshape(-1) @ groups
        variance += spread
        as_it_is, done = outcomes.reshape(-1) @ groups, 1
        for rows in _rows(draws, films.size):
            places = rng.permuted(np.broadcast_to(np.arange(len(patients)), (rows, len(patients))), axis=1)
            dealt[done : done + rows] += outcomes[places].reshape(rows, -1) @ groups - as_it_is
            done += rows
    return Dealt(dealt, mean, np.sqrt(variance))


def _moments(outcomes: NDArray[np.float64], member: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return mean and variance of each group's sum over all deals of patients' films, shapes (groups,).

    Args:
        outcomes: Shape (patients, films).
        member: Shape (patients, films, groups).
    """
    patients = len(outcomes)
    mean = np.einsum("f,fg->g", outcomes.mean(axis=0), member.sum(axis=0))
    apart, inside = outcomes - outcomes.mean(axis=0), member - member.mean(axis=0)
    return mean, np.einsum("ij,pig,pjg->g", apart.T @ apart, inside, inside, optimize=True) / (patients - 1)


def _rows(draws: int, width: int) -> list[int]:
    """Return in how many draws at a time, so that memory stays bounded."""
    most = max(1, _AT_ONCE // max(1, width))
    return [min(most, draws - start) for start in range(0, draws, most)]
