"""The series that are charted: each quantity over all first films of patients, by manufacturer and by station."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from audit.cohort.cohort import Cohort
from audit.cohort.over_time.figures import Subject
from audit.cohort.over_time.quantities import quantities

GROUPED_BY = ("manufacturer", "station")
VIEW = "view"


@dataclass(frozen=True)
class Series:
    """One quantity of a group of films, in the order of entry.

    Attributes:
        subject: What it is of.
        film: Index of each film in the cohort, shape (films,), rising.
        value: Shape (films,), finite; 0 or 1 where the quantity is a rate.
        view: Code of each film's view, shape (films,); -1, where it is unknown, counts as a view.
    """

    subject: Subject
    film: NDArray[np.int64]
    value: NDArray[np.float64]
    view: NDArray[np.int64]

    def part(self, start: int, stop: int | None = None) -> Series:
        """Return the films from one index to before another."""
        return replace(self, film=self.film[start:stop], value=self.value[start:stop], view=self.view[start:stop])

    def by_view(self, start: int, stop: int | None) -> tuple[NDArray[np.float64], ...]:
        """Return the values of a part, by the views of the whole series."""
        value, view = self.value[start:stop], self.view[start:stop]
        return tuple(value[view == code] for code in np.unique(self.view))


def first_films(cohort: Cohort) -> NDArray[np.int64]:
    """Return the index of each patient's first film, rising."""
    first: NDArray[np.int64] = np.sort(np.unique(cohort.patient, return_index=True)[1]).astype(np.int64)
    return first


def every_series(cohort: Cohort) -> list[Series]:
    """Return all series of a cohort in which anything varies: a constant can neither change nor raise a false alarm."""
    view = next((one.code for one in cohort.attributes if one.name == VIEW), np.full(len(cohort.seq), -1, np.int64))
    found = []
    groups = _groups(cohort)
    for quantity, name, values in quantities(cohort):
        for attribute, group, films in groups:
            kept = films[np.isfinite(values[films])]
            if len(kept) and np.ptp(values[kept]) > 0:
                found.append(Series(Subject(quantity, name, attribute, group), kept, values[kept], view[kept]))
    return found


def _groups(cohort: Cohort) -> list[tuple[str, str, NDArray[np.int64]]]:
    """Return groups of first films; one that has the very films of another, as the only station of a manufacturer, is left out."""
    films = first_films(cohort)
    groups = [("", "", films)]
    for attribute in (one for name in GROUPED_BY for one in cohort.attributes if one.name == name):
        for code, group in enumerate(attribute.values):
            inside = films[attribute.code[films] == code]
            if len(inside) and not any(np.array_equal(inside, other) for _, _, other in groups):
                groups.append((attribute.name, group, inside))
    return groups
