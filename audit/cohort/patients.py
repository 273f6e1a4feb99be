"""Whose the films of a cohort are: patients are the unit. What looks like one of them, or a film, twice is told, not merged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from audit.cohort.film_row import FilmRow

_NEAR = 1e-3


@dataclass(frozen=True)
class Patients:
    """The patients of films, and doubts about them; films are told by the numbers of their entries.

    Attributes:
        number: Of each film's patient, 0 and up in the order of their first films, shape (films,).
        count: How many there are.
        unknown: How many films have no patient, and count as one of their own.
        from_table: How many films have their patient from the person's table.
        under_two_ids: Films that share pixels, a study or a patient of the table, while their headers name several patients.
        of_two_rows: Films that share a header's patient, while the table names several.
        same_pixels: Films with the same pixels.
        nearly_same: Further films with the same scores and lungs within 0.001 and the same tags.
    """

    number: NDArray[np.int64]
    count: int
    unknown: int
    from_table: int
    under_two_ids: tuple[tuple[int, ...], ...]
    of_two_rows: tuple[tuple[int, ...], ...]
    same_pixels: tuple[tuple[int, ...], ...]
    nearly_same: tuple[tuple[int, ...], ...]


def patients_of(films: Sequence[FilmRow], named: Sequence[str | None]) -> Patients:
    """Return the patients of films.

    Args:
        films: Of a cohort.
        named: A film's patient as the person's table names it; it counts where the header tells none, and is the header's patient where
            the name goes with that one alone on other films.
    """
    digests = [film.patient for film in films]
    by_name = _digest_by_name(digests, named)
    whose: list[Hashable] = [
        digest or by_name.get(name) or (("table", name) if name else ("film", at))
        for at, (digest, name) in enumerate(zip(digests, named, strict=True))
    ]
    numbers = {one: number for number, one in enumerate(dict.fromkeys(whose))}
    pixels = [film.pixel_sha256 for film in films]
    studies = [film.study_instance_uid for film in films]
    same_pixels = _together(films, pixels)
    alike = {seq for group in same_pixels for seq in group}
    two_ids = {group: None for keys in (pixels, studies, named) for group in _together(films, keys, differing=digests)}
    return Patients(
        number=np.array([numbers[one] for one in whose], np.int64), count=len(numbers),
        unknown=sum(isinstance(one, tuple) and one[0] == "film" for one in whose),
        from_table=sum(bool(name) and digest is None for digest, name in zip(digests, named, strict=True)),
        under_two_ids=tuple(two_ids), of_two_rows=_together(films, digests, differing=named), same_pixels=same_pixels,
        nearly_same=tuple(group for group in _near(films) if not alike.issuperset(group)),
    )  # fmt: skip


def _digest_by_name(digests: Sequence[str | None], named: Sequence[str | None]) -> dict[str | None, str]:
    """Return the header's patient of each name of the table that goes with that one alone."""
    found = defaultdict[str | None, set[str]](set)
    for digest, name in zip(digests, named, strict=True):
        if digest and name:
            found[name].add(digest)
    return {name: one for name, (one, *others) in found.items() if not others}


def _together(
    films: Sequence[FilmRow], keys: Sequence[Hashable], differing: Sequence[Hashable] | None = None
) -> tuple[tuple[int, ...], ...]:  # fmt: skip
    """Return the entries of films that share a key; with ``differing`` of those alone for which that has several values."""
    found = defaultdict[Hashable, list[int]](list)
    for at, key in enumerate(keys):
        if key is not None:
            found[key].append(at)
    groups = (group for group in found.values() if len(group) > 1)
    if differing is not None:
        groups = (group for group in groups if len({differing[at] for at in group} - {None}) > 1)
    return tuple(tuple(films[at].seq for at in group) for group in groups)


def _near(films: Sequence[FilmRow]) -> Iterable[tuple[int, ...]]:
    """Return the entries of films that nothing measured tells apart, each group as far as its films are near one another in turn."""
    places = np.array([[*(one.logit for one in film.decided), film.lung_area_share, film.quality or 0.0] for film in films])
    if len(places) < 2:
        return ()
    distinct, of = np.unique(places, axis=0, return_inverse=True)
    pairs = cKDTree(distinct).query_pairs(_NEAR, p=np.inf)
    members = defaultdict[int, list[int]](list)
    for at, place in enumerate(of.reshape(-1).tolist()):
        members[place].append(at)
    root = list(range(len(distinct)))

    def first(place: int) -> int:
        while root[place] != place:
            place = root[place]
        return place

    for low, high in sorted(pairs):
        root[max(first(low), first(high))] = min(first(low), first(high))
    groups = defaultdict[tuple[int, tuple[str | None, ...]], list[int]](list)
    for place, those in members.items():
        for at in those:
            groups[first(place), films[at].tags].append(films[at].seq)
    return tuple(tuple(sorted(group)) for group in groups.values() if len(group) > 1)
