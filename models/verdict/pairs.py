"""Which pairs of a region and a finding are tested on a film, and their p-values, corrected (method, section 7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.challenge.calibration.matching import PER_PAIR
from models.values.challenge import Filler
from models.verdict.holm import holm
from models.verdict.measured import Grounds, Measured, Reading

MOST_PAIRS = 20

Pair = tuple[int, int]
"""Places of a finding among the film's, and of a region among the finding's."""


@dataclass(frozen=True)
class Pairs:
    """The pairs of a film that are tested.

    Attributes:
        tested: Them, in the order in which they were taken.
        p_adjusted: Holm-corrected p-values by pair and filler; those that cannot be judged are left out.
    """

    tested: tuple[Pair, ...]
    p_adjusted: dict[tuple[Pair, Filler], float]

    @classmethod
    def of(cls, findings: Sequence[Measured], grounds: Grounds) -> Pairs:
        """Choose the pairs and correct their p-values, each filler's among themselves."""
        tested = _tested(findings)
        readings = {(pair, one.filler): one for pair in tested for one in findings[pair[0]].regions[pair[1]].fillers}
        adjusted: dict[tuple[Pair, Filler], float] = {}
        for filler in Filler if grounds.are_enough else ():
            ps = {key: p for key, one in readings.items() if key[1] is filler and (p := judged_p(one, len(tested))) is not None}
            adjusted |= zip(ps, holm(list(ps.values()), len(tested)), strict=True)
        return cls(tested, adjusted)


def judged_p(reading: Reading, pairs: int) -> float | None:
    """Return a p-value that so many pairs can be judged by; None where too few controls match for that."""
    return reading.p if reading.controls_n >= PER_PAIR * pairs else None


def _tested(findings: Sequence[Measured]) -> tuple[Pair, ...]:
    """Take positives first, each one's first region before any one's second; in a turn those nearest the threshold; Δ has no say in it."""
    pairs = [(i, j) for i, finding in enumerate(findings) if finding.is_challenged for j in range(len(finding.regions))]
    pairs.sort(key=lambda pair: (not findings[pair[0]].positive, pair[1], abs(findings[pair[0]].margin), pair[0]))
    return tuple(pairs[:MOST_PAIRS])
