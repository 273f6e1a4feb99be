"""A classifier that can only be called answers the pipeline as a network does: log-odds, maps, and how they came about."""

from __future__ import annotations

import math
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from models.challenge.occlusion.called_classifier import CalledClassifier
from models.challenge.occlusion.certified_calls import certified_calls
from models.film.phantom import phantom
from models.networks.manifest import Manifest, ManifestError, read_manifest
from models.networks.preparation import Prepared
from models.values.called import NO_GRADIENTS
from models.values.finding import log_odds
from models.values.progress import result_of
from models.values.refusal import NoScore
from models.values.screening import ClassifierUsed
from tests.models.networks.external.programs import LABELS, manifest_text, script

FILM = phantom(5_500_002, size=256).pixels
_CORNER = "    corner = [abs(image[64 * row + k] - image[64 * row + k + 1]) for row in range(12) for k in range(12)]\n"
RULE = _CORNER + "    one = 1 / (1 + 2.718281828459045 ** -(20 * sum(corner) / len(corner)))\n"


def _manifest(folder: Path, body: str, before: str = "", **others: object) -> Manifest:
    file = script(folder, body, before)
    text = manifest_text(file, LABELS, 64, **({"calls": 40, "batch": 16} | others))
    (folder / "manifest.toml").write_text(text)
    return read_manifest(folder / "manifest.toml")


def _loaded(folder: Path, body: str, before: str = "", **others: object) -> CalledClassifier:
    return CalledClassifier.load(_manifest(folder, body, before, **others), torch.device("cpu"))


def _scored(classifier: CalledClassifier) -> tuple[np.ndarray, np.ndarray, ClassifierUsed, Prepared]:
    film = classifier.prepared(FILM)
    logits, maps = result_of(classifier.scoring([film]))
    return logits[0], maps[0], classifier.used_on(film, (maps.shape[2], maps.shape[3])), film


def test_probabilities_are_taken_as_log_odds_and_the_map_lies_where_the_rule_looks(tmp_path: Path) -> None:
    classifier = _loaded(tmp_path, RULE + "    told(film, scores={'Mass': one, 'Nodule': 0.25})\n")
    logits, maps, used, film = _scored(classifier)
    image = film.tensor.numpy()[0].astype(float)
    corner = np.abs(image[:12, :12] - image[:12, 1:13])
    assert logits.tolist() == pytest.approx([20 * corner.mean(), log_odds(0.25)], abs=1e-6)
    assert np.unravel_index(np.abs(maps[0]).argmax(), maps[0].shape)[0] < 4
    assert not maps[1].any()
    assert used.called is not None
    assert (used.called.repeat, used.called.step, used.called.clipped, used.called.unanswered) == (0, None, (), 0)
    assert used.called.calls <= 40
    assert (used.device, used.grid, used.called.version) == ("external", maps.shape[1:], "1.0")


def test_a_film_is_mapped_once_and_changed_films_are_scored_beside(tmp_path: Path) -> None:
    """The program counts how often it is asked."""
    body = "    count = globals().setdefault('count', []); count.append(1)\n    told(film, scores={'Mass': len(count), 'Nodule': 0})\n"
    classifier = _loaded(tmp_path, body, scores="log-odds")
    first, _, used, film = _scored(classifier)
    again, _, _, _ = _scored(classifier)
    assert used.called is not None
    assert first.tolist() == again.tolist() == [1, 0]
    assert classifier.logits(film.tensor[None]).tolist() == [[used.called.calls + 1, 0]]
    assert used.called.repeat == used.called.calls - 1
    assert "Asked again" in used.called.sentence


def test_the_spacing_that_is_believed_goes_with_every_call_of_a_film(tmp_path: Path) -> None:
    """The program's log-odds are the spacing that it reads, of the film as it is, covered and changed."""
    body = "    told(film, scores={'Mass': float(pydicom.dcmread(film).get('PixelSpacing', [0])[0]), 'Nodule': 0})\n"
    others = {"films": "dicom", "scores": "log-odds", "command": [sys.executable, "{program}"]}
    classifier = _loaded(tmp_path, body, "import pydicom\n", **others)
    film = classifier.prepared(FILM)
    spaced = film.spaced(0.2)
    assert spaced.mm == 0.8, "from 256 to 64 pixels"
    for one, mm in ((spaced, 0.8), (film, 0.0)):
        logits, maps = result_of(classifier.scoring([one]))
        assert (logits.tolist(), maps.any()) == ([[mm, 0]], False)
    assert classifier.rescored(np.stack([film.tensor.numpy()] * 2), [spaced, film]).tolist() == [[0.8, 0], [0, 0]]
    classifier.close()


