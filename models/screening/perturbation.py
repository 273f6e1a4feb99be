"""The perturbation tests of a batch: challenges of all its films go through the classifier in one stream."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

from models.screening.examination import Examination, Looks
from models.screening.loaded_method import LoadedMethod
from models.values.challenge import ChallengedRegion, NotRun, RegionChallenge
from models.values.progress import Progress

_TESTING = "testing where the score comes from"


@dataclass(frozen=True)
class Challenged:
    """What was filled in on one film, and what that did to its scores."""

    regions: tuple[ChallengedRegion, ...] = ()
    challenges: tuple[RegionChallenge, ...] = ()
    not_run: tuple[NotRun, ...] = ()


def challenged(films: Sequence[Examination], looks: Sequence[Looks], method: LoadedMethod) -> Generator[Progress, None, list[Challenged]]:
    """Return what challenges did to each film; until regions of films are filled, none."""
    for _ in zip(films, looks, strict=True):
        yield Progress(0, len(films), _TESTING)
    return [Challenged() for _ in films]
