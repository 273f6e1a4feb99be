"""Films drawn so that view and pneumonia go together as closely as asked: for training sets, and for balanced films to ask about."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from models.training.facts import LABELS, FilmFacts

SHARES = (0.1, 0.3, 0.5, 0.7, 0.9)
"""Of the pneumonia films that are AP, and of the films without a finding that are PA; at one half view and label are independent."""
EACH = 60
"""Films of either label that a copy learns from, one a patient: as many as AP films with pneumonia allow where they are nine in ten."""

Cell = tuple[bool, bool]
"""Whether a film has pneumonia, and whether it is AP."""
CELLS: tuple[Cell, ...] = ((True, True), (True, False), (False, True), (False, False))


class TooFewPatients(ValueError):
    """The films do not suffice; the sentence says of which there are too few."""


def counts(share: float, each: int = EACH) -> dict[Cell, int]:
    """Return how many films of each cell a training set holds: ``each`` of either label, and so of either view."""
    many = round(share * each)
    return {cell: many if cell[0] == cell[1] else each - many for cell in CELLS}


def drawn(facts: FilmFacts, wanted: Mapping[Cell, int], *chance: int) -> NDArray[np.int_]:
    """Draw films with pneumonia and films without any finding, one a patient.

    Args:
        facts: Films to draw from.
        wanted: How many of each cell; the cell with the fewest patients to spare is drawn first.
        chance: Numbers that choose.

    Returns:
        Places of the films among ``facts``, in the order of ``CELLS``.

    Raises:
        TooFewPatients: A cell cannot be filled.
    """
    rng, of = np.random.default_rng(chance), _films_of(facts)
    spare = {cell: len(set(facts.patients[of[cell]])) - wanted[cell] for cell in CELLS}
    used, found = set[str](), dict[Cell, list[int]]()
    for cell in sorted(CELLS, key=lambda one: spare[one]):
        found[cell] = []
        for film in rng.permutation(of[cell]):
            if len(found[cell]) < wanted[cell] and (patient := str(facts.patients[film])) not in used:
                used.add(patient)
                found[cell].append(int(film))
        if len(found[cell]) < wanted[cell]:
            raise TooFewPatients(f"{wanted[cell]} patients are asked for of pneumonia {cell[0]} and AP {cell[1]}; more is not there.")
    return np.array([film for cell in CELLS for film in found[cell]], np.int_)


def balanced(facts: FilmFacts, *chance: int) -> NDArray[np.int_]:
    """Draw as many films as can be had of all four cells alike, one a patient; returns as ``drawn``."""
    for each in range(min(len(set(facts.patients[films])) for films in _films_of(facts).values()), 0, -1):
        try:
            return drawn(facts, dict.fromkeys(CELLS, each), *chance)
        except TooFewPatients:
            continue
    raise TooFewPatients("A cell of view and label has no patient of its own.")


def with_pneumonia(facts: FilmFacts) -> NDArray[np.bool_]:
    """Tell which films have pneumonia, whatever else they have."""
    return np.asarray(facts.labels[:, LABELS.index("Pneumonia")] > 0.5)


def _films_of(facts: FilmFacts) -> dict[Cell, NDArray[np.int_]]:
    pneumonia, nothing, front = with_pneumonia(facts), facts.labels.sum(axis=1) == 0, facts.views == "AP"
    return {cell: np.flatnonzero((pneumonia if cell[0] else nothing) & (front == cell[1])) for cell in CELLS}
