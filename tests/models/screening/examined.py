"""Shared by the tests of what is done to a film beside its regions' tests: a film examined and perturbed as in a screening."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.attribution.watched import WatchedClassifier
from models.challenge.calibration.calibration import Calibration
from models.challenge.calibration.controls import ControlTable
from models.film.phantom import phantom
from models.networks.library import embedded
from models.screening.choosing import Hots, challenged, hots
from models.screening.collect import donor_of
from models.screening.examination import Examination, described, examine
from models.screening.loaded_method import LoadedMethod
from models.screening.perturbation import Perturbed, perturbed
from models.values.challenge import Filler
from models.values.progress import result_of
from models.values.radiograph import Radiograph
from models.values.verdict import Why
from tests.models.screening.conftest import film_of

MARKED = film_of(phantom(5_500_002, marked=True).pixels, 0.7)


@dataclass(frozen=True)
class Watching(WatchedClassifier):
    """A classifier that keeps every input that it is asked to score.

    Attributes:
        asked: C×H×W each.
    """

    asked: list[NDArray[np.float32]] = field(default_factory=list)

    def logits(self, batch: Tensor) -> Tensor:
        """Return N×K."""
        self.asked.extend(batch.numpy().copy())
        return super().logits(batch)


def watching() -> Watching:
    """Return the teaching classifier, watched."""
    return Watching.load(embedded("teaching"), torch.device("cpu"))


@dataclass(frozen=True)
class Examined:
    """One film, examined and perturbed."""

    film: Examination
    whys: tuple[Why, ...]
    hots: Hots
    found: Perturbed


def examined(radiograph: Radiograph, method: LoadedMethod) -> Examined:
    """Examine a film that is accepted, and fill in its regions."""
    (film,) = result_of(examine(method.checker.looked_at([radiograph]), method))
    whys = challenged(film, method)
    own = hots(film, whys, described(film, whys, method), method)
    (found,) = result_of(perturbed([film], [own], method))
    return Examined(film, whys, own, found)


def with_donors(method: LoadedMethod, count: int) -> Calibration:
    """Return a calibration of so many phantoms as donors, and no control places."""
    films = [film_of(phantom(5_500_100 + number, marked=False).pixels) for number in range(count)]
    donors = tuple(donor_of(film) for film in result_of(examine(method.checker.looked_at(films), method)))
    classes = len(method.classifier.manifest.labels)
    return Calibration(method.made_with, ControlTable.none(tuple(Filler), classes), donors, np.ones(classes, np.float32))
