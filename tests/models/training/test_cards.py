"""The cards say what the shipped files do: measured again on films that nothing was learned from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.networks.library import embedded
from models.networks.weights import load_network
from models.training import classifier, out_of_fold, segmenter, validation
from models.training.facts import LABELS, nih_facts
from models.training.figures import agreement, auc
from models.training.films import LabelledFilms, lungs, nih
from models.training.input_check import INVERTED
from models.training.ledger import PatientRole


@pytest.fixture(scope="module")
def unseen(data: Path) -> LabelledFilms:
    """The NIH films of fold 0."""
    films = nih(data, (classifier.GREY, *classifier.FRAME), canonical=False)
    return films.subset(np.array([line.role != PatientRole.TRAIN for line in films.lines]))


@pytest.fixture(scope="module")
def logits(unseen: LabelledFilms) -> np.ndarray[Any, np.dtype[np.float64]]:
    """What the shipped classifier says of them."""
    return classifier.logits(load_network(embedded("embedded")), unseen.images)


@pytest.mark.real_data
def test_the_card_tells_how_films_are_ranked_by_networks_that_never_saw_them(data: Path) -> None:
    facts, told = nih_facts(data, "nih"), embedded("embedded").card["metrics"]["cross_validated"]
    scores = out_of_fold.of(facts.names)
    for k, label in enumerate(LABELS):
        assert auc(scores[:, k], facts.labels[:, k]) == pytest.approx(told["classes"][label]["auc"][0], abs=0.001)
        assert agreement(scores[:, k], facts.teacher[:, k]) == pytest.approx(told["classes"][label]["spearman"][0], abs=0.001)


@pytest.mark.real_data
def test_the_shipped_classifier_ranks_unseen_films_as_out_of_fold(unseen: LabelledFilms, logits: np.ndarray[Any, Any]) -> None:
    raw = out_of_fold.of(unseen.names)
    for k in range(len(LABELS)):
        assert auc(logits[:, k], unseen.labels[:, k]) == pytest.approx(auc(raw[:, k], unseen.labels[:, k]), abs=0.003)
        assert agreement(logits[:, k], unseen.teacher[:, k]) == pytest.approx(agreement(raw[:, k], unseen.teacher[:, k]), abs=0.003)


@pytest.mark.real_data
def test_the_logits_out_of_fold_of_fold_0_are_the_shipped_ones_before_calibration(
    unseen: LabelledFilms, logits: np.ndarray[Any, Any]
) -> None:
    """One affine map a class, with one slope for all: the temperature."""
    raw = out_of_fold.of(unseen.names)
    slopes = [np.polyfit(raw[:, k], logits[:, k], 1)[0] for k in range(len(LABELS))]
    assert slopes == pytest.approx([1 / embedded("embedded").card["metrics"]["temperature"]] * len(LABELS), rel=2e-3)


@pytest.mark.real_data
def test_the_segmenter_draws_unseen_films_as_its_card_says(data: Path) -> None:
    films = lungs(data, segmenter.STEPS, role=PatientRole.EVALUATE)
    scores = segmenter.lung_dice(load_network(embedded("lungs")), films.images, films.masks)
    metrics = embedded("lungs").card["metrics"]
    assert scores.mean() == pytest.approx(metrics["dice_mean"], abs=1e-3)
    assert np.percentile(scores, 10) == pytest.approx(metrics["dice_p10"], abs=2e-3)
    assert scores[validation.severe(films)].mean() >= 0.9


def test_the_figures_are_those_that_were_asked_for() -> None:
    """Mean area and agreement over all patients out of fold, Dice on rows not seen."""
    ranked = embedded("embedded").card["metrics"]["cross_validated"]
    assert ranked["films"] == 460
    assert ranked["auc_mean"][0] >= 0.70
    assert ranked["spearman_mean"][0] >= 0.60
    drawn = embedded("lungs").card["metrics"]
    assert drawn["dice_mean"] >= 0.94
    assert drawn["dice_p10"] >= 0.90
    checked = embedded("film-check").card["metrics"]
    assert all(checked[f"turned_{turn}_told"]["share"] >= 0.98 for turn in (90, 180, 270))
    assert checked["turned_0_told"]["share"] >= 0.99
    assert checked["upright_turned_over"]["share"] == 0
    assert checked["inverted_turned_over"]["share"] >= 0.98


def test_thresholds_are_those_of_the_card_at_every_point() -> None:
    manifest = embedded("embedded")
    for point, thresholds in manifest.points.items():
        classes = manifest.card["metrics"]["operating_points"][point]
        told = [classes[label]["threshold"] for label in manifest.labels]
        assert list(thresholds) == pytest.approx([value for value, _, _ in told], abs=2e-4)
        assert all(low <= value <= high for value, low, high in told)


def test_a_film_is_turned_over_from_the_limit_that_the_recipe_chose() -> None:
    manifest = embedded("film-check")
    assert dict(zip(manifest.labels, manifest.thresholds, strict=True))["Inverted"] == INVERTED


def test_severe_opacity_is_a_lung_as_white_as_the_mediastinum() -> None:
    image = np.full((2, 40, 40), 0.8, np.float32)
    masks = np.zeros((2, 2, 40, 40), bool)
    masks[:, 0, 5:35, 4:15] = masks[:, 1, 5:35, 25:36] = True
    image[0, masks[0].any(axis=0)] = 0.3
    image[1, masks[1, 0]] = 0.3
    unknown = np.array(["", ""])
    films = validation.MaskedFilms(image, masks, unknown, unknown, np.array(["a", "b"]))
    assert validation.severe(films).tolist() == [False, True]
