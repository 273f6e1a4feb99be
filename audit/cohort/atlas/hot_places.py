"""The third way through a log, where anything differs: how large it is at each hot place, and the films behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from audit.cohort.atlas.comparing import Compared
from audit.cohort.atlas.figures import Difference, HotPlace
from audit.cohort.atlas.frame import COARSE
from audit.cohort.atlas.kept_maps import still_there
from audit.cohort.atlas.overview import Overview
from audit.cohort.atlas.wording import hot_place_text
from audit.cohort.atlas.zones import zone
from audit.cohort.cohort import Cohort
from audit.cohort.statistics.permutation.family import FAMILY_ERROR
from audit.cohort.statistics.selection import left_after_selection
from audit.cohort.statistics.standardised import standardised, within
from audit.log.store import Log

MOST = 20
"""Hot places that are told, and films behind each."""


@dataclass(frozen=True)
class _Spot:
    """Significant places side by side, of one sign.

    Attributes:
        pair, label: Which comparison.
        places: Their numbers.
        peak: That of the largest |z|.
        z: There.
    """

    pair: int
    label: int
    places: NDArray[np.intp]
    peak: int
    z: float


def hot_places(
    log: Log, cohort: Cohort, view: Overview, found: Compared, differences: Sequence[Sequence[Difference]]
) -> tuple[tuple[HotPlace, ...], int]:
    """Return the hot places that are told, by the size of z, and how many more there are.

    Args:
        log: That the maps are in.
        cohort: The films.
        view: What of them is in the atlas.
        found: All comparisons.
        differences: The same by pair and label.

    Raises:
        LogError: As ``overview`` raises.
    """
    spots = sorted(_spots(found), key=lambda spot: -abs(spot.z))
    told = spots[:MOST]
    if not told:
        return (), 0
    values, critical = _values(log, view, told), float(np.quantile(found.largest, 1 - FAMILY_ERROR))
    made = [
        _hot_place(cohort, view, found, spot, own, differences[spot.pair][spot.label], critical)
        for spot, own in zip(told, values, strict=True)
    ]
    return tuple(one for one in made if one), len(spots) - len(told)


def _spots(found: Compared) -> Iterator[_Spot]:
    significant = found.p <= FAMILY_ERROR
    for pair, label in np.argwhere(significant.any(axis=2)).tolist():
        z = found.z[pair, label]
        for sign in (1, -1):
            marked, count = ndimage.label((significant[pair, label] & (sign * z > 0)).reshape(COARSE.shape), np.ones((3, 3)))
            for number in range(1, count + 1):
                places = np.flatnonzero(marked.ravel() == number)
                peak = int(places[np.abs(z[places]).argmax()])
                yield _Spot(pair, label, places, peak, float(z[peak]))


def _values(log: Log, view: Overview, spots: Sequence[_Spot]) -> NDArray[np.float64]:
    """Return each film's mean over the places of each spot, shape (spots, films): numbers a film, no maps."""
    values = np.empty((len(spots), len(view.films)))
    for at, film in enumerate(view.films):
        maps, _ = still_there(film.values(log))
        values[:, at] = [maps[spot.label, spot.places].mean() for spot in spots]
    return values


def _hot_place(
    cohort: Cohort, view: Overview, found: Compared, spot: _Spot, values: NDArray[np.float64], where: Difference, critical: float
) -> HotPlace | None:
    """Return a spot with its size and films; None where no films of the same truth are on both sides."""
    contrast, rows = found.sums[spot.pair].contrast, view.rows
    code = cohort.attributes[contrast.attribute].code[rows]
    known = code >= 0
    group, stratum, patient = code[known] == contrast.group, view.stratum[rows[known], spot.label], cohort.patient[rows[known]]
    size = standardised(values[known], group, stratum, patient)
    if size is None:
        return None
    sign = 1 if spot.z > 0 else -1
    apart = sign * within(values[known], stratum)
    behind = np.flatnonzero(group)
    behind = behind[np.argsort(-apart[behind], kind="stable")][:MOST]
    p, left = float(found.p[spot.pair, spot.label, spot.peak]), abs(size.value) * left_after_selection(spot.z, critical)
    named = zone(spot.peak, float(view.across[spot.peak]), float(view.down[spot.peak]))
    return HotPlace(
        text=hot_place_text(where, named, _sides(where, spot), size, left, p, truth=bool((stratum < 2).any())),
        label=where.label, attribute=where.attribute, group=where.group, zone=named,
        peak=_at(spot.peak), places=tuple(_at(int(place)) for place in spot.places), difference=size, left=left, p=p,
        films=where.films, patients=where.patients, seq=tuple(cohort.seq[rows[known][behind]].tolist()),
    )  # fmt: skip


def _sides(where: Difference, spot: _Spot) -> tuple[float, float]:
    return float(where.mean.ravel()[spot.places].mean()), float(where.other_mean.ravel()[spot.places].mean())


def _at(place: int) -> tuple[int, int]:
    return divmod(place, COARSE.columns)
