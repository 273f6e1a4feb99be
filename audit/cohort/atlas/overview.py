"""The first way through a log: which films have maps in the lung frame, and the means of these. Sums alone are held, no map."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audit.cohort.atlas.figures import MeanMap, Missing
from audit.cohort.atlas.frame import COARSE, OnFilm
from audit.cohort.atlas.kept_maps import KeptMaps, described
from audit.cohort.cohort import Cohort
from audit.cohort.statistics.by_patient import count
from audit.cohort.statistics.permutation.questions import strata_of
from audit.log.store import Log

STRATA = 3
"""Of a label: it is absent, it is present, or nobody said."""
SEEN = 0.2
"""Share of the films that must show a place, before it is compared: corners of films lie in another place of the frame on each."""


@dataclass(frozen=True)
class Overview:
    """The films of an atlas, and their sums.

    Attributes:
        films: Patients' films together, patients by their numbers.
        missing: The films without maps in the frame.
        stratum: Of each film of the cohort and each label, shape (films, labels).
        sums: Of maps, by label and stratum, shape (K, 3, P).
        seen: How many films show a place, by label and stratum, shape (K, 3, P).
        across, down: Where the places lie on the films in the mean, as shares of their width and height, shape (P,); NaN where on none.
    """

    films: tuple[KeptMaps, ...]
    missing: Missing
    stratum: NDArray[np.int64]
    sums: NDArray[np.float64]
    seen: NDArray[np.int64]
    across: NDArray[np.float64]
    down: NDArray[np.float64]

    @property
    def rows(self) -> NDArray[np.int64]:
        """The films' rows in the cohort, in their order."""
        return np.array([film.row for film in self.films], np.int64)

    @property
    def share_seen(self) -> NDArray[np.float64]:
        """Share of the films that show a place to the classifier, shape (P,)."""
        return np.asarray(self.seen[0].sum(axis=0) / max(1, len(self.films)))

    @property
    def compared(self) -> NDArray[np.bool_]:
        """Which places are compared, shape (P,)."""
        return np.asarray(self.share_seen >= SEEN)

    @property
    def means(self) -> NDArray[np.float64]:
        """Mean of each label and stratum, shape (K, 3, P); 0 of none."""
        return mean(self.sums, self.seen)

    def mean_maps(self, cohort: Cohort) -> tuple[MeanMap, ...]:
        """Return the mean of each label over all films."""
        patients = count(cohort.patient[self.rows])
        means = mean(self.sums.sum(axis=1), self.seen.sum(axis=1)).reshape(-1, *COARSE.shape).astype(np.float32)
        return tuple(MeanMap(one.label, len(self.films), patients, own) for one, own in zip(cohort.decisions, means, strict=True))


def overview(log: Log, cohort: Cohort) -> Overview:
    """Look through the films of a cohort.

    Raises:
        LogError: The log cannot be read, or an entry or its maps are not what their hashes say.
    """
    labels, places = len(cohort.decisions), len(COARSE.points)
    stratum = np.stack([strata_of(one.truth) for one in cohort.decisions], axis=1)
    sums, seen = np.zeros((labels, STRATA, places)), np.zeros((labels, STRATA, places), np.int64)
    across, down = np.zeros(places), np.zeros(places)
    films, no_frame, not_assessable, not_kept = list[KeptMaps](), 0, 0, 0
    every = np.arange(labels)
    for row in np.lexsort((cohort.seq, cohort.patient)).tolist():
        record = log.film(int(cohort.seq[row])).film
        assert record, "a cohort is of screened films"
        if record.anatomy.quality and record.anatomy.quality.reason:
            not_assessable += 1
            continue
        film = described(record, row)
        if film is None:
            no_frame += 1
            continue
        read = film.values(log)
        if read is None:
            not_kept += 1
            continue
        values, shown = read
        sums[every, stratum[row]] += values
        seen[every, stratum[row]] += shown
        on = OnFilm.of(film.landmarks, film.source, COARSE)
        across, down = across + on.across * shown, down + on.down * shown
        films.append(film)
    total = seen[0].sum(axis=0)
    return Overview(
        tuple(films), Missing(no_frame, not_assessable, not_kept), stratum, sums, seen,
        np.divide(across, total, out=np.full(places, np.nan), where=total > 0),
        np.divide(down, total, out=np.full(places, np.nan), where=total > 0),
    )  # fmt: skip


def mean(sums: NDArray[np.float64], seen: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return sums over how many films they are of; 0 of none."""
    return np.asarray(np.divide(sums, seen, out=np.zeros_like(sums), where=seen > 0))
