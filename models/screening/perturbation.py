"""The perturbation tests of a batch: challenges of all its films and findings go through the classifier in one stream."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from models.attention.film import Looked
from models.attribution.watched import WatchedClassifier
from models.challenge.challenges import LocalRemoval, RemovalTarget, plan_local_removal, read_local_removal
from models.challenge.patch import Patch
from models.screening.examination import Examination, Looks
from models.screening.loaded_method import LoadedMethod
from models.values.challenge import Challenge
from models.values.progress import Progress

_AT_ONCE = 8
_TESTING = "testing where the score comes from"


@dataclass(frozen=True)
class _Planned:
    """A challenge of one class of one film; ``index`` is the film's place in the batch."""

    index: int
    film: Examination
    k: int
    removal: LocalRemoval


def challenged(
    films: Sequence[Examination], looks: Sequence[Looks], method: LoadedMethod
) -> Generator[Progress, None, list[dict[int, Challenge]]]:
    """Fill the largest hot spot of each finding, and its controls, and score the films anew; return each film's challenges by class."""
    found: list[dict[int, Challenge]] = [{} for _ in films]
    plans = list[_Planned]()
    for index, (film, described) in enumerate(zip(films, looks, strict=True)):
        yield Progress(0, len(films), _TESTING)
        removals = ((k, _planned(film, k, look, method)) for k, look in described.items())
        plans += [_Planned(index, film, k, removal) for k, removal in removals if removal]
    patched = [(plan, patch) for plan in plans for patch in plan.removal.patches]
    scores = list[float]()
    for start in range(0, len(patched), _AT_ONCE):
        some = patched[start : start + _AT_ONCE]
        yield Progress(some[0][0].index, len(films), _TESTING)
        scores += (float(row[plan.k]) for (plan, _), row in zip(some, _logits(some, method.classifier), strict=True))
    start = 0
    for plan in plans:
        own, start = np.array(scores[start : start + len(plan.removal.patches)]), start + len(plan.removal.patches)
        original, threshold = float(plan.film.logits[plan.k]), method.classifier.manifest.thresholds[plan.k]
        found[plan.index][plan.k] = read_local_removal(plan.removal, original=original, scores=own, threshold=threshold)
    return found


def _planned(film: Examination, k: int, look: Looked, method: LoadedMethod) -> LocalRemoval | None:
    target = RemovalTarget.of(look.spots, look.heat, look.where, film.seen)
    if target is None:
        return None
    label = method.classifier.manifest.labels[k]
    entropy = [method.parameters.seed, int(film.header.pixel_sha256[:16], 16), *label.encode()]
    return plan_local_removal(film.prepared.tensor.numpy(), target, method.parameters, np.random.default_rng(entropy))


def _logits(patched: Sequence[tuple[_Planned, Patch]], classifier: WatchedClassifier) -> NDArray[np.float64]:
    images = np.empty((len(patched), *patched[0][0].film.prepared.tensor.shape), np.float32)
    for image, (plan, patch) in zip(images, patched, strict=True):
        image[:] = plan.film.prepared.tensor.numpy()
        patch.put_on(image)
    return np.asarray(classifier.logits(torch.from_numpy(images)).double().cpu().numpy())
