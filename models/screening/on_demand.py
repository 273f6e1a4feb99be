"""A finding that a screening did not challenge, tested because a person asks: as if it had been drawn by chance (method, section 6)."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

from models.screening.challenged_pictures import examined_again, pictures_of
from models.screening.choosing import challenged, hots
from models.screening.examination import described
from models.screening.findings import not_assessable
from models.screening.judging import judged
from models.screening.loaded_method import LoadedMethod
from models.screening.perturbation import planned, tested
from models.values.challenged_pictures import OnDemand
from models.values.progress import Progress
from models.values.radiograph import Radiograph
from models.values.verdict import Why

_FIRST = -1
"""The turn of the finding that is asked about."""


def tested_on_demand(film: Radiograph, label: str, method: LoadedMethod) -> Generator[Progress, None, OnDemand]:
    """Challenge one more finding of a film, beside those that a screening challenges, and judge it.

    The film's regions are then chosen with this finding's hot spots among them, and its pairs are more: numbers of regions and corrected
    p-values may be others than in the film's entry, which stays as it is.

    Args:
        film: As it was read.
        label: Of the finding.
        method: By which the film was screened.

    Yields:
        A Progress before the networks run and while they run.

    Raises:
        NoPictures: The film is refused.
    """
    examined = yield from examined_again(film, method)
    k = method.classifier.manifest.labels.index(label)
    whys = list(challenged(examined, method))
    whys[k] = Why.POSITIVE if examined.positive[k] else Why.SAMPLED
    looks = described(examined, whys, method)
    own = dict(hots(examined, whys, looks, method))
    if k in own:
        own[k] = replace(own[k], turn=_FIRST)
    plan = planned(examined, own, method)
    (found,) = yield from tested([examined], [plan], method)
    judgement = judged(examined, whys, looks, not_assessable(examined, method), found, method)
    verdict, tests = judgement.findings[k], judgement.tests[k]
    region = tests[0].region if verdict.region is None and tests else verdict.region
    pictures = pictures_of(examined, plan, region, method) if plan and region is not None else None
    return OnDemand(verdict, pictures)
