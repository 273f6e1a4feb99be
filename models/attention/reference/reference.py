"""The reference of a classifier: maps of films that it never learned from, against which other maps are read (method, section 5).

It is never called clean: a shortcut that many of its films share is usual by its measure. What a classifier does on most films is found
by challenges, not here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.attention.reference import file
from models.attention.reference.films import Films
from models.attention.reference.focal import Maps
from models.attention.reference.made_with import MadeWith
from models.attention.reference.one_class import OneClass, Reading
from models.attention.reference.refusal import NotAReference

_FEWEST = 2


@dataclass(frozen=True)
class Reference:
    """Films, and how unusual each of them is when read against the others.

    Attributes:
        made_with: What its numbers depend on besides the films.
        films: What is kept of them; each is of another patient.
        own: N×K, the largest excess outside R of each film, read against the others of its decision; NaN where these are, it counted
            in, under MATCHED.
        pooled: N×K, the same, read against all.
        decided_anew: Classes of which films are decided otherwise than where the file was made; what rests on that is found anew.
        sha256: Of the file; "" before it was written.
    """

    made_with: MadeWith
    films: Films
    own: NDArray[np.float32]
    pooled: NDArray[np.float32]
    sha256: str = ""
    decided_anew: frozenset[int] = frozenset()
    _classes: dict[int, OneClass] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def build(cls, made_with: MadeWith, films: Films, progress: Callable[[int, int], None] = lambda done, of: None) -> Reference:
        """Read each film against the others.

        Args:
            made_with: What maps and regions were computed by.
            films: N of them, one a patient, that the classifier did not learn from.
            progress: Hears how many classes of how many are done.

        Raises:
            NotAReference: There are fewer than two, two are of one patient, or the classifier's scores are too large to be kept.
        """
        count, classes = films.logits.shape
        if count < _FEWEST:
            raise NotAReference("No reference can be made of fewer than two films.")
        if len(set(films.patients.tolist())) < count:
            raise NotAReference("Two films are of one patient; a reference holds one film a patient.")
        if not np.isfinite(films.maps).all():
            raise NotAReference("The classifier's scores are too large for a reference; is its head trained, and does it return logits?")
        own, pooled = np.empty((count, classes), np.float32), np.empty((count, classes), np.float32)
        for k in range(classes):
            one = OneClass.of(films, k)
            own[:, k], pooled[:, k] = one.own, one.pooled
            progress(k + 1, classes)
        return cls(made_with, films, own, pooled)

    def decided_at(self, thresholds: Sequence[float]) -> Reference:
        """Return the same films as they are decided at these thresholds, K probabilities: a reference serves every operating point."""
        films = self.films.decided_at(thresholds)
        anew = frozenset(np.flatnonzero((films.positive != self.films.positive).any(axis=0)).tolist())
        return replace(self, films=films, decided_anew=anew, _classes={}) if anew else self

    def read(
        self, k: int, mapped: Maps, outside: NDArray[np.bool_], logit: float, *, positive: bool, patients: frozenset[str] = frozenset()
    ) -> Reading | None:
        """Read the map of one finding.

        Args:
            k: The class.
            mapped: h×w, signed, in logits a film, in the lung frame.
            outside: h×w, exposed field outside R.
            logit: Of the finding, to compare films of like scores.
            positive: Its decision.
            patients: Names of the film's patient, who is left out.

        Returns:
            None where nothing lies outside R, or under two films are left.
        """
        others = self._class(k, patients) if outside.any() else None
        return others.read(mapped, outside, logit, positive=positive) if others else None

    def budget(self, k: int, patients: frozenset[str] = frozenset()) -> NDArray[np.float64] | None:
        """Return the mean of the budgets of a class over films of other patients, S parts; None where there are none."""
        kept = self._others(patients)
        return (self.films if kept.all() else self.films.subset(kept)).budget(k)

    def write(self, path: Path) -> None:
        """Write the reference; plain arrays, no code."""
        file.write(path, self.made_with, self.films, {"own": self.own, "pooled": self.pooled})

    @classmethod
    def load(cls, path: Path) -> Reference:
        """Read what was written.

        Raises:
            NotAReference: It is no reference, or one of another version.
        """
        made_with, films, tables, sha256 = file.read(path)
        return cls(made_with, films, tables["own"], tables["pooled"], sha256)

    def _others(self, patients: frozenset[str]) -> NDArray[np.bool_]:
        return ~np.isin(self.films.patients, sorted(patients))

    def _class(self, k: int, patients: frozenset[str]) -> OneClass | None:
        """Return a class of the films of other patients; what is known of a film beside its own patient is found anew without him."""
        kept = self._others(patients)
        if not kept.all():
            return OneClass.of(self.films.subset(kept), k) if kept.sum() >= _FEWEST else None
        if k not in self._classes:
            self._classes[k] = OneClass.of(self.films, k) if k in self.decided_anew else self._as_kept(k)
        return self._classes[k]

    def _as_kept(self, k: int) -> OneClass:
        films = self.films
        return OneClass(films.maps[:, k], films.logits[:, k], films.positive[:, k], self.own[:, k], self.pooled[:, k])
