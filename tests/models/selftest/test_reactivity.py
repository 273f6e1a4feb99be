"""Reactivity: the mean change of every logit, with an interval; the classifier stays as it is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from scipy import stats

from models.attribution.watched import WatchedClassifier
from models.challenge.occlusion.called_classifier import CalledClassifier
from models.film.phantom import phantom
from models.networks.manifest import read_manifest
from models.selftest.plants import Plant, planted
from models.selftest.reactivity import reactivity
from models.values.progress import result_of
from models.values.reactivity import Inserted, Reaction, Reactivity
from models.values.refusal import NoScore
from tests.models.networks.external.programs import LABELS, manifest_text, script

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


def _called(folder: Path, body: str) -> CalledClassifier:
    (file := folder / "manifest.toml").write_text(manifest_text(script(folder, body), LABELS, 64, scores="log-odds"))
    return CalledClassifier.load(read_manifest(file), torch.device("cpu"))


def test_a_program_is_called_on_few_films_and_how_often_is_told(tmp_path: Path) -> None:
    """Its score is the mean of what it is handed, so that its reaction is known."""
    classifier = _called(tmp_path, "    told(film, scores={'Mass': mean, 'Nodule': 0})\n")
    found = result_of(reactivity(classifier, FILMS * 2))
    classifier.close()
    assert (found.films, found.calls) == (6, 6 * (1 + len(found.inserted)))
    assert found.sentences[-1] == f"It took {found.calls} calls."
    place = [row.kind for row in found.inserted].index(Plant.BRIGHTNESS)
    moved = list[float]()
    for index, film in enumerate((FILMS * 2)[:6]):
        changed = planted(film, Plant.BRIGHTNESS, np.random.default_rng([1, place, index]))[0]
        after, before = (float(classifier.prepared(one).tensor.double().mean()) for one in (changed, film))
        moved.append(after - before)
    assert found.inserted[place].reactions[0].mean == pytest.approx(np.mean(moved), abs=1e-6)
    assert found.inserted[place].reactions[1].mean == 0


def test_films_without_a_score_are_left_out_and_one_film_is_too_few(tmp_path: Path) -> None:
    body = "    known = globals().setdefault('known', []); known.append(film)\n"
    body += "    told(film, **({'error': 'no'} if len(known) in (1, 2) else {'scores': good}))\n"
    found = result_of(reactivity(_called(tmp_path, body), FILMS))
    assert all(np.isfinite(reaction.high) for row in found.inserted for reaction in row.reactions)
    with pytest.raises(NoScore, match="fewer than two films"):
        result_of(reactivity(_called(tmp_path, body), FILMS[:3]))


def test_a_kind_that_a_program_refuses_costs_no_other_kind(tmp_path: Path) -> None:
    """Its own check of quality refuses all that the second kind changes."""
    body = "    known = globals().setdefault('known', []); known.append(film)\n"
    body += "    told(film, **({'error': 'no film'} if 2 * 4 < len(known) <= 3 * 4 else {'scores': good}))\n"
    classifier = _called(tmp_path, body)
    found = result_of(reactivity(classifier, FILMS))
    classifier.close()
    (kind,) = found.unscored
    assert kind not in {row.kind for row in found.inserted}
    assert found.calls == 4 * (2 + len(found.inserted))
    assert f"{kind}: not known, the classifier gives a score for fewer than two films with it." in found.sentences


def test_a_row_is_a_sentence() -> None:
    row = Inserted("blur", (Reaction("Mass", 0.1, -0.2, 0.4), Reaction("Effusion", -1.25, -2.0, -0.5)))
    assert row.sentence == "blur: 1 of 2 findings react; most Effusion, by -1.25 logits (-2.00 to -0.50)."
