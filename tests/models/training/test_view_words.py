"""Burned-in words are found, filled in, and held against patches of their shapes elsewhere on the film."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from models.anatomy.segmenter import Segmenter
from models.attribution.watched import WatchedClassifier
from models.film.phantom import phantom
from models.input_check.checker import InputChecker
from models.networks.library import embedded
from models.regions.table import shipped_table
from models.screening.examination import Examination, examine
from models.screening.loaded_method import LoadedMethod
from models.training.view_words import ELSEWHERE, equal_patches, words_filled, words_on
from models.values.progress import result_of
from tests.models.screening.conftest import film_of

SEED = 5_500_002


@pytest.fixture(scope="module")
def method(segmenter: Segmenter, checker: InputChecker) -> LoadedMethod:
    return LoadedMethod(WatchedClassifier.load(embedded("teaching"), torch.device("cpu")), segmenter, checker, shipped_table())


@pytest.fixture(scope="module")
def films(method: LoadedMethod) -> list[Examination]:
    """The same phantom with a marker and without."""
    drawn = [film_of(phantom(SEED, size=320, marked=marked).pixels, 0.7) for marked in (True, False)]
    return result_of(examine(method.checker.looked_at(drawn), method))


def test_words_are_where_the_marker_was_drawn_and_nowhere_without_one(films: list[Examination]) -> None:
    marked, plain = films
    changed = marked.checked.canonical.grey != plain.checked.canonical.grey
    words = words_on(marked)
    assert words.any()
    assert np.count_nonzero(words & changed) > 0.5 * np.count_nonzero(words)
    assert not words_on(plain).any()


def test_a_film_without_words_has_nothing_to_fill_in(films: list[Examination], method: LoadedMethod) -> None:
    assert words_filled(films[1], method) is None


def test_words_and_equal_patches_are_scored_for_every_class(films: list[Examination], method: LoadedMethod) -> None:
    found = words_filled(films[0], method)
    assert found is not None
    classes = len(method.classifier.manifest.labels)
    assert found.removed.shape == (classes,)
    assert found.elsewhere.shape == (ELSEWHERE, classes)
    assert 0 < found.share < 0.05
    np.testing.assert_allclose(found.area, 1, atol=0.1)


def test_equal_patches_lie_where_there_is_room_and_nowhere_else(films: list[Examination]) -> None:
    on = films[0].network_input
    words, free = on.mask(words_on(films[0])), np.zeros(on.field.shape, bool)
    free[:, : free.shape[1] // 2] = on.field[:, : free.shape[1] // 2]
    places = list(equal_patches(on, words, free & ~words, np.random.default_rng(1)))
    assert len(places) == ELSEWHERE
    for place in places:
        assert not (place & (words | ~free)).any()
    assert len({place.tobytes() for place in places}) > ELSEWHERE // 2, "they are drawn by chance"
