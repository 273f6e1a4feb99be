"""A film's own controls: what the same filling does at other places of the film (method, section 6).

They are made for a region that a score depends on, and shown beside it. They are not the test: that rests on matched places of other films.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models.challenge.calibration.places import drawn_controls
from models.challenge.fillers.noisy_linear import NoisyLinear
from models.challenge.film_input import FilmInput
from models.challenge.patch import Patch
from models.screening.choosing import Hots
from models.screening.examination import Examination
from models.screening.in_one_stream import in_one_stream
from models.screening.loaded_method import LoadedMethod
from models.screening.perturbation import Perturbed, entropy_of
from models.values.challenge import ChallengedRegion, Filler, OwnControls, RegionChallenge
from models.values.progress import Progress
from models.verdict.film import FilmVerdicts

_CHANCE = 0x0C
"""Sets the chance by which places are drawn apart from that by which regions are filled and a calibration is made."""
_COMPARING = "comparing with other places of the film"

Mask = NDArray[np.bool_]

ByRegion = Mapping[int, tuple[int, ...]]
"""Classes by number of a film's region: those whose score it is looked at for."""


def passing(judged: FilmVerdicts) -> ByRegion:
    """Return the regions that pass, each with the classes that it passes for."""
    found = dict[int, tuple[int, ...]]()
    for k, tests in enumerate(judged.tests):
        for test in tests:
            if test.passes:
                found[test.region] = (*found.get(test.region, ()), k)
    return found


def with_own_controls(
    films: Sequence[Examination], hots: Sequence[Hots], found: Sequence[Perturbed], wanted: Sequence[ByRegion], method: LoadedMethod
) -> Generator[Progress, None, list[Perturbed]]:
    """Fill in other places of films, with the first filler alone, and score the films anew; without wanted regions nothing is done.

    Args:
        films: Examined.
        hots: Of each film, where the evidence of its challenged findings lies.
        found: Of each film, what filling in its regions did.
        wanted: Of each film, regions that the first filler filled, and the classes that they are looked at for.
        method: By what they are screened.

    Yields:
        A Progress while the films are scored.

    Returns:
        ``found``, with the controls of those regions.
    """
    planned = [_planned(*one, method) for one in zip(films, hots, found, wanted, strict=True)]
    patched = [(film, patch) for film, own in zip(films, planned, strict=True) for places in own.values() for patch in places]
    rows = yield from in_one_stream(patched, method, lambda _: Progress(max(len(films) - 1, 0), len(films), _COMPARING))
    left = iter(rows)
    return [_read(film, one, own, left) for film, one, own in zip(films, found, planned, strict=True)]


@dataclass(frozen=True)
class OtherPlaces:
    """Where the shape of a region may lie elsewhere on a film.

    Attributes:
        shape: H×W, the region on the network's pixels.
        free: H×W, what lies outside R and off the hot spots of all classes that the region is looked at for, and off all regions.
    """

    shape: Mask
    free: Mask

    @classmethod
    def of(cls, region: ChallengedRegion, classes: Sequence[int], hots: Hots, found: Perturbed, method: LoadedMethod) -> OtherPlaces:
        """Find them; the film was changed."""
        assert found.on is not None, "a film with regions was changed"
        free = ~np.any([one.mask for one in found.regions], axis=0)
        for hot in (hots[k] for k in classes):
            free &= hot.free(method.parameters.hot_spot_share)
        return cls(found.on.mask(region.mask), found.on.mask(free) & found.on.field)


def _planned(film: Examination, hots: Hots, found: Perturbed, wanted: ByRegion, method: LoadedMethod) -> dict[int, list[Patch]]:
    """Return by region what is changed of a film, one place at a time."""
    if found.on is None or not method.parameters.controls:
        return {}
    regions = {region.id: region for region in found.regions}
    places = {number: OtherPlaces.of(regions[number], classes, hots, found, method) for number, classes in wanted.items()}
    return {number: list(_filled(film, found.on, number, other, method)) for number, other in places.items()}


def _filled(film: Examination, on: FilmInput, region: int, other: OtherPlaces, method: LoadedMethod) -> Iterator[Patch]:
    rng = np.random.default_rng([*entropy_of(film, method), _CHANCE, region])
    filler = NoisyLinear(method.parameters.filler_noise)
    for place in drawn_controls(rng, on, [other.shape], [other.free], most=method.parameters.controls):
        patch = filler.fill(on, place, rng)
        assert isinstance(patch, Patch), "a place lies on the film and leaves some of it"
        yield patch


def _read(film: Examination, found: Perturbed, planned: Mapping[int, list[Patch]], rows: Iterator[NDArray[np.float64]]) -> Perturbed:
    """Read a film's controls by the next rows of scores; places of no finite score are left out."""
    deltas = {number: [film.logits - next(rows) for _ in own] for number, own in planned.items()}
    controls = {number: OwnControls(tuple(tuple(one.tolist()) for one in own if np.isfinite(one).all())) for number, own in deltas.items()}
    return replace(found, challenges=tuple(_with(challenge, controls) for challenge in found.challenges))


def _with(challenge: RegionChallenge, controls: Mapping[int, OwnControls]) -> RegionChallenge:
    """Return a challenge with its region's controls, where they are of its filler."""
    if challenge.filler is not Filler.NOISY_LINEAR or challenge.region not in controls:
        return challenge
    return replace(challenge, controls=controls[challenge.region])
