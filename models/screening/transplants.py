"""Transplants: regions of films carried to negative films of the calibration, each beside its twin (method, section 6).

They are asked for, and told; they are no test. The twin is the same place of another negative film, whose pixels stand there as well.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from statistics import median

import numpy as np
from numpy.typing import NDArray

from models.attention.reference.patients import patient_names
from models.challenge.fillers.donors import LEAST, Donor, fittest
from models.challenge.fillers.registered_donor import MOST
from models.challenge.patch import Instead
from models.challenge.plan import NO_SCORE
from models.challenge.transplant import Registered, carried, place_on
from models.screening.collect import donor_of
from models.screening.examination import Examination
from models.screening.in_one_stream import in_one_stream
from models.screening.loaded_method import LoadedMethod
from models.screening.perturbation import Perturbed, entropy_of
from models.values.challenge import Carried, Transplant
from models.values.finding import probability
from models.values.progress import Progress

FEW_RECIPIENTS = f"Not run: fewer than {LEAST} films of the calibration are negative for the finding and show this place."
_CHANCE = 0x7A
"""Sets the chance by which recipients and twins are drawn apart from that by which regions are filled."""
_CARRYING = "transplanting regions to other films"

Pass = tuple[int | None, int | None, int]
"""What is scored: a region (None is the recipient as it is), the source of its pixels (None is the film), and the recipient."""
Trio = tuple[Pass, Pass, Pass]
"""A recipient as it is, with the spot, and with the twin."""


def transplants(
    films: Sequence[Examination], found: Sequence[Perturbed], method: LoadedMethod
) -> Generator[Progress, None, list[tuple[Transplant, ...] | None]]:
    """Carry regions of films to other films, and score these: at most seven of them a region and finding, in three passes each.

    Args:
        films: Examined.
        found: Of each film, its regions.
        method: By what they are screened; without ``global_removals`` among its parameters nothing is done.

    Yields:
        A Progress while regions are carried, and while films are scored.

    Returns:
        Of each film, one for each of its regions and of the positive findings whose own hot spot that is; None where nothing was asked.
    """
    if not (method.parameters.global_removals and method.parameters.challenges):
        return [None] * len(films)
    told, planned = Progress(max(len(films) - 1, 0), len(films), _CARRYING), list[_Planned]()
    for film, one in zip(films, found, strict=True):
        yield told
        planned.append(_planned(film, one, method))
    changes = [(film, change) for film, own in zip(films, planned, strict=True) for change in own.passes.values()]
    rows = iter((yield from in_one_stream(changes, method, lambda _: told)))
    scored = [{one: next(rows) for one in own.passes} for own in planned]
    return [tuple(_read(one, scores, method) for one in own.asked) for own, scores in zip(planned, scored, strict=True)]


@dataclass(frozen=True)
class _Spot:
    """A region of a film that is carried.

    Attributes:
        region: Its number.
        mask: H×W on the network's pixels.
        film: Which it is of.
        donors: Among whom recipients and twins are.
        places: Where it lies on those that were looked at; None where it does not.
    """

    region: int
    mask: NDArray[np.bool_]
    film: Registered
    donors: Sequence[Registered]
    places: dict[int, NDArray[np.bool_] | None] = field(default_factory=dict)

    def made(self, one: Pass) -> Instead | None:
        """Return what is scored in a pass; None where recipient or source does not show the place."""
        region, source, number = one
        recipient = self.donors[number]
        if region is None:
            return Instead(recipient.film.image)
        if number not in self.places:
            self.places[number] = place_on(recipient, self.film, self.mask)
        place = self.places[number]
        patch = None if place is None else carried(self.film if source is None else self.donors[source], recipient, place)
        return Instead(recipient.film.image, patch) if patch else None


@dataclass(frozen=True)
class _Asked:
    """One region for one finding.

    Attributes:
        region: Its number.
        k: Class of the finding.
        trios: One a recipient.
    """

    region: int
    k: int
    trios: tuple[Trio, ...]


@dataclass(frozen=True)
class _Planned:
    """What is scored of one film, and read; what several findings ask for is made and scored once.

    Attributes:
        asked: What is read.
        passes: What is scored.
        made: What was looked at, None where it cannot be made.
    """

    asked: list[_Asked] = field(default_factory=list)
    passes: dict[Pass, Instead] = field(default_factory=dict)
    made: dict[Pass, Instead | None] = field(default_factory=dict)

    def trios(self, spot: _Spot, negative: Sequence[int]) -> tuple[Trio, ...]:
        """Return the passes of the first recipients of a spot, the twin of each being of the next one; none where they are too few."""
        pairs = zip(negative, [*negative[1:], *negative[:1]], strict=True)
        trios: Iterator[Trio] = (((None, None, to), (spot.region, None, to), (spot.region, twin, to)) for to, twin in pairs if to != twin)
        found = tuple(islice((trio for trio in trios if all(self._makes(spot, one) for one in trio)), MOST))
        if len(found) < LEAST:
            return ()
        self.passes.update({one: made for trio in found for one in trio if (made := self.made[one])})
        return found

    def _makes(self, spot: _Spot, one: Pass) -> bool:
        if one not in self.made:
            self.made[one] = spot.made(one)
        return self.made[one] is not None


def _planned(film: Examination, found: Perturbed, method: LoadedMethod) -> _Planned:
    own = _Planned()
    if found.on is None:
        return own
    rng = np.random.default_rng([*entropy_of(film, method), _CHANCE])
    bank = method.calibration.donors if method.calibration else ()
    shuffled = [bank[i] for i in rng.permutation(len(bank))]
    own_film, others = Registered(donor_of(film)), list(map(Registered, shuffled))
    for region in found.regions:
        spot = _Spot(region.id, found.on.mask(region.mask) & found.on.field, own_film, others)
        for k, label in enumerate(method.classifier.manifest.labels):
            if film.positive[k] and label in region.places:
                own.asked.append(_Asked(region.id, k, own.trios(spot, _negative(film, k, shuffled))))
    return own


def _negative(film: Examination, k: int, donors: Sequence[Donor]) -> list[int]:
    """Return which donors are negative for a class and of another patient, of the film's view where these are enough."""
    of_class = [other == k for other in range(len(film.positive))]
    fit = {id(donor) for donor in fittest(donors, of_class, film.header.view, patient_names(film.header)) if not donor.positives[k]}
    size = tuple(film.prepared.tensor.shape)
    return [number for number, donor in enumerate(donors) if id(donor) in fit and donor.image.shape == size]


def _read(one: _Asked, scores: Mapping[Pass, NDArray[np.float64]], method: LoadedMethod) -> Transplant:
    """Read one region for one finding by the scores of its film's passes."""
    label, threshold = method.classifier.manifest.labels[one.k], method.classifier.manifest.thresholds[one.k]
    logits = [[float(scores[each][one.k]) for each in trio] for trio in one.trios]
    finite = [trio for trio in logits if all(map(math.isfinite, trio))]
    if len(finite) < LEAST:
        return Transplant(one.region, label, 0, None, None, NO_SCORE if one.trios else FEW_RECIPIENTS)
    bare, with_spot, with_twin = zip(*finite, strict=True)
    return Transplant(one.region, label, len(finite), _effect(bare, with_spot, threshold), _effect(bare, with_twin, threshold))


def _effect(bare: Sequence[float], changed: Sequence[float], threshold: float) -> Carried:
    chances = [(probability(before), probability(after)) for before, after in zip(bare, changed, strict=True)]
    return Carried(
        logit=median(after - before for before, after in zip(bare, changed, strict=True)),
        probability=median(after - before for before, after in chances),
        turned_positive=sum(before < threshold <= after for before, after in chances),
    )
