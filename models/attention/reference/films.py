"""What a reference keeps of films; a value that crosses processes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Films:
    """What a reference keeps of N films for K classes.

    Attributes:
        maps: N×K×h×w float16, signed, in logits a film, in the lung frame.
        outside: N×K×h×w bool, the places that lie on the exposed field and outside R.
        logits: N×K float32.
        positive: N×K bool.
        budgets: N×K×S float32, the logit's parts in each structure, NaN where map and bias do not sum to the logit; S is 0 where CAM is
            not exact.
        patients: N, the name of each film's patient, as ``models.attention.reference.patients`` gives it.
    """

    maps: NDArray[np.float16]
    outside: NDArray[np.bool_]
    logits: NDArray[np.float32]
    positive: NDArray[np.bool_]
    budgets: NDArray[np.float32]
    patients: NDArray[np.str_]

    @classmethod
    def none(cls, classes: int) -> Films:
        """Return no films; they join with any."""
        return cls(
            np.zeros((0, classes, 0, 0), np.float16), np.zeros((0, classes, 0, 0), bool), np.zeros((0, classes), np.float32),
            np.zeros((0, classes), bool), np.zeros((0, classes, 0), np.float32), np.zeros(0, np.str_),
        )  # fmt: skip

    @classmethod
    def joined(cls, parts: Sequence[Films]) -> Films:
        """Put films together."""
        some = [part for part in parts if len(part.logits)] or list(parts[:1]) or [cls.none(0)]
        return cls(*(np.concatenate([getattr(part, name) for part in some]) for name in FIELDS))

    def subset(self, kept: NDArray[np.bool_] | NDArray[np.intp]) -> Films:
        """Return some of the films."""
        return Films(*(getattr(self, name)[kept] for name in FIELDS))

    def decided_at(self, thresholds: Sequence[float]) -> Films:
        """Return the same films as they are decided at these thresholds, K probabilities."""
        limits = np.log(thresholds) - np.log1p(-np.asarray(thresholds))
        return replace(self, positive=self.logits >= limits)

    def budget(self, k: int) -> NDArray[np.float64] | None:
        """Return the mean of the budgets of a class, S parts; None where there are none."""
        budgets = self.budgets[:, k]
        known = budgets[np.isfinite(budgets).all(axis=1)]
        return known.mean(axis=0, dtype=np.float64) if known.size else None


FIELDS = tuple(field.name for field in fields(Films))
