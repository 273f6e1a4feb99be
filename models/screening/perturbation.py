"""The perturbation tests of a batch: the regions of all its films, with every filler, go through the classifier in one stream."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.attention.reference.patients import patient_names
from models.challenge.calibration.cost import ood_cost
from models.challenge.fillers.donors import Donor, fittest
from models.challenge.fillers.filler import RegionFiller
from models.challenge.fillers.kept_blur import KeptBlur
from models.challenge.fillers.noisy_linear import NoisyLinear
from models.challenge.fillers.registered_donor import RegisteredDonor
from models.challenge.film_input import FilmInput
from models.challenge.hot_pieces import pieces_of
from models.challenge.plan import FilmPlan, plan_film, read_plan, with_scores
from models.challenge.regions import challenged_regions, left_out
from models.screening.choosing import Hots
from models.screening.examination import Examination
from models.screening.in_one_stream import in_one_stream
from models.screening.loaded_method import LoadedMethod
from models.values.challenge import ChallengedRegion, Filler, NotRun, RegionChallenge
from models.values.progress import Progress

_TESTING = "testing where the score comes from"


@dataclass(frozen=True)
class Perturbed:
    """What was done to one film, and what happened.

    Attributes:
        on: The film as it was changed; None where nothing was.
        regions: That were filled in.
        challenges: What each filler of each region did.
        not_run: Fillers that could not be run.
        left_out: By label, how many of its hot spots outside R no region of its own touches.
    """

    on: FilmInput | None = None
    regions: tuple[ChallengedRegion, ...] = ()
    challenges: tuple[RegionChallenge, ...] = ()
    not_run: tuple[NotRun, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)


def perturbed(films: Sequence[Examination], hots: Sequence[Hots], method: LoadedMethod) -> Generator[Progress, None, list[Perturbed]]:
    """Fill in the regions of films, and score them anew.

    Args:
        films: Examined.
        hots: Of each film; one without any has no regions.
        method: By what they are screened.

    Yields:
        A Progress while films are filled in, and while they are scored.
    """
    if not any(hots):
        return [Perturbed() for _ in films]
    plans = list[Planned | None]()
    for film, own in zip(films, hots, strict=True):
        yield Progress(0, len(films), _TESTING)
        plans.append(planned(film, own, method))
    return (yield from tested(films, plans, method))


def tested(
    films: Sequence[Examination], plans: Sequence[Planned | None], method: LoadedMethod
) -> Generator[Progress, None, list[Perturbed]]:
    """Score films as they are filled in by their plans.

    Args:
        films: Examined.
        plans: Of each film; None where nothing is filled in.
        method: By what they are screened.

    Yields:
        A Progress while films are scored.
    """
    patched = [(film, patch) for film, one in zip(films, plans, strict=True) if one for patch in one.plan.patches]
    rows = yield from in_one_stream(
        patched, method, lambda scored: Progress(len(films) * scored // len(patched), len(films), _TESTING)
    )  # fmt: skip
    costs = {filler: ood_cost(method.calibration.table, filler) for filler in Filler} if method.calibration and rows else {}
    left = iter(rows)
    return [_read(film, one, left, costs) if one else Perturbed() for film, one in zip(films, plans, strict=True)]


@dataclass(frozen=True)
class Planned:
    """What is to be done to one film.

    Attributes:
        on: The film as it is changed.
        regions: That are filled in.
        plan: Each of them with each filler.
        left_out: By label, how many of its hot spots outside R no region of its own touches.
    """

    on: FilmInput
    regions: tuple[ChallengedRegion, ...]
    plan: FilmPlan
    left_out: Mapping[str, int]


def planned(film: Examination, hots: Hots, method: LoadedMethod) -> Planned | None:
    """Choose the regions of a film and fill them in; None where there are none."""
    if film.attention is None or not hots:
        return None
    on, evidence = film.network_input, list(hots.values())
    pieces = pieces_of(evidence, method.parameters)
    regions = challenged_regions(evidence, pieces, film.attention.lies, method.parameters)
    if not regions or not on.field.any():
        return None
    plan = plan_film(on, regions, fillers_of(film, method), entropy_of(film, method))
    return Planned(on, regions, plan, left_out(evidence, pieces, regions))


def _read(film: Examination, one: Planned, rows: Iterator[NDArray[np.float64]], costs: Mapping[Filler, float | None]) -> Perturbed:
    """Read a film's plan by the next rows of scores."""
    own = np.array([next(rows) for _ in one.plan.patches]).reshape(-1, len(film.logits))
    challenges = read_plan(one.plan, film.logits, own, costs)
    scored, without = with_scores(challenges)
    return Perturbed(one.on, one.regions, scored, (*one.plan.not_run, *without), one.left_out)


def fillers_of(film: Examination, method: LoadedMethod) -> tuple[RegionFiller, ...]:
    """Return what regions of a film are filled with."""
    frame = film.anatomy.frame if film.anatomy else None
    return NoisyLinear(method.parameters.filler_noise), KeptBlur(), RegisteredDonor(frame, donors_for(film, method))


def donors_for(film: Examination, method: LoadedMethod) -> tuple[Donor, ...]:
    """Return the donors that a film may take, best first."""
    donors = method.calibration.donors if method.calibration else ()
    return fittest(donors, film.positive, film.header.view, patient_names(film.header))


def entropy_of(film: Examination, method: LoadedMethod) -> tuple[int, ...]:
    """Return what chance starts from: the method's seed and the film's pixels."""
    return method.parameters.seed, int(film.header.pixel_sha256[:16], 16)
