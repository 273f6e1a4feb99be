"""The total effect of filling in a region: through the whole preparation, with the ranges of the changed film (method, section 6).

Tests tell the direct effect, the ranges being those of the film. Where they are of its own values, a change of some pixels changes all.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from models.challenge.patch import Instead, Patch
from models.challenge.plan import plan_film
from models.networks.prepared_anew import ChangedPixels, looks_at_film, prepared_anew
from models.screening.examination import Examination
from models.screening.in_one_stream import in_one_stream
from models.screening.loaded_method import LoadedMethod
from models.screening.own_controls import ByRegion
from models.screening.perturbation import Perturbed, entropy_of, fillers_of
from models.values.challenge import Filler, RegionChallenge
from models.values.progress import Progress

_PREPARING = "preparing the changed film anew"

Key = tuple[int, Filler]


def with_total_effects(
    films: Sequence[Examination], found: Sequence[Perturbed], wanted: Sequence[ByRegion], method: LoadedMethod
) -> Generator[Progress, None, list[Perturbed]]:
    """Prepare films anew as they are with a region filled in, by the first filler that filled it, and score them: one pass a region.

    Args:
        films: Examined.
        found: Of each film, what filling in its regions did.
        wanted: Of each film, regions that pass, and the classes that they pass for; those of no positive finding are left out.
        method: By what they are screened; where no step of the preparation looks at the film's own values nothing is done.

    Yields:
        A Progress while the films are scored.

    Returns:
        ``found``, with the total effects.
    """
    if not looks_at_film(method.classifier.manifest.preparation):
        return list(found)
    planned = [_planned(*one, method) for one in zip(films, found, wanted, strict=True)]
    changes = [(film, change) for film, own in zip(films, planned, strict=True) for change in own.values()]
    rows = iter((yield from in_one_stream(changes, method, lambda _: Progress(max(len(films) - 1, 0), len(films), _PREPARING))))
    return [_read(*one, rows) for one in zip(films, found, planned, strict=True)]


def _planned(film: Examination, found: Perturbed, wanted: ByRegion, method: LoadedMethod) -> dict[Key, Instead]:
    """Return by region and filler the film's input, prepared from the changed film."""
    if found.on is None:
        return {}
    fillers = {filler.name: filler for filler in fillers_of(film, method)}
    used = {region: next(one.filler for one in found.challenges if one.region == region) for region in wanted}
    planned = dict[Key, Instead]()
    for region in found.regions:
        if any(film.positive[k] for k in wanted.get(region.id, ())):
            filler = used[region.id]
            # Chance depends on film, region and filler alone, so it is the same patch as in the test.
            (patch,) = plan_film(found.on, [region], [fillers[filler]], entropy_of(film, method)).patches
            planned[region.id, filler] = Instead(_anew(film, patch, method))
    return planned


def _anew(film: Examination, patch: Patch, method: LoadedMethod) -> NDArray[np.float32]:
    changed = ChangedPixels(patch.rows, patch.columns, patch.values)
    return prepared_anew(film.checked.film.pixels, method.classifier.manifest.preparation, film.prepared, changed)


def _read(film: Examination, found: Perturbed, planned: dict[Key, Instead], rows: Iterator[NDArray[np.float64]]) -> Perturbed:
    """Read a film's total effects by the next rows of scores; those of no finite score are not told."""
    scored = {key: film.logits - next(rows) for key in planned}
    told = {key: tuple(delta.tolist()) for key, delta in scored.items() if np.isfinite(delta).all()}
    return replace(found, challenges=tuple(_with(challenge, told) for challenge in found.challenges))


def _with(challenge: RegionChallenge, told: dict[Key, tuple[float, ...]]) -> RegionChallenge:
    return replace(challenge, total_delta_logit=told.get((challenge.region, challenge.filler)))
