"""Which copies a self-test makes: by kind, correlation and turn, the same whatever else is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from models.selftest.copies import Copy
from models.selftest.plants import Plant

KINDS = tuple(kind for kind in Plant if kind is not Plant.NOISE)
"""Patches of noise serve the measurements of the method; no film carries such a thing."""
NOTHING = "nothing"
"""As a kind: a copy that learns without a plant. It tells how often the audit finds what is not there."""


def planned(kinds: Sequence[str], labels: Sequence[str], correlations: Sequence[float], copies: int) -> tuple[Copy, ...]:
    """Return the copies of a self-test, the first of every kind before any second.

    Args:
        kinds: Plants by name, or NOTHING.
        labels: Findings of the classifier; copies take them in turn.
        correlations: Of plant and finding, each in (0, 1).
        copies: Of each kind and correlation.
    """
    every = (*Plant, NOTHING)
    asked = list[Copy]()
    for turn in range(copies):
        for kind in kinds:
            place = every.index(kind)
            label, seed = labels[(place + turn) % len(labels)], len(every) * turn + place
            if kind == NOTHING:
                asked.append(Copy(None, label, seed, None))
            else:
                asked += [Copy(Plant(kind), label, seed, correlation) for correlation in correlations]
    return tuple(asked)
