"""Shared by the tests of whole screenings: films made of pixels, and some that are examined once for all tests of challenges."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from models.anatomy.segmenter import Segmenter
from models.attribution.watched import WatchedClassifier
from models.film.phantom import phantom
from models.input_check.checker import InputChecker
from models.networks.library import embedded
from models.reading.window import automatic_window
from models.regions.table import shipped_table
from models.screening.calibrate import without_controls
from models.screening.choosing import Hots, challenged, hots
from models.screening.collect import collected
from models.screening.examination import Examination, Looks, described, examine
from models.screening.loaded_method import LoadedMethod
from models.screening.perturbation import Perturbed, perturbed
from models.values.digests import pixel_hash
from models.values.progress import result_of
from models.values.radiograph import Header, Radiograph
from models.values.verdict import Why


def film_of(pixels: NDArray[np.float32], mm: float | None = None) -> Radiograph:
    """Return a film of nobody; its spacing in millimetres, where it is known."""
    rows, columns = pixels.shape
    return Radiograph(pixels, automatic_window(pixels), Header("00" * 32, pixel_hash(pixels), rows, columns, pixel_spacing_mm=mm))


@dataclass(frozen=True)
class Seen:
    """Films as they are before they are challenged.

    Attributes:
        method: By what they are examined: half of the findings of its classifier are positive; donors, and no control places.
        films: Examined, with their findings' reasons to be challenged, maps and evidence.
    """

    method: LoadedMethod
    films: list[Examination]
    whys: list[tuple[Why, ...]]
    looks: list[Looks]
    hots: list[Hots]


@pytest.fixture(scope="session")
def seen(segmenter: Segmenter, checker: InputChecker) -> Seen:
    """Two phantoms with a marker and one without, and six donors."""
    manifest = replace(embedded("embedded"), thresholds=(0.001, 0.999) * 7)
    classifier = WatchedClassifier.load(manifest, torch.device("cpu"))
    bare = LoadedMethod(classifier, segmenter, checker, shipped_table())
    lending = [film_of(phantom(seed, size=320, marked=False).pixels) for seed in range(5_500_030, 5_500_036)]
    kept = collected(lending, bare)
    method = replace(bare, calibration=without_controls(bare, kept.donors, kept.films.logits))
    drawn = [phantom(seed, size=320, marked=marked) for seed, marked in ((5_500_002, True), (5_500_004, True), (5_500_006, False))]
    films = result_of(examine(checker.looked_at([film_of(one.pixels, 0.7) for one in drawn]), method))
    whys = [challenged(film, method) for film in films]
    looks = [described(film, why, method) for film, why in zip(films, whys, strict=True)]
    return Seen(method, films, whys, looks, [hots(*one, method) for one in zip(films, whys, looks, strict=True)])


@pytest.fixture(scope="session")
def changed(seen: Seen) -> list[Perturbed]:
    """What filling in their regions did."""
    return result_of(perturbed(seen.films, seen.hots, seen.method))
