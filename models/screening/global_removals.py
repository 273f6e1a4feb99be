"""Global removals: all of a film on one side of an allowed region is filled in, beside the same with another chest's (method, section 6).

They are asked for, and told; they are no test. What they do is of a film changed in most places, and confirms nothing about it.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models.challenge.anothers_mask import anothers_mask
from models.challenge.fillers.donors import Donor
from models.challenge.fillers.kept_blur import KeptBlur
from models.challenge.fillers.registered_donor import RegisteredDonor
from models.challenge.plan import FilmPlan, plan_film, read_plan, with_scores
from models.grids.masks import bounds
from models.regions.missing import missing
from models.screening.examination import Examination
from models.screening.in_one_stream import in_one_stream
from models.screening.loaded_method import LoadedMethod
from models.screening.perturbation import Perturbed, donors_for, entropy_of
from models.values.challenge import Filler, GlobalRegion, GlobalRemovals, Removed
from models.values.finding import log_odds
from models.values.progress import Progress

FILLERS = (Filler.KEPT_BLUR, Filler.REGISTERED_DONOR)
"""What most of a film is filled with; a membrane over most of a film is next to nothing."""

_CHANCE = 0x61
"""Sets the chance by which the donor is drawn apart from that by which regions are filled."""
_REMOVING = "filling in all outside and all inside"

Mask = NDArray[np.bool_]


def global_removals(
    films: Sequence[Examination], found: Sequence[Perturbed], method: LoadedMethod
) -> Generator[Progress, None, list[GlobalRemovals | None]]:
    """Fill in all outside, and all inside, of the allowed regions of films' positive findings, and score the films anew.

    Args:
        films: Examined.
        found: Of each film, its regions, after which these are numbered.
        method: By what they are screened; without ``global_removals`` among its parameters nothing is done.

    Yields:
        A Progress while films are filled in, and while they are scored.

    Returns:
        None for films of which nothing was asked, or that have no allowed region.
    """
    if not (method.parameters.global_removals and method.parameters.challenges):
        return [None] * len(films)
    told = Progress(max(len(films) - 1, 0), len(films), _REMOVING)
    planned = list[list[_Planned]]()
    for film, one in zip(films, found, strict=True):
        yield told
        planned.append(_planned(film, len(one.regions), film.positive, donors_for(film, method), method))
    return (yield from _scored(films, planned, method, told))


def removals_for_all(film: Examination, method: LoadedMethod) -> Generator[Progress, None, GlobalRemovals]:
    """Fill in all outside, and all inside, of the allowed regions of all findings of one film, whatever was decided.

    Areas over a cohort are made of it, so what a film is filled with must not depend on what the classifier thinks of it: its donors are
    those of its view, also such as share a finding with it.

    Args:
        film: Examined.
        method: By what it was screened, whether or not that asks for global removals.

    Yields:
        A Progress while the film is filled in, and while it is scored.
    """
    told, every = Progress(0, 1, _REMOVING), [True] * len(film.logits)
    yield told
    donors = donors_for(replace(film, positive=[False] * len(film.logits)), method)
    (found,) = yield from _scored([film], [_planned(film, 0, every, donors, method)], method, told)
    return found or GlobalRemovals((), (), ())


def acting(film: Examination, removals: GlobalRemovals | None, method: LoadedMethod) -> dict[int, bool]:
    """Tell for which findings removing all outside acts on the score.

    It does where the decision is lost in both fillers. The other chest's mask is printed beside it and has no say: a cue outside both
    masks is removed by both.

    Args:
        film: Examined.
        removals: Of the film.
        method: By what it is screened.

    Returns:
        By class; those for which a filler is missing are left out.
    """
    if removals is None:
        return {}
    found, manifest = dict[int, bool](), method.classifier.manifest
    for k, (label, threshold) in enumerate(zip(manifest.labels, manifest.thresholds, strict=True)):
        own = removals.deltas(Removed.OUTSIDE, label, k)
        margin = float(film.logits[k]) - log_odds(threshold)
        if own.keys() == set(FILLERS):
            found[k] = all(own[filler] > margin for filler in FILLERS)
    return found


@dataclass(frozen=True)
class _Planned:
    region: GlobalRegion
    plan: FilmPlan


def _planned(
    film: Examination, first: int, asked: Sequence[bool], donors: Sequence[Donor], method: LoadedMethod
) -> list[_Planned]:  # fmt: skip
    """Fill in what is to be removed of a film for the findings that are asked for, numbered from ``first``."""
    if film.attention is None or film.anatomy is None:
        return []
    on, entropy = film.network_input, entropy_of(film, method)
    fillers = KeptBlur(), RegisteredDonor(film.anatomy.frame, tuple(donors))
    regions = _regions(film, film.attention.field, first, asked, donors, method)
    return [_Planned(region, plan_film(on, [region], fillers, entropy)) for region in regions]


def _regions(
    film: Examination, field: Mask, first: int, asked: Sequence[bool], donors: Sequence[Donor], method: LoadedMethod
) -> list[GlobalRegion]:
    """Return what is to be removed of a film, for each of the allowed regions of the findings that are asked for."""
    found = list[GlobalRegion]()
    for labels, allowed in _allowed(film, asked, method):
        for removed, mask in _sides(film, field, allowed, donors, method):
            if mask.any():
                box = film.checked.canonical.geometry.box_to_source(bounds(mask))
                share = float(np.count_nonzero(mask) / np.count_nonzero(field))
                found.append(GlobalRegion(first + len(found), removed, labels, box, share, mask))
    return found


def _allowed(film: Examination, asked: Sequence[bool], method: LoadedMethod) -> list[tuple[tuple[str, ...], Mask]]:
    """Return the allowed regions of those findings asked for that can be assessed, each with the labels that share it."""
    assert film.places is not None, "a film with attention has places"
    found = dict[int, tuple[tuple[str, ...], Mask]]()
    for label, wanted in zip(method.classifier.manifest.labels, asked, strict=True):
        if wanted and not missing(method.table.of(label)[0], film.cut_off):
            mask = film.places.of(label).allowed
            labels, _ = found.get(id(mask), ((), mask))
            found[id(mask)] = (*labels, label), mask
    return list(found.values())


def _sides(film: Examination, field: Mask, allowed: Mask, donors: Sequence[Donor], method: LoadedMethod) -> Iterator[tuple[Removed, Mask]]:
    """Yield both sides of an allowed region, and of the same as another chest has it, where there is one."""
    assert film.anatomy is not None, "a film with attention has lungs"
    yield Removed.OUTSIDE, field & ~allowed
    yield Removed.INSIDE, field & allowed
    if donors:
        donor = donors[int(np.random.default_rng([*entropy_of(film, method), _CHANCE]).integers(len(donors)))]
        anothers = anothers_mask(allowed, film.checked.canonical.geometry, film.seen.network, film.anatomy.frame, donor)
        yield Removed.OUTSIDE_ANOTHERS, field & ~anothers
        yield Removed.INSIDE_ANOTHERS, field & anothers


def _scored(
    films: Sequence[Examination], planned: Sequence[Sequence[_Planned]], method: LoadedMethod, told: Progress
) -> Generator[Progress, None, list[GlobalRemovals | None]]:
    """Score films as they are planned; None for those of which nothing is."""
    patched = [(film, patch) for film, own in zip(films, planned, strict=True) for one in own for patch in one.plan.patches]
    rows = iter((yield from in_one_stream(patched, method, lambda _: told)))
    return [_read(film, own, rows) if own else None for film, own in zip(films, planned, strict=True)]


def _read(film: Examination, planned: Sequence[_Planned], rows: Iterator[NDArray[np.float64]]) -> GlobalRemovals:
    """Read what is removed of a film by the next rows of scores."""
    scored = [(one.plan, np.array([next(rows) for _ in one.plan.patches]).reshape(-1, len(film.logits))) for one in planned]
    challenges, without = with_scores([challenge for plan, scores in scored for challenge in read_plan(plan, film.logits, scores)])
    not_run = (*(reason for one in planned for reason in one.plan.not_run), *without)
    return GlobalRemovals(tuple(one.region for one in planned), challenges, not_run)
