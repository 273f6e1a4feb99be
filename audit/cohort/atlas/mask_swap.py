"""Does attention follow the anatomy? Shares of attention in the film's own allowed region and in other films', in the lung frame.

Map i on mask j, within a view, after registration (method, section 8); masks are permuted between patients. It does not test for shortcuts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from audit.cohort.atlas.figures import MaskSwap
from audit.cohort.atlas.kept_maps import Pair
from audit.cohort.atlas.overview import Overview
from audit.cohort.atlas.wording import mask_swap_text, too_few_for
from audit.cohort.cohort import Cohort
from audit.cohort.figures import MIN_PATIENTS, TooFew
from audit.cohort.statistics.bootstrap import mean
from audit.log.store import Log

AT_MOST = 300
"""Patients of a label, drawn by chance: each map is laid on each mask, and this bounds both time and memory."""


@dataclass(frozen=True)
class Swapped:
    """Shares of attention of n films in n masks.

    Attributes:
        own: Mean share in a film's own mask.
        others: Mean share in the masks of others of the same view, each film counting once.
        parts: The jackknife's pseudo-values of the difference of both (Tukey 1958), whose mean it is, shape (n,): a film counts as one
            whose map is laid on masks, and as one whose mask others' maps are laid on.
        p: One-sided.
    """

    own: float
    others: float
    parts: NDArray[np.float64]
    p: float


def mask_swaps(
    log: Log, cohort: Cohort, view: Overview, seed: int, draws: int
) -> tuple[tuple[MaskSwap, ...], tuple[TooFew, ...]]:  # fmt: skip
    """Return the mask swap of each label with positive decisions, and for which there are too few.

    Raises:
        LogError: As ``overview`` raises.
    """
    drawn = [_one_a_patient(cohort, view, label, np.random.default_rng([seed, label])) for label in range(len(cohort.decisions))]
    pairs = _pairs(log, view, drawn)
    done, too_few = list[MaskSwap](), list[TooFew]()
    for label, of in enumerate(cohort.decisions):
        attention, masks, views = _of_label(cohort, view, pairs, label, drawn[label])
        if len(views) < MIN_PATIENTS:
            if drawn[label]:
                what = f"to see whether attention for {of.label} follows the anatomy"
                too_few.append(too_few_for(what, of.label, len(cohort.seq), len(views)))
            continue
        rng = np.random.default_rng([seed, label, 1])
        found = swapped(attention @ masks.T.astype(np.float32), views, rng, draws)
        size = mean(found.parts, np.arange(len(views)), rng)
        if size is not None:
            done.append(MaskSwap("", of.label, found.own, found.others, size, found.p))
    return tuple(_told(done)), tuple(too_few)


def swapped(shares: NDArray[np.floating], views: NDArray[np.int64], rng: np.random.Generator, draws: int) -> Swapped:
    """Compare own masks with others'.

    Args:
        shares: Of the attention of film i in mask j, shape (n, n), one film a patient.
        views: Of each film, each with three films or more, shape (n,).
        rng: Permutes masks.
        draws: How many times.
    """
    own, permuted = np.diag(shares).astype(np.float64), np.zeros(draws)
    parts, others = np.empty(len(own)), np.empty(len(own))
    for one in np.unique(views):
        films = np.flatnonzero(views == one)
        block, n = shares[np.ix_(films, films)].astype(np.float64), len(films)
        of_map, of_mask = block.sum(axis=1) - own[films], block.sum(axis=0) - own[films]
        others[films] = of_map / (n - 1)
        parts[films] = own[films] - (of_map + of_mask - of_map.sum() / (n - 1)) / (n - 2)
        dealt = rng.permuted(np.broadcast_to(np.arange(n), (draws, n)), axis=1)
        permuted += block[np.arange(n), dealt].sum(axis=1)
    as_far = int((permuted >= own.sum() - 1e-6).sum())
    return Swapped(float(own.mean()), float(others.mean()), parts, (1 + as_far) / (1 + draws))


def _one_a_patient(cohort: Cohort, view: Overview, label: int, rng: np.random.Generator) -> list[int]:
    """Return which of the atlas's films are read: positive decisions with an allowed region, one a patient and so many patients at most."""
    positive = np.array([at for at, film in enumerate(view.films) if film.region[label] is not None], np.int64)
    shuffled = rng.permutation(positive)
    first = np.unique(cohort.patient[view.rows[shuffled]], return_index=True)[1] if len(shuffled) else shuffled
    chosen: list[int] = rng.permutation(shuffled[first])[:AT_MOST].tolist()
    return chosen


def _pairs(log: Log, view: Overview, drawn: Sequence[Sequence[int]]) -> dict[tuple[int, int], Pair]:
    """Return attention and mask by film and label, where there are both; each film is read once for all labels it was drawn for."""
    of_film = dict[int, list[int]]()
    for label, films in enumerate(drawn):
        for at in films:
            of_film.setdefault(at, []).append(label)
    return {(at, label): pair for at, labels in of_film.items() for label, pair in view.films[at].pairs(log, labels).items()}


def _of_label(
    cohort: Cohort, view: Overview, pairs: Mapping[tuple[int, int], Pair], label: int, drawn: Sequence[int]
) -> tuple[NDArray[np.float32], NDArray[np.bool_], NDArray[np.int64]]:
    """Return attention n×P, masks n×P and views of the films that have both; of a view with one or two films none."""
    of_film = next((one.code for one in cohort.attributes if one.name == "view"), np.zeros(len(cohort.seq), np.int64))
    kept = [(pairs[at, label], int(of_film[view.films[at].row])) for at in drawn if (at, label) in pairs]
    codes = [code for _, code in kept]
    kept = [(one, code) for one, code in kept if codes.count(code) > 2]
    if not kept:
        return np.empty((0, 1), np.float32), np.empty((0, 1), bool), np.empty(0, np.int64)
    attention, masks = (np.stack([one[side] for one, _ in kept]) for side in range(2))
    return attention.astype(np.float32), masks.astype(bool), np.array([code for _, code in kept], np.int64)


def _told(found: Sequence[MaskSwap]) -> Iterator[MaskSwap]:
    """Adjust p over labels (Holm 1979), and put all into words."""
    order = sorted(range(len(found)), key=lambda at: found[at].p)
    adjusted, largest = dict[int, float](), 0.0
    for rank, at in enumerate(order):
        largest = max(largest, min(1.0, found[at].p * (len(found) - rank)))
        adjusted[at] = largest
    for at, one in enumerate(found):
        yield replace(one, p=adjusted[at], text=mask_swap_text(one.label, one.own, one.others, one.difference, adjusted[at]))
