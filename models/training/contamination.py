"""What becomes of focal excess where films of the reference carry the plant too, and whether detectors would tell that they do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.attention.reference.films import FIELDS, Films
from models.attention.reference.reference import Reference
from models.selftest.planted_pairs import Contaminated
from models.training.false_alarms import NOTHING, read_by

LEVELS = (0.0, 0.1, 0.25, 0.5)
DRAWS = 20


@dataclass(frozen=True)
class Candidates:
    """Films of a reference without and with the plant; one film a patient, in one order.

    Attributes:
        plain, planted: N films of one class each.
        marked, marked_with: N, whether detectors name anything where the map is hot outside R, without and with the plant.
    """

    plain: Films
    planted: Films
    marked: NDArray[np.bool_]
    marked_with: NDArray[np.bool_]

    def mixed(self, level: float, rng: np.random.Generator) -> tuple[Films, float]:
        """Return the films, a share of them drawn by chance with the plant, and the share on which detectors name something."""
        count = len(self.plain.logits)
        carries = rng.permutation(count) < round(level * count)
        films = Films.joined([self.plain.subset(np.flatnonzero(~carries)), self.planted.subset(np.flatnonzero(carries))])
        return films, float(np.where(carries, self.marked_with, self.marked).mean())


def curve(
    candidates: Candidates, asked: Films, *, levels: Sequence[float] = LEVELS, draws: int = DRAWS, seed: int = 20261128
) -> tuple[Contaminated, ...]:
    """Read films against references of which a share carries the plant.

    Args:
        candidates: For the references.
        asked: M planted films of the class, on which the plant made the decision, of other patients.
        levels: Shares of the reference's films.
        draws: References a level.
        seed: Source of chance.

    Returns:
        One a level; nothing without films that are asked.
    """
    rng, rows = np.random.default_rng(seed), list[Contaminated]()
    for level in levels if len(asked.logits) else ():
        flagged, detected = list[float](), list[float]()
        for _ in range(draws):
            films, named = candidates.mixed(level, rng)
            reference = Reference.build(NOTHING, films)
            read = [read_by(reference, asked, i, 0) for i in range(len(asked.logits))]
            flagged.append(float(np.mean([bool(one and one.flagged) for one in read])))
            detected.append(named)
        rows.append(Contaminated(level, draws, len(asked.logits), _spread(flagged), _spread(detected)))
    return tuple(rows)


def _spread(shares: Sequence[float]) -> tuple[float, float, float]:
    mean, least, most = (round(float(value), 4) for value in (np.mean(shares), min(shares), max(shares)))
    return mean, least, most


def of_class(films: Films, k: int) -> Films:
    """Return films with one of their classes alone."""
    kept = {name: getattr(films, name)[:, k : k + 1] for name in FIELDS if name != "patients"}
    return Films(**kept, patients=films.patients)
