"""The reference of a classifier: maps of films that it never learned from, against which other maps are read (method, section 5).

It is never called clean: a shortcut that many of its films share is usual by its measure. What a classifier does on most films is found
by challenges, not here.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.attention.reference.films import FIELDS, Films
from models.attention.reference.focal import LEAST, MATCHED, NOMINAL, Maps, excess, level, nearest

_SCHEMA = 2
_FEWEST = 2


class NotAReference(ValueError):
    """A file or a set of films that cannot serve; the sentence says why."""


@dataclass(frozen=True)
class Reading:
    """How unusual one map is; the fields are those of ``models.findings.FocalExcess``, with the place instead of its box.

    Attributes:
        place: Row and column in the frame.
    """

    value: float
    p: float
    flagged: bool | None
    n: int
    pooled: bool
    place: tuple[int, int]


@dataclass(frozen=True)
class Reference:
    """Films, and how unusual each of them is when read against the others.

    Attributes:
        weights_sha256: Of the classifier.
        films: What is kept of them.
        own: N×K, the largest excess outside R of each film, read against the others of its decision; NaN where these are, it counted
            in, under MATCHED.
        pooled: N×K, the same, read against all.
        sha256: Of the file; "" before it was written.
    """

    weights_sha256: str
    films: Films
    own: NDArray[np.float32]
    pooled: NDArray[np.float32]
    sha256: str = ""
    _known: dict[tuple[int, bytes], Maps] = field(default_factory=dict, repr=False, compare=False)
    _multiples: dict[tuple[int, bytes], NDArray[np.float64]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def build(cls, weights_sha256: str, films: Films, told: Callable[[int, int], None] = lambda done, of: None) -> Reference:
        """Read each film against the others.

        Args:
            weights_sha256: Of the classifier.
            films: N of them, one a patient, that the classifier did not learn from.
            told: Hears how many classes of how many are done.

        Raises:
            NotAReference: There are fewer than two, or the classifier's scores are too large to be kept.
        """
        if len(films.logits) < _FEWEST:
            raise NotAReference("No reference can be made of fewer than two films.")
        if not np.isfinite(films.maps).all():
            raise NotAReference("The classifier's scores are too large for a reference; is its head trained, and does it return logits?")
        count, classes = films.logits.shape
        own, pooled = np.full((count, classes), np.nan, np.float32), np.full((count, classes), np.nan, np.float32)
        everyone = np.arange(count)
        for k in range(classes):
            for i in range(count):
                among, of_both = _read_against(films, k, positive=bool(films.positive[i, k]))
                for table, candidates in [(pooled, everyone)] if of_both else [(pooled, everyone), (own, among)]:
                    near = nearest(films.logits[:, k], float(films.logits[i, k]), candidates[candidates != i], MATCHED)
                    table[i, k] = excess(films.maps[i, k].astype(np.float32), _usual(films, k, near), films.outside[i, k]).max()
            told(k + 1, classes)
        return cls(weights_sha256, films, own, pooled)

    def read(self, k: int, mapped: Maps, outside: NDArray[np.bool_], logit: float, *, positive: bool) -> Reading | None:
        """Read the map of one finding.

        Args:
            k: The class.
            mapped: h×w, signed, in logits a film, in the lung frame.
            outside: h×w, exposed field outside R.
            logit: Of the finding, to compare films of like scores.
            positive: Its decision.

        Returns:
            None where nothing lies outside R.
        """
        if not outside.any():
            return None
        scores, (among, pooled) = self.films.logits[:, k], _read_against(self.films, k, positive=positive)
        excesses = (self.pooled if pooled else self.own)[:, k]
        near = nearest(scores, logit, among, MATCHED)
        key = (k, near.tobytes())
        if key not in self._known:
            self._known[key] = _usual(self.films, k, near)
        above = excess(mapped, self._known[key], outside)
        row, column = np.unravel_index(int(np.argmax(above)), above.shape)
        value = float(above[row, column])
        others = self._relative(k, among, excesses)[near]
        p = float((1 + np.count_nonzero(others >= value / level(excesses, scores, logit, among))) / (1 + len(others)))
        return Reading(value, p, p <= NOMINAL if len(near) >= LEAST else None, len(near), pooled, (int(row), int(column)))

    def _relative(self, k: int, among: NDArray[np.int64], excesses: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return N, the excess of each of some films as a multiple of what is usual at its score among the others."""
        key = (k, among.tobytes())
        if key not in self._multiples:
            scores = self.films.logits[:, k]
            found = np.full(len(scores), np.nan)
            for j in among:
                found[j] = excesses[j] / level(excesses, scores, float(scores[j]), among[among != j])
            self._multiples[key] = found
        return self._multiples[key]

    def budget(self, k: int) -> NDArray[np.float64] | None:
        """Return the mean of the reference's budgets of a class, S parts; None where there are none."""
        budgets = self.films.budgets[:, k]
        return budgets.mean(axis=0, dtype=np.float64) if budgets.shape[1] else None

    def write(self, file: Path) -> None:
        """Write the reference; plain arrays, no code."""
        films = self.films
        with file.open("wb") as out:
            np.savez_compressed(
                out, schema=np.array(_SCHEMA), weights_sha256=np.array(self.weights_sha256), own=self.own, pooled=self.pooled,
                outside=np.packbits(films.outside), **{name: getattr(films, name) for name in FIELDS if name != "outside"},
            )  # fmt: skip

    @classmethod
    def load(cls, file: Path) -> Reference:
        """Read what was written.

        Raises:
            NotAReference: It is no reference, or one of another version.
        """
        data = file.read_bytes()
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as table:
                if int(table["schema"]) != _SCHEMA:
                    raise NotAReference("The reference is of another version; build it anew with 'models reference'.")
                shape = table["maps"].shape
                outside = np.unpackbits(table["outside"], count=int(np.prod(shape))).reshape(shape).astype(bool)
                films = Films(table["maps"], outside, table["logits"], table["positive"], table["budgets"])
                found = cls(str(table["weights_sha256"]), films, table["own"], table["pooled"], hashlib.sha256(data).hexdigest())
        except (KeyError, ValueError, OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
            if isinstance(error, NotAReference):
                raise
            raise NotAReference("The file of the reference is damaged; build it anew with 'models reference'.") from None
        count, classes = films.logits.shape
        if len(shape) != 4 or not (shape[:2] == films.positive.shape == found.own.shape == found.pooled.shape == (count, classes)):
            raise NotAReference("The file of the reference is damaged; build it anew with 'models reference'.")
        return found


def _read_against(films: Films, k: int, *, positive: bool) -> tuple[NDArray[np.int64], bool]:
    """Return the films that findings of a decision are read against, and whether they are of both decisions."""
    alike = np.flatnonzero(films.positive[:, k] == positive)
    return (np.arange(len(films.logits)), True) if len(alike) < MATCHED else (alike, False)


def _usual(films: Films, k: int, near: NDArray[np.int64]) -> Maps:
    return np.asarray(np.median(films.maps[near, k].astype(np.float32), axis=0))
