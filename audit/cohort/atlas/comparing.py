"""The second way through a log: maps of groups against those of all others, and what permuted patients give (max-T).

Held are sums alone: for each draw what a group's maps, less the mean of their stratum, add up to at each place. The largest of these over
the whole family is what each is held against (Westfall and Young 1993). Memory depends on draws, labels and places, not on films; where
there are more groups than fit at a time, the log is gone through several times.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audit.cohort.atlas.dealing import dealt
from audit.cohort.atlas.kept_maps import still_there
from audit.cohort.atlas.overview import STRATA, Overview, mean
from audit.cohort.cohort import Cohort
from audit.cohort.figures import Kind
from audit.cohort.statistics.permutation.contrasts import Contrast, contrasts
from audit.cohort.statistics.permutation.questions import Question
from audit.log.store import Log

_AT_ONCE = 250_000_000
"""Bytes of sums."""
_MOST = 100
"""Groups, which are dealt as numbers of one byte."""
_TOGETHER = 128
"""Films that are added at a time."""


@dataclass(frozen=True)
class Sums:
    """A group's maps and the others'.

    Attributes:
        group, others: Sums by label and stratum, shape (K, 3, P).
        group_seen, others_seen: How many films show a place.
    """

    contrast: Contrast
    group: NDArray[np.float64]
    group_seen: NDArray[np.int64]
    others: NDArray[np.float64]
    others_seen: NDArray[np.int64]

    @property
    def means(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Mean maps of the group and of the others over all strata, each of shape (K, P)."""
        group, others = (self.group, self.group_seen), (self.others, self.others_seen)
        one, other = (mean(sums.sum(axis=1), seen.sum(axis=1)) for sums, seen in (group, others))
        return one, other

    @property
    def difference(self) -> NDArray[np.float64]:
        """Mean difference within strata, shape (K, P), each weighing as Mantel and Haenszel weigh; 0 where no stratum has both."""
        apart = mean(self.group, self.group_seen) - mean(self.others, self.others_seen)
        both = self.group_seen + self.others_seen
        weight = np.divide(self.group_seen * self.others_seen, both, out=np.zeros(both.shape), where=both > 0)
        total = weight.sum(axis=1)
        return np.asarray(np.divide((weight * apart).sum(axis=1), total, out=np.zeros_like(total), where=total > 0))


@dataclass(frozen=True)
class Compared:
    """All comparisons of an atlas.

    Attributes:
        sums: One a pair of groups.
        z: The group's maps in standard deviations of what permuted patients give, shape (pairs, K, P); 0 where not compared.
        largest: Of |z| over the whole family, first as it is and then permuted, shape (1 + draws,).
    """

    sums: tuple[Sums, ...]
    z: NDArray[np.float64]
    largest: NDArray[np.float64]

    @property
    def p(self) -> NDArray[np.float64]:
        """Of each place, adjusted for the family, shape (pairs, K, P): how many draws have a place as far out."""
        ordered, size = np.sort(self.largest), np.abs(self.z)
        return np.asarray((len(ordered) - np.searchsorted(ordered, size - _ROUNDING * (1 + size))) / len(ordered))


_ROUNDING = 1e-4
"""Sums are added in single precision, and in another order where films are dealt otherwise."""


@dataclass(frozen=True)
class _Dealt:
    """Some groups of one attribute.

    Attributes:
        contrasts: The groups.
        code: Of the atlas's films: which of the groups, as many as there are for another, -1 where it is unknown.
        seed: Of its dealing.
    """

    contrasts: tuple[Contrast, ...]
    code: NDArray[np.int64]
    seed: tuple[int, ...]


def pairs(cohort: Cohort, view: Overview) -> tuple[Contrast, ...]:
    """Return which groups are compared with the others of their attribute: 30 patients with maps on both sides."""
    rows, nothing = np.sort(view.rows), np.zeros(len(view.films))
    return contrasts(cohort, Question(Kind.SCORE_GIVEN_LABEL, 0, rows, nothing, nothing.astype(np.int64)))


