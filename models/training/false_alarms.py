"""How often focal excess is flagged on real films, whichever films the reference happens to hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.attention.reference.films import Films
from models.attention.reference.made_with import MadeWith
from models.attention.reference.one_class import Reading
from models.attention.reference.reference import Reference
from models.training.patient_parts import PARTS
from models.values.wilson import wilson

LEVEL = 0.05 / 16
"""Of the lower bound of a single finding: fourteen findings and two views are looked at together."""

NOTHING = MadeWith("", "", "", "")
"""What a reference that is never written was made with."""


@dataclass(frozen=True)
class Alarms:
    """What N films were given in some redrawings of the reference.

    Attributes:
        read: N×K bool, the positive findings of which anything lies outside R.
        flagged: N×K, the share of redrawings in which one was flagged.
        films: N, the share of redrawings in which any was.
        patients: N.
    """

    read: NDArray[np.bool_]
    flagged: NDArray[np.float64]
    films: NDArray[np.float64]
    patients: NDArray[np.str_]

    @classmethod
    def of(cls, films: Films, patients: NDArray[np.str_], drawn: list[NDArray[np.bool_]]) -> Alarms:
        """Put N×K flags of several redrawings together."""
        flags = np.stack(drawn)
        return cls(readable(films), flags.mean(axis=0), flags.any(axis=2).mean(axis=0), patients)

    def subset(self, kept: NDArray[np.bool_]) -> Alarms:
        """Return some of the films."""
        return Alarms(self.read[kept], self.flagged[kept], self.films[kept], self.patients[kept])

    def counted(self, k: int | None = None) -> dict[str, Any]:
        """Count flags among positive findings, of all or of one class, and films with any flag, with intervals over patients."""
        read = self.read if k is None else self.read[:, [k]]
        flagged = np.where(read, self.flagged if k is None else self.flagged[:, [k]], 0)
        some = read.any(axis=1)
        told: dict[str, Any] = {"films": int(some.sum()), "patients": len(np.unique(self.patients[some])), "findings": int(read.sum())}
        told |= rate(flagged.sum(axis=1)[some], read.sum(axis=1)[some], self.patients[some])
        if k is None:
            told["per_film"] = {"films": len(self.films)} | rate(self.films, np.ones(len(self.films)), self.patients)
        return told


def readable(films: Films) -> NDArray[np.bool_]:
    """Return N×K, which findings are positive and have anything outside R."""
    return np.asarray(films.positive & films.outside.any(axis=(2, 3)))


def read_by(reference: Reference, films: Films, i: int, k: int) -> Reading | None:
    """Read one finding of one film."""
    mapped = films.maps[i, k].astype(np.float32)
    return reference.read(k, mapped, films.outside[i, k], float(films.logits[i, k]), positive=bool(films.positive[i, k]))


def flags(reference: Reference, films: Films, chosen: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return N×K flags, those of the chosen films' positive findings."""
    found = np.zeros(films.positive.shape, bool)
    asked = readable(films)
    for i in chosen:
        for k in np.flatnonzero(asked[i]):
            read = read_by(reference, films, int(i), int(k))
            found[i, k] = bool(read and read.flagged)
    return found


def redrawn(
    films: Films, patients: NDArray[np.str_], other: Films, redrawings: int, *, seed: int = 20261128
) -> Iterator[tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
    """Read films against references of the other four fifths of their patients, drawn anew each time, one film a patient.

    Args:
        films: Of patients that the classifier never learned from.
        patients: Whose each film is.
        other: Films of other collections, read against the first of the five references.
        redrawings: How often patients are dealt to the parts, and one of their films drawn, anew.
        seed: Source of chance.

    Yields:
        The flags of ``films`` and of ``other``.
    """
    rng = np.random.default_rng(seed)
    people, whose = np.unique(patients, return_inverse=True)
    for _ in range(redrawings):
        parts = rng.permutation(np.arange(len(people)) % PARTS)
        order = rng.permutation(len(patients))
        _, first = np.unique(whose[order], return_index=True)
        one_each = order[first]
        own, others = np.zeros(films.positive.shape, bool), np.zeros(other.positive.shape, bool)
        for part in range(PARTS):
            reference = Reference.build(NOTHING, films.subset(one_each[parts != part]))
            own |= flags(reference, films, np.flatnonzero(parts[whose] == part))
            if part == 0:
                others = flags(reference, other, np.arange(len(other.logits)))
        yield own, others


def rate(hits: NDArray[np.float64], of: NDArray[np.float64], patients: NDArray[np.str_], *, draws: int = 10_000) -> dict[str, float | None]:
    """Return a share over N films, its 95 % interval over patients, and its lower bound at the level of a single finding.

    Where nothing was hit, resampling knows no upper end; then it is Wilson's for as many patients.
    """
    people, whose = np.unique(patients, return_inverse=True)
    hit, total = (np.bincount(whose, weights=values, minlength=len(people)) for values in (hits, of))
    if not total.sum():
        return {"share": None, "low": None, "high": None, "bound": None}
    weights = np.random.default_rng(20261128).multinomial(len(people), np.full(len(people), 1 / len(people)), size=draws)
    with np.errstate(invalid="ignore"):
        shares = (weights @ hit) / (weights @ total)
    low, high, bound = np.nanquantile(shares, (0.025, 0.975, LEVEL))
    high = high if hit.any() else wilson(0, int((total > 0).sum()))[1]
    told = {"share": hit.sum() / total.sum(), "low": low, "high": high, "bound": bound}
    return {name: round(float(value), 4) for name, value in told.items()}
