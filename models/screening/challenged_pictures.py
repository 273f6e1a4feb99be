"""The pictures behind a perturbation test: a film is examined again as in a screening, and one of its regions is shown filled in."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np
from numpy.typing import NDArray

from models.challenge.film_input import FilmInput
from models.challenge.patch import Patch
from models.screening.choosing import challenged, hots
from models.screening.examination import Examination, described, examine
from models.screening.in_one_stream import rescored
from models.screening.loaded_method import LoadedMethod
from models.screening.perturbation import Planned, planned
from models.values.challenged_pictures import FilledPicture, RegionPictures
from models.values.progress import Progress
from models.values.radiograph import Radiograph

_NO_REGION = "The film has no such region when it is examined again, so its tests cannot be shown."


class NoPictures(Exception):
    """Why there is nothing to show, in a sentence."""


def challenged_pictures(film: Radiograph, region: int, method: LoadedMethod) -> Generator[Progress, None, RegionPictures]:
    """Show what was done to one region of a film; chance is the screening's, so pixels and scores are too.

    Args:
        film: As it was read.
        region: Its number on the film.
        method: By which the film was screened.

    Yields:
        A Progress before the networks run and while they run.

    Raises:
        NoPictures: The film is refused, or has no such region.
    """
    examined = yield from examined_again(film, method)
    yield Progress(0, 1, "filling in the region")
    whys = challenged(examined, method)
    plan = planned(examined, hots(examined, whys, described(examined, whys, method), method), method)
    if plan is None or region not in {one.id for one in plan.regions}:
        raise NoPictures(_NO_REGION)
    return pictures_of(examined, plan, region, method)


def examined_again(film: Radiograph, method: LoadedMethod) -> Generator[Progress, None, Examination]:
    """Examine one film as a screening does.

    Raises:
        NoPictures: The film is refused.
    """
    yield Progress(0, 1, "looking at the film")
    (checked,) = method.checker.looked_at([film])
    if checked.objection:
        raise NoPictures(checked.objection.sentence)
    (examined,) = yield from examine([checked], method)
    return examined


def pictures_of(film: Examination, plan: Planned, number: int, method: LoadedMethod) -> RegionPictures:
    """Return the pictures of one region of a film's plan."""
    region = next(one for one in plan.regions if one.id == number)
    own = [(filler, patch) for (of, filler), patch in zip(plan.plan.filled, plan.plan.patches, strict=True) if of == number]
    scores = rescored([(film, patch) for _, patch in own], method) if own else np.empty((0, len(film.logits)))
    return RegionPictures(
        region=number,
        box=region.box,
        grey=_grey(plan.on, plan.on.film),
        mask=plan.on.mask(region.mask)[plan.on.rectangle],
        logits=tuple(film.logits.tolist()),
        filled=tuple(
            FilledPicture(filler, _grey(plan.on, _changed(plan.on, patch)), tuple(row))
            for (filler, patch), row in zip(own, scores.tolist(), strict=True)
        ),
        not_run=tuple(one for one in plan.plan.not_run if one.region in (None, number)),
    )


def _changed(on: FilmInput, patch: Patch) -> NDArray[np.float32]:
    """Return C×h×w, the film's rectangle with a patch."""
    image = on.image.copy()
    patch.put_on(image)
    return image[:, *on.rectangle]


def _grey(on: FilmInput, film: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return h×w, the first channel of a film on the original's scale; the others are its copies."""
    low, scale = float(on.film[0].min()), float(np.ptp(on.film[0])) or 1.0
    return np.asarray(np.clip(np.rint(255 * (film[0] - low) / scale), 0, 255), np.uint8)
