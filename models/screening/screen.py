"""screen(): films in, Screenings out; a plain generator that yields after each step and can be closed between two of them."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from dataclasses import replace

from models.input_check.checker import CheckedFilm
from models.screening.choosing import challenged, hots
from models.screening.examination import Looks, described, examine
from models.screening.findings import not_assessable, scored_screening, with_verdicts
from models.screening.global_removals import acting, global_removals
from models.screening.judging import judged
from models.screening.loaded_method import LoadedMethod
from models.screening.own_controls import passing, with_own_controls
from models.screening.perturbation import perturbed
from models.screening.total_effects import with_total_effects
from models.screening.transplants import transplants
from models.values.input_check import NotScreened
from models.values.progress import Progress
from models.values.radiograph import Radiograph
from models.values.screening import Scored, Screening
from models.values.verdict import Why

Step = Progress | Scored


def screen(
    films: Sequence[Radiograph], method: LoadedMethod, *, in_parts: bool = False
) -> Generator[Step, None, tuple[Screening | NotScreened, ...]]:
    """Check a batch of films; classify, attribute, segment and challenge those that are upright frontal chest films.

    Args:
        films: One or more; they share the networks' passes.
        method: By what they are screened.
        in_parts: Tell each film's scores and maps before the challenges run.

    Yields:
        A Progress before the networks run and while they run, and a Scored each film where parts were asked for.

    Returns:
        One Screening or NotScreened a film, in order; each took its share of the batch's time.
    """
    started = time.perf_counter()
    yield Progress(0, len(films), "looking at the film")
    checked = method.checker.looked_at(films)
    against = [one.objection for one in checked]
    accepted = [index for index, reason in enumerate(against) if reason is None]
    found = {}
    if accepted:
        screened = yield from _screen([checked[index] for index in accepted], method, accepted if in_parts else (), started)
        found = dict(zip(accepted, screened, strict=True))
    return tuple(reason or found[index] for index, reason in enumerate(against))


def _screen(
    films: Sequence[CheckedFilm], method: LoadedMethod, tell: Sequence[int], started: float
) -> Generator[Step, None, list[Screening]]:
    """Screen films that were accepted; ``tell`` holds their places in the batch where parts are to be told."""

    def seconds() -> float:
        return (time.perf_counter() - started) / len(films)

    examined = yield from examine(films, method)
    whys, looks, screenings = list[tuple[Why, ...]](), list[Looks](), list[Screening]()
    for film in examined:
        yield Progress(0, len(films), "seeing where the score comes from")
        whys.append(challenged(film, method))
        looks.append(described(film, whys[-1], method))
        screenings.append(scored_screening(film, whys[-1], looks[-1], method, seconds()))
    for place, screening in zip(tell, screenings, strict=True) if tell else ():
        yield Scored(place, screening)
    evidence = [hots(*one, method) for one in zip(examined, whys, looks, strict=True)]
    challenges = yield from perturbed(examined, evidence, method)
    removals = yield from global_removals(examined, challenges, method)
    carried = yield from transplants(examined, challenges, method)
    judgements = [
        judged(film, why, look, not_assessable(film, method), found, method, acting(film, removed, method))
        for film, why, look, found, removed in zip(examined, whys, looks, challenges, removals, strict=True)
    ]
    passed = list(map(passing, judgements))
    challenges = yield from with_own_controls(examined, evidence, challenges, passed, method)
    challenges = yield from with_total_effects(examined, challenges, passed, method)
    yield Progress(len(films), len(films), "done")
    took = seconds()
    told = [with_verdicts(*one, took) for one in zip(screenings, whys, challenges, removals, judgements, strict=True)]
    return [replace(screening, transplants=one) for screening, one in zip(told, carried, strict=True)]