def test_whole_percents_are_recognised_and_what_they_cannot_show_is_told(tmp_path: Path) -> None:
    body = RULE + "    told(film, scores={'Mass': round(100 * one), 'Nodule': 100})\n"
    logits, _, used, _ = _scored(_loaded(tmp_path, body, scores="percent", step=1.0))
    called = used.called
    assert called is not None
    assert called.step == 0.01
    chance = round(100 / (1 + math.exp(-logits[0]))) / 100
    assert called.resolution is not None
    assert called.resolution[0] == pytest.approx(min(abs(log_odds(chance + way) - log_odds(chance)) for way in (0.01, -0.01)))
    assert (called.clipped, logits[1]) == (("Nodule",), pytest.approx(log_odds(0.995)))
    assert "steps of 0.01" in called.sentence
    assert "Near certainty, so changes are bounded: Nodule." in called.sentence


def test_a_score_at_its_threshold_is_positive(tmp_path: Path) -> None:
    """Also after it went to log-odds and back."""
    chances = [number / 1000 for number in range(1, 1000)]
    manifest = _manifest(tmp_path, "")
    classifier = CalledClassifier.load(manifest, torch.device("cpu"))
    odds = classifier.log_odds.of_scores(np.array(chances))
    for chance, logit in zip(chances, odds, strict=True):
        at = replace(classifier, manifest=replace(manifest, thresholds=(chance, chance)))
        assert at.decided(np.array([logit, logit]))[1] == [True, True]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("    told(film, scores={'Mass': 37, 'Nodule': 0})\n", "gave a score of 37, and its manifest says that scores are a probability"),
        ("    told(film, error='lateral film')\n", "says: lateral film"),
        (
            "    seen = globals().setdefault('seen', []); seen.append(1)\n"
            "    told(film, **({'scores': good} if len(seen) == 1 else {'error': 'changed film'}))\n",
            "covered films there is no score. The classifier's program says: changed film",
        ),
    ],
    ids=["scale", "error", "covered"],
)
def test_a_film_without_a_score_says_why(tmp_path: Path, body: str, why: str) -> None:
    classifier = _loaded(tmp_path, body)
    with pytest.raises(NoScore) as reason:
        _scored(classifier)
    assert why in str(reason.value)


def test_a_certificate_says_that_there_are_no_gradients_and_what_calls_show(tmp_path: Path) -> None:
    body = (
        "    seen = globals().setdefault('seen', []); seen.append(1)\n    told(film, scores={'Mass': 1 / (2 + len(seen)), 'Nodule': 0.5})\n"
    )
    films = [phantom(seed, size=128).pixels for seed in (5_500_002, 5_500_003)]
    found = result_of(certified_calls(_loaded(tmp_path, body), films))
    rows = {check.name: check for check in found.certificate.checks}
    assert [name for name, check in rows.items() if check.passed is False] == ["repeats", "batch"]
    assert found.certificate.sentence.startswith(NO_GRADIENTS)
    assert not found.certificate.passed
    assert rows["scale"].passed
    assert "at most 40 calls" in rows["calls"].sentence
    assert (rows["calls"].number, found.classifier.called and found.classifier.called.calls) == (40, 8)
    assert (rows["seconds a call"].number or 0) > 0
    assert rows["steps"].passed


@pytest.mark.parametrize(
    ("score", "others", "passed", "told"),
    [
        ("round(mean, 1)", {"step": 0.1}, True, "steps of 0.1. Changes of log-odds under 0."),
        ("round(mean, 1)", {}, False, "Say so in the manifest"),
        ("mean", {"step": 0.1}, False, "The manifest says that they come in steps."),
        ("0.5", {"step": 0.1}, None, "These films have one score alone."),
        ("mean", {"scores": "log-odds"}, True, "Scores are log-odds"),
    ],
)
def test_steps_of_scores_are_held_against_the_manifest(
    tmp_path: Path, score: str, others: dict[str, object], passed: bool | None, told: str
) -> None:
    films = [phantom(seed, size=128).pixels * np.float32(gain) for seed, gain in ((5_500_002, 1), (5_500_003, 0.5))]
    body = f"    told(film, scores={{'Mass': {score}, 'Nodule': {score}}})\n"
    found = result_of(certified_calls(_loaded(tmp_path, body, **others), films))
    row = found.certificate["steps"]
    assert (row.passed, told in row.sentence) == (passed, True), row.sentence


@pytest.mark.parametrize(
    ("others", "why"),
    [({"version": ""}, "version"), ({"calls": 3}, "calls"), ({"speed": 1}, "there is no entry 'speed'"), ({"films": "jpeg"}, "films")],
    ids=["version", "calls", "unknown", "films"],
)
def test_a_manifest_that_does_not_say_how_to_call_it_is_told(tmp_path: Path, others: dict[str, object], why: str) -> None:
    with pytest.raises(ManifestError, match=why):
        _loaded(tmp_path, "", **others)


def test_a_program_that_was_changed_is_not_called(tmp_path: Path) -> None:
    manifest = _manifest(tmp_path, "")
    manifest.weights.write_text("print('another')")
    with pytest.raises(ManifestError, match="the program differs from the one the manifest names"):
        CalledClassifier.load(manifest, torch.device("cpu"))
