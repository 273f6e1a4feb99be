"""What becomes of focal excess where films of the reference carry the plant too, and whether detectors would tell that they do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.attention.reference.films import FIELDS, Films
from models.attention.reference.reference import Reference
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


def curve(candidates: Candidates, asked: Films, *, levels: Sequence[float] = LEVELS, draws: int = DRAWS, seed: int = 20261128) -> list[Any]:
    """Read films against references of which a share carries the plant.

    Args:
        candidates: For the references.
        asked: M planted films of the class, on which the plant made the decision, of other patients.
        levels: Shares of the reference's films.
        draws: References a level.
        seed: Source of chance.

    Returns:
        A row a level: over its draws the mean, the least and the most of the share flagged, and of the share of the reference's films on
        which detectors name something; nothing without films that are asked.
    """
    rng = np.random.default_rng(seed)
    rows = []
    for level in levels if len(asked.logits) else ():
        told: dict[str, list[float]] = {"flagged": [], "detected": []}
        for _ in range(draws):
            films, detected = candidates.mixed(level, rng)
            reference = Reference.build(NOTHING, films)
            read = [read_by(reference, asked, i, 0) for i in range(len(asked.logits))]
            told["flagged"].append(float(np.mean([bool(one and one.flagged) for one in read])))
            told["detected"].append(detected)
        spread = {name: [round(f, 4) for f in (float(np.mean(some)), min(some), max(some))] for name, some in told.items()}
        rows.append({"level": level, "draws": draws, "films": len(asked.logits)} | spread)
    return rows


def of_class(films: Films, k: int) -> Films:
    """Return films with one of their classes alone."""
    kept = {name: getattr(films, name)[:, k : k + 1] for name in FIELDS if name != "patients"}
    return Films(**kept, patients=films.patients)
