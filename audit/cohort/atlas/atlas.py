"""The atlas of a cohort: where a classifier looks, and where that differs between groups (method, section 8).

Everything comes from the log and the maps that it keeps. Patients are the unit; the same films and seed give the same numbers.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from audit.cohort.atlas.comparing import Compared, compared, pairs
from audit.cohort.atlas.figures import Atlas, Difference, Grid
from audit.cohort.atlas.frame import COARSE
from audit.cohort.atlas.hot_places import hot_places
from audit.cohort.atlas.mask_swap import mask_swaps
from audit.cohort.atlas.overview import Overview, overview
from audit.cohort.atlas.wording import too_few_for
from audit.cohort.cohort import Attribute, Cohort
from audit.cohort.figures import MIN_PATIENTS, TooFew
from audit.cohort.sentences.too_few import too_few
from audit.cohort.statistics.by_patient import count
from audit.cohort.statistics.permutation.family import FEWEST_DRAWS
from audit.log.store import Log


def atlas(log: Log, cohort: Cohort, seed: int = 0, draws: int = FEWEST_DRAWS) -> Atlas:
    """Return the atlas of a cohort.

    Args:
        log: That the cohort was gathered from.
        cohort: Films of one classifier.
        seed: Of permutations and drawings.
        draws: How many times patients are permuted; an adjusted p is a multiple of 1 / (draws + 1).

    Raises:
        LogError: The log cannot be read, or an entry or its maps are not what their hashes say.
    """
    with log.at_one_moment():
        return _atlas(log, cohort, seed, draws)


def _atlas(log: Log, cohort: Cohort, seed: int, draws: int) -> Atlas:
    view = overview(log, cohort)
    patients = count(cohort.patient[view.rows])
    enough = patients >= MIN_PATIENTS
    found = compared(log, cohort, view, pairs(cohort, view) if enough else (), seed, draws)
    differences = _differences(cohort, view, found)
    hot, further = hot_places(log, cohort, view, found, differences)
    swaps, swaps_too_few = mask_swaps(log, cohort, view, seed, draws)
    means_too_few = () if enough else (too_few_for(f"for mean maps of {MIN_PATIENTS} patients", "", len(cohort.seq), patients),)
    return Atlas(
        films=len(view.films), patients=patients, missing=view.missing, seen=_grid(view.share_seen),
        means=view.mean_maps(cohort) if enough else (), differences=tuple(one for of_pair in differences for one in of_pair),
        comparisons=found.z.shape[0] * found.z.shape[1], hot_places=hot, further=further, mask_swaps=swaps,
        too_few=(*means_too_few, *_too_few(cohort, view), *swaps_too_few),
    )  # fmt: skip


def _differences(cohort: Cohort, view: Overview, found: Compared) -> list[list[Difference]]:
    """Return the differences by pair and label."""
    ps, by_pair = found.p, list[list[Difference]]()
    for pair, sums in enumerate(found.sums):
        attribute = cohort.attributes[sums.contrast.attribute]
        code, whose = attribute.code[view.rows], cohort.patient[view.rows]
        group, others = code == sums.contrast.group, (code >= 0) & (code != sums.contrast.group)
        (mean, other), apart = sums.means, sums.difference
        by_pair.append(
            [
                Difference(
                    label=of.label, attribute=attribute.name, group=attribute.values[sums.contrast.group], films=int(group.sum()),
                    patients=count(whose[group]), other_films=int(others.sum()), other_patients=count(whose[others]),
                    mean=_grid(mean[label]), other_mean=_grid(other[label]), difference=_grid(apart[label]),
                    z=_grid(found.z[pair, label]), p=_grid(ps[pair, label]),
                )
                for label, of in enumerate(cohort.decisions)
            ]
        )  # fmt: skip
    return by_pair


def _too_few(cohort: Cohort, view: Overview) -> tuple[TooFew, ...]:
    """Return attributes whose groups are too small, among the films of the atlas."""
    rows = np.sort(view.rows)
    of_atlas = Cohort(
        cohort.seq[rows], cohort.patient[rows], cohort.month[rows], cohort.quality[rows],
        tuple(Attribute(one.name, one.values, one.code[rows]) for one in cohort.attributes), (),
    )  # fmt: skip
    return too_few(of_atlas, ())


def _grid(values: NDArray[np.float64]) -> Grid:
    return values.reshape(COARSE.shape).astype(np.float32)