def compared(log: Log, cohort: Cohort, view: Overview, wanted: Sequence[Contrast], seed: int, draws: int) -> Compared:
    """Compare groups at all places.

    Statistics are in units of their own permutations; groups of one attribute are dealt together, attributes each on its own, which makes
    the largest larger than it would be, never smaller (Šidák 1967).

    Args:
        log: That the overview is of.
        cohort: Its films.
        view: What of them is in the atlas.
        wanted: Groups.
        seed: The same one gives the same numbers.
        draws: How many times patients are permuted.

    Raises:
        LogError: As ``overview`` raises.
    """
    labels, _, places = view.sums.shape
    at_once = min(_MOST, max(1, _AT_ONCE // (4 * (1 + draws) * labels * places)))
    largest, z, sums = np.zeros(1 + draws), list[NDArray[np.float64]](), list[Sums]()
    for start in range(0, len(wanted), at_once):
        some = wanted[start : start + at_once]
        for found, permuted in _through(log, cohort, view, _by_attribute(cohort, view, some, seed), draws):
            standardised = np.zeros((labels, places))
            for label in range(labels):
                of_label = _standardised(permuted[:, label]) * view.compared
                np.maximum(largest, np.abs(of_label).max(axis=1, initial=0), out=largest)
                standardised[label] = of_label[0]
            sums.append(found)
            z.append(standardised)
    return Compared(tuple(sums), np.array(z).reshape(-1, labels, places), largest)


def _by_attribute(cohort: Cohort, view: Overview, wanted: Sequence[Contrast], seed: int) -> list[_Dealt]:
    found = []
    for place in dict.fromkeys(one.attribute for one in wanted):
        groups = tuple(one for one in wanted if one.attribute == place)
        own = cohort.attributes[place].code[view.rows]
        code = np.where(own < 0, -1, len(groups))
        for at, one in enumerate(groups):
            code[own == one.group] = at
        found.append(_Dealt(groups, code, (seed, place, groups[0].group)))
    return found


def _through(log: Log, cohort: Cohort, view: Overview, wanted: Sequence[_Dealt], draws: int) -> Iterator[tuple[Sums, NDArray[np.float32]]]:
    """Go through the log once, and yield each pair's sums as they are, and by draws, shape (1 + draws, K, P)."""
    adding = [_Adding(cohort, view, one, draws) for one in wanted]
    for start in range(0, len(view.films), _TOGETHER):
        together = view.films[start : start + _TOGETHER]
        at = start + np.arange(len(together))
        read = [still_there(film.values(log)) for film in together]
        values, seen = np.stack([one[0] for one in read]), np.stack([one[1] for one in read])
        for one in adding:
            one.add(at, values, seen)
    for one in adding:
        yield from one.results()


class _Adding:
    """The sums of one attribute's groups, while films are added."""

    def __init__(self, cohort: Cohort, view: Overview, wanted: _Dealt, draws: int) -> None:
        labels, _, places = view.sums.shape
        groups, known = len(wanted.contrasts), np.flatnonzero(wanted.code >= 0)
        self._wanted, self._means = wanted, view.means.astype(np.float32)
        self._stratum = view.stratum[view.rows].astype(np.int8)
        self._sums = np.zeros((groups, 1 + draws, labels, places), np.float32)
        # The last of the groups is that of all others.
        self._own = np.zeros((groups + 1, labels, STRATA, places))
        self._seen = np.zeros((groups + 1, labels, STRATA, places), np.int64)
        # Labels whose truth is the same on all films are dealt together.
        alike = dict[bytes, list[int]]()
        for label in range(labels):
            alike.setdefault(self._stratum[known, label].tobytes(), []).append(label)
        code, patient = wanted.code[known].astype(np.int8), cohort.patient[view.rows][known]
        self._dealing = [
            (of, dealt(code, patient, self._stratum[known, of[0]], np.random.default_rng([*wanted.seed, of[0]]), draws))
            for of in alike.values()
        ]

    def add(self, films: NDArray[np.int64], values: NDArray[np.float32], seen: NDArray[np.bool_]) -> None:
        """Add films.

        Args:
            films: Which of the atlas's, shape (n,).
            values: Their maps, shape (n, K, P).
            seen: Where they show anything, shape (n, P).
        """
        known = self._wanted.code[films] >= 0
        films, values, seen = films[known], values[known], seen[known]
        if not len(films):
            return
        code, stratum = self._wanted.code[films], self._stratum[films]
        every = np.arange(values.shape[1])
        for film, group in enumerate(code.tolist()):
            self._own[group, every, stratum[film]] += values[film]
            self._seen[group, every, stratum[film]] += seen[film]
        residual = values - self._means[every, stratum] * seen[:, None]
        for labels, dealing in self._dealing:
            groups = np.stack([next(dealing) for _ in range(len(films))], axis=1)
            outcomes = residual[:, labels].reshape(len(films), -1)
            for group in range(len(self._sums)):
                added = ((groups == group).astype(np.float32) @ outcomes).reshape(len(groups), len(labels), -1)
                for at, label in enumerate(labels):
                    self._sums[group, :, label] += added[:, at]

    def results(self) -> Iterator[tuple[Sums, NDArray[np.float32]]]:
        """Yield each group's sums."""
        own, seen = self._own.sum(axis=0), self._seen.sum(axis=0)
        for at, one in enumerate(self._wanted.contrasts):
            yield Sums(one, self._own[at], self._seen[at], own - self._own[at], seen - self._seen[at]), self._sums[at]


def _standardised(sums: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return sums, draws × places, in standard deviations over the draws; 0 where they do not vary."""
    exact = sums.astype(np.float64)
    spread, scale = exact.std(axis=0), np.abs(exact).max(axis=0)
    moved = exact - exact.mean(axis=0)
    return np.asarray(np.divide(moved, spread, out=np.zeros_like(moved), where=spread > 1e-5 * scale))
