"""A film's challenge: what is changed of its input, and what the scores of the changed films say (method, section 6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.challenge.fillers.filler import RegionFiller
from models.challenge.film_input import FilmInput
from models.challenge.patch import Patch
from models.values.challenge import Filler, NotRun, RegionChallenge


class Fillable(Protocol):
    """A part of a film that may be filled in."""

    @property
    def id(self) -> int:
        """Its number on the film."""
        ...

    @property
    def mask(self) -> NDArray[np.bool_]:
        """H×W on the film's canonical grid."""
        ...


NO_SCORE = "Not run: the classifier gave no finite score for the film filled in so."


@dataclass(frozen=True)
class FilmPlan:
    """What is to be scored beside the film itself: one pass each.

    Attributes:
        patches: What is changed of the network's input, one an image.
        filled: In the same order, number of the region and filler.
        not_run: What could not be filled.
    """

    patches: tuple[Patch, ...]
    filled: tuple[tuple[int, Filler], ...]
    not_run: tuple[NotRun, ...]


def plan_film(on: FilmInput, regions: Sequence[Fillable], fillers: Sequence[RegionFiller], entropy: Sequence[int]) -> FilmPlan:
    """Fill each region with each filler.

    Args:
        on: The film.
        regions: Of the film.
        fillers: In the order in which each region is filled.
        entropy: Of the film and the method; chance depends on it, the region's number and the filler, not on what else is filled.
    """
    filled: dict[tuple[int, Filler], Patch] = {}
    refused: dict[tuple[int, Filler], str] = {}
    for region in regions:
        mask = on.mask(region.mask)
        for filler in fillers:
            rng = np.random.default_rng([*entropy, region.id, *filler.name.encode()])
            found = filler.fill(on, mask, rng)
            if isinstance(found, Patch):
                filled[region.id, filler.name] = found
            else:
                refused[region.id, filler.name] = found
    not_run = [one for filler in fillers for one in _not_run(filler.name, regions, refused)]
    return FilmPlan(tuple(filled.values()), tuple(filled), tuple(not_run))


def read_plan(
    plan: FilmPlan, original: NDArray[np.float64], scores: NDArray[np.float64], costs: Mapping[Filler, float | None] | None = None
) -> tuple[RegionChallenge, ...]:
    """Turn the scores of a plan into numbers.

    Args:
        plan: Of the film.
        original: K logits of the film.
        scores: P×K logits of the film with each of the plan's patches, in order.
        costs: What each filler does to logits where nothing is known to matter, where that is known.
    """
    known = costs or {}
    return tuple(
        RegionChallenge(region, filler, tuple(delta), known.get(filler))
        for (region, filler), delta in zip(plan.filled, (original - scores).tolist(), strict=True)
    )


def with_scores(challenges: Sequence[RegionChallenge]) -> tuple[tuple[RegionChallenge, ...], tuple[NotRun, ...]]:
    """Part challenges whose scores are finite from those that count as not run, since the classifier gave none."""
    finite = [bool(np.isfinite(challenge.delta_logit).all()) for challenge in challenges]
    scored = tuple(challenge for challenge, has in zip(challenges, finite, strict=True) if has)
    without = tuple(NotRun(one.filler, one.region, NO_SCORE) for one, has in zip(challenges, finite, strict=True) if not has)
    return scored, without


def _not_run(filler: Filler, regions: Sequence[Fillable], refused: Mapping[tuple[int, Filler], str]) -> list[NotRun]:
    """Return where a filler could not be run: once, where that is so on every region for one reason."""
    sentences = {region.id: refused[region.id, filler] for region in regions if (region.id, filler) in refused}
    if len(regions) > 1 and len(sentences) == len(regions) and len(set(sentences.values())) == 1:
        return [NotRun(filler, None, sentences[regions[0].id])]
    return [NotRun(filler, number, sentence) for number, sentence in sentences.items()]
