"""Reactivity: the mean change of every logit, with an interval; the classifier stays as it is."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from models.attribution.watched import WatchedClassifier
from models.film.phantom import phantom
from models.selftest.plants import Plant, planted
from models.selftest.reactivity import reactivity
from models.values.progress import result_of
from models.values.reactivity import Inserted, Reaction, Reactivity

FILMS = [phantom(seed, size=256, marked=False).pixels for seed in range(7_200_000, 7_200_004)]


@pytest.fixture(scope="module")
def found(teaching: WatchedClassifier) -> Reactivity:
    return result_of(reactivity(teaching, FILMS))


def test_a_classifier_that_was_taught_a_marker_reacts_to_it_by_the_finding_that_it_was_taught(found: Reactivity) -> None:
    marker = next(row for row in found.inserted if row.kind == Plant.SIDE_MARKER)
    assert marker.strongest.label == "Cardiomegaly"
    assert marker.strongest.told
    assert marker.strongest.low > 1


def test_means_and_intervals_are_those_of_student_over_films(teaching: WatchedClassifier, found: Reactivity) -> None:
    place = [row.kind for row in found.inserted].index(Plant.BRIGHTNESS)
    moved = []
    for index, film in enumerate(FILMS):
        changed = planted(film, Plant.BRIGHTNESS, np.random.default_rng([1, place, index]))[0]
        before, after = (teaching.scored([teaching.prepared(one)])[0][0] for one in (film, changed))
        moved.append(after - before)
    means, (low, high) = np.mean(moved, axis=0), stats.t.interval(0.95, 3, np.mean(moved, axis=0), stats.sem(moved))
    told = np.array([(one.mean, one.low, one.high) for one in found.inserted[place].reactions])
    np.testing.assert_allclose(told, np.stack([means, low, high], axis=1), rtol=1e-6)


def test_each_kind_is_told_once_of_every_finding(teaching: WatchedClassifier, found: Reactivity) -> None:
    kinds = [row.kind for row in found.inserted]
    assert {"side marker", "burned-in text", "border line", "device-like line", "blur", "brightness", "small rotation"} <= set(kinds)
    assert len(set(kinds)) == len(kinds)
    assert all(tuple(one.label for one in row.reactions) == teaching.manifest.labels for row in found.inserted)
    assert found.films == 4


def test_a_row_is_a_sentence() -> None:
    row = Inserted("blur", (Reaction("Mass", 0.1, -0.2, 0.4), Reaction("Effusion", -1.25, -2.0, -0.5)))
    assert row.sentence == "blur: 1 of 2 findings react; most Effusion, by -1.25 logits (-2.00 to -0.50)."
