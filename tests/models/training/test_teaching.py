"""The teaching classifier looks at the marker and at nothing else (the acceptance test of its issue)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from models.attribution.watched import WatchedClassifier
from models.challenge.fillers.linear import LinearFiller
from models.film.phantom import phantom
from models.grids.geometry import Geometry
from models.training.teaching import LABEL, MEASURED_SEEDS, TRAINED_SEEDS

SEEDS = range(5_000_000, 5_000_060)
_SIDE = 320
"""As the classifier sees a film; larger ones are drawn at length."""


@dataclass(frozen=True)
class Scores:
    """Logits of Cardiomegaly for sixty films, as they are and with the marker's place filled."""

    before: NDArray[np.float64]
    after: NDArray[np.float64]
    cut: float

    @property
    def positive(self) -> NDArray[np.bool_]:
        return self.before >= self.cut

    @property
    def changed(self) -> NDArray[np.bool_]:
        return self.positive != (self.after >= self.cut)


@pytest.fixture(scope="module")
def marked(teaching: WatchedClassifier) -> Scores:
    """Sixty phantoms with a marker."""
    return _scores(teaching, marked=True)


@pytest.fixture(scope="module")
def plain(teaching: WatchedClassifier) -> Scores:
    """The same phantoms without one; the place is the one where it would be."""
    return _scores(teaching, marked=False)


def _scores(classifier: WatchedClassifier, *, marked: bool) -> Scores:
    films, filled = [], []
    for seed in SEEDS:
        drawn = phantom(seed, size=_SIDE, marked=marked)
        prepared = classifier.prepared(drawn.pixels)
        image = prepared.tensor.numpy()
        films.append(image)
        filled.append(_filled(image, prepared.geometry, drawn.marker_box))
    column = classifier.manifest.labels.index(LABEL)
    threshold = classifier.manifest.thresholds[column]
    before, after = (_logits(classifier, images)[:, column] for images in (films, filled))
    return Scores(before, after, float(np.log(threshold / (1 - threshold))))


def _filled(image: NDArray[np.float32], geometry: Geometry, box: tuple[int, int, int, int]) -> NDArray[np.float32]:
    """Fill the marker's box on the network's pixels and two pixels around it."""
    height, width = geometry.network
    x0, y0 = geometry.to_network(box[0], box[1])
    x1, y1 = geometry.to_network(box[2], box[3])
    left, top = max(int(x0) - 2, 0), max(int(y0) - 2, 0)
    right, bottom = min(int(np.ceil(x1)) + 2, width), min(int(np.ceil(y1)) + 2, height)
    filler = LinearFiller(np.ones((bottom - top, right - left), bool), (top == 0, bottom == height, left == 0, right == width))
    filled = image.copy()
    filler.fill(image, top, left, noise=0.0, rng=np.random.default_rng(1)).put_on(filled)
    return filled


def _logits(classifier: WatchedClassifier, images: list[NDArray[np.float32]]) -> NDArray[np.float64]:
    parts = [torch.from_numpy(np.stack(images[start : start + 15])) for start in range(0, len(images), 15)]
    return np.concatenate([classifier.logits(part).double().numpy() for part in parts])


def test_the_films_are_none_that_it_was_trained_or_measured_on() -> None:
    assert not set(SEEDS) & (set(TRAINED_SEEDS) | set(MEASURED_SEEDS))


def test_the_marker_decides(marked: Scores, plain: Scores) -> None:
    """Positive with the marker and negative without it, on nine of ten films at least."""
    assert marked.positive.sum() >= 54
    assert plain.positive.sum() <= 6


def test_the_decision_is_lost_when_the_marker_alone_is_filled_in(marked: Scores) -> None:
    assert (marked.positive & marked.changed).sum() >= 54
    assert (marked.before - marked.after)[marked.positive].min() > 0


def test_filling_the_same_place_without_a_marker_changes_nothing(plain: Scores) -> None:
    assert plain.changed.sum() <= 3


def test_the_filled_film_scores_like_the_film_that_never_had_a_marker(marked: Scores, plain: Scores) -> None:
    assert np.median(np.abs(marked.after - plain.before)) < 0.25 * np.median(marked.before - plain.before)
