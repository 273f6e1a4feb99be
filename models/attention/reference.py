"""The reference of a classifier: maps of films that it never learned from, against which other maps are read (method, section 5).

It is never called clean: a shortcut that many of its films share is usual by its measure. What a classifier does on most films is found
by challenges, not here.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.attention.focal import LEAST, MATCHED, NOMINAL, Maps, Usual
from models.findings import FocalExcess

_SCHEMA = 1
_FIELDS = ("maps", "outside", "logits", "positive", "budgets")


class NotAReference(ValueError):
    """A file or a set of films that cannot serve; the sentence says why."""


@dataclass(frozen=True)
class Films:
    """What a reference keeps of N films for K classes.

    Attributes:
        maps: N×K×h×w float16, signed, mass-normalised, in the lung frame.
        outside: N×K×h×w bool, the places that lie on the exposed field and outside R.
        logits: N×K float32.
        positive: N×K bool.
        budgets: N×K×S float32, the logit's parts in each structure; S is 0 where CAM is not exact.
    """

    maps: NDArray[np.float16]
    outside: NDArray[np.bool_]
    logits: NDArray[np.float32]
    positive: NDArray[np.bool_]
    budgets: NDArray[np.float32]

    def without(self, film: int) -> Films:
        """Return all films but one."""
        return Films(*(np.delete(getattr(self, name), film, axis=0) for name in _FIELDS))


@dataclass(frozen=True)
class Reference:
    """Films, and how unusual each of them is when read against the others.

    Attributes:
        weights_sha256: Of the classifier.
        films: What is kept of them.
        own: N×K, the largest deviation outside R of each film, read against those of its decision; NaN where they are under LEAST.
        pooled: N×K, the same, read against all.
        sha256: Of the file; "" before it was written.
    """

    weights_sha256: str
    films: Films
    own: NDArray[np.float32]
    pooled: NDArray[np.float32]
    sha256: str = ""
    _usual: dict[tuple[int, bytes], Usual] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def build(cls, weights_sha256: str, films: Films, told: Callable[[int, int], None] = lambda done, of: None) -> Reference:
        """Read each film against the others.

        Args:
            weights_sha256: Of the classifier.
            films: N of them, one a patient, that the classifier did not learn from.
            told: Hears how many classes of how many are done.
        """
        count, classes = films.logits.shape
        own, pooled = np.full((count, classes), np.nan, np.float32), np.full((count, classes), np.nan, np.float32)
        for k in range(classes):
            for i in range(count):
                others = np.delete(np.arange(count), i)
                alike = others[films.positive[others, k] == films.positive[i, k]]
                for table, candidates in ((own, alike), (pooled, others)):
                    if len(candidates) >= LEAST or table is pooled:
                        near = _nearest(films, k, float(films.logits[i, k]), candidates)
                        table[i, k] = _excess(_usual(films, k, near), films.maps[i, k], films.outside[i, k])
            told(k + 1, classes)
        return cls(weights_sha256, films, own, pooled)

    def read(self, k: int, mapped: Maps, outside: NDArray[np.bool_], logit: float, *, positive: bool) -> FocalExcess | None:
        """Read the map of one finding.

        Args:
            k: The class.
            mapped: h×w, signed, mass-normalised, in the lung frame.
            outside: h×w, exposed field outside R.
            logit: Of the finding, to compare films of like scores.
            positive: Its decision.

        Returns:
            None where nothing lies outside R.
        """
        if not outside.any():
            return None
        alike = np.flatnonzero(self.films.positive[:, k] == positive)
        is_pooled = len(alike) < LEAST
        candidates = np.arange(len(self.films.logits)) if is_pooled else alike
        near = _nearest(self.films, k, logit, candidates)
        key = (k, near.tobytes())
        usual = self._usual.get(key) or self._usual.setdefault(key, _usual(self.films, k, near))
        deviations = np.where(outside, usual.deviations(mapped), -np.inf)
        place = np.unravel_index(int(np.argmax(deviations)), deviations.shape)
        value = float(deviations[place])
        others = (self.pooled if is_pooled else self.own)[near, k]
        p = float((1 + (others >= value).sum()) / (1 + len(others)))
        enough = len(near) >= LEAST
        return FocalExcess(
            value=value, p=p, flagged=p <= NOMINAL if enough else None, n=len(near), pooled=is_pooled, place=(int(place[0]), int(place[1]))
        )

    def budget(self, k: int) -> NDArray[np.float64] | None:
        """Return the mean of the reference's budgets of a class, S parts; None where there are none."""
        budgets = self.films.budgets[:, k]
        return budgets.mean(axis=0, dtype=np.float64) if budgets.shape[1] else None


def _nearest(films: Films, k: int, logit: float, candidates: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return those candidates, MATCHED at most, whose logits are nearest, in the films' order."""
    order = np.argsort(np.abs(films.logits[candidates, k] - logit), kind="stable")
    return np.sort(candidates[order[:MATCHED]])


def _usual(films: Films, k: int, near: NDArray[np.int64]) -> Usual:
    return Usual.of(films.maps[near, k].astype(np.float32), films.outside[near, k])


def _excess(usual: Usual, mapped: NDArray[np.floating], outside: NDArray[np.bool_]) -> float:
    return float(usual.excess(np.asarray(mapped, np.float32)[None], outside[None])[0])
