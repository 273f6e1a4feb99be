"""Operating points against cases where the answer is known, and those that are shipped against the films that they were found on."""

from __future__ import annotations

import shutil
import sys
import tomllib
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from models.networks.library import embedded
from models.networks.manifest import read_manifest
from models.training import operating_points, out_of_fold
from models.training.facts import LABELS, nih_facts
from models.training.ledger import FOLDS
from models.training.operating_points import POINTS, balanced_threshold, cross_fitted, crossed, fitted, threshold_at


@given(st.integers(0, 10_000), st.integers(6, 60))
def test_the_threshold_makes_sensitivity_and_specificity_as_equal_as_any_cut(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.normal(size=count)
    labels = (rng.random(count) < 0.4).astype(np.float32)
    labels[:2] = (0, 1)

    def gap(cut: float) -> float:
        return abs(float((scores[labels > 0.5] >= cut).mean()) - float((scores[labels <= 0.5] < cut).mean()))

    edges = np.sort(scores)
    assert gap(balanced_threshold(scores, labels)) == pytest.approx(min(gap(cut) for cut in (edges[1:] + edges[:-1]) / 2))


def test_separated_classes_are_separated() -> None:
    scores, labels = np.array([-2.0, -1.0, 1.0, 3.0]), np.array([0, 0, 1, 1], np.float32)
    assert balanced_threshold(scores, labels) == 0


@given(st.integers(0, 10_000), st.integers(6, 60), st.sampled_from([0.5, 0.8, 0.9, 1.0]))
def test_the_threshold_is_the_lowest_at_which_the_wanted_share_of_negatives_is_below(seed: int, count: int, wanted: float) -> None:
    rng = np.random.default_rng(seed)
    scores = np.round(rng.normal(size=count), 1)  # Some films have one score.
    labels = (rng.random(count) < 0.4).astype(np.float32)
    labels[:2] = (0, 1)
    cut = threshold_at(scores, labels, specificity=wanted)
    negative = scores[labels < 0.5]
    assert (negative < cut).mean() >= wanted - 1e-9
    lower = scores[scores < cut].max()
    assert (negative < lower).mean() < wanted


def test_nine_of_ten_negatives_lie_below_in_closed_form() -> None:
    """Negatives at 1 to 10, positives at 9.5 and 20: the cut lies between the ninth negative and the next film."""
    scores, labels = np.array([*range(1, 11), 9.5, 20.0]), np.array([0.0] * 10 + [1.0, 1.0], np.float32)
    assert threshold_at(scores, labels, specificity=0.9) == 9.25
    assert threshold_at(scores, labels, specificity=1.0) == 15.0
    assert threshold_at(scores[:10], labels[:10], specificity=1.0) == np.nextafter(10.0, np.inf)


def test_cross_fitting_measures_each_fold_with_the_others() -> None:
    """Scores that mean the opposite in one fold cannot look good by what was fitted on that fold."""
    rng = np.random.default_rng(1)
    folds = np.arange(600) % 3
    labels = (rng.random((600, len(LABELS))) < 0.5).astype(np.float32)
    scores = 4 * labels - 2 + 0.1 * rng.standard_normal(labels.shape)
    honest = cross_fitted(scores, labels, folds, draws=20)["operating_points"]["balanced"][LABELS[0]]
    assert honest["sensitivity"][0] == honest["specificity"][0] == 1
    scores[folds == 2] *= -1
    spoiled = cross_fitted(scores, labels, folds, draws=20)["operating_points"]["balanced"][LABELS[0]]
    assert spoiled["sensitivity"][0] == pytest.approx(2 / 3, abs=0.06)
    low, high = spoiled["sensitivity"][1:]
    assert low < spoiled["sensitivity"][0] < high


def test_specificity_out_of_fold_is_the_wanted_one_on_invented_scores() -> None:
    rng = np.random.default_rng(3)
    folds = np.arange(6000) % 3
    labels = (rng.random((6000, len(LABELS))) < 0.15).astype(np.float32)
    measured = cross_fitted(rng.standard_normal(labels.shape) + labels - 2, labels, folds, draws=50)["operating_points"]["specificity-90"]
    for one in measured.values():
        assert one["specificity"][0] == pytest.approx(0.9, abs=0.015)
        assert one["threshold"][1] < one["threshold"][0] < one["threshold"][2]


def test_a_fold_is_decided_by_the_others_cuts() -> None:
    """The second fold's scores are all higher; by its own cut half of them would be positive."""
    scores = np.concatenate([np.arange(10.0), np.arange(10.0) + 100])[:, None]
    labels, folds = np.tile([0, 1], 10).astype(np.float32)[:, None], np.repeat([1, 2], 10)
    decided = crossed(scores, labels, folds, partial(threshold_at, specificity=0.5))
    assert not decided[:10].any()
    assert decided[10:].all()


def test_what_is_fitted_names_the_default_first_and_the_shares_of_positives() -> None:
    rng = np.random.default_rng(4)
    labels = (rng.random((90, len(LABELS))) < 0.3).astype(np.float32)
    found = fitted(rng.standard_normal(labels.shape) + labels, labels, np.arange(90) % 3)
    assert found.points["operating_point"] == "specificity-90"
    assert found.points["operating_points"].keys() | {"specificity-90"} == POINTS.keys() == found.metrics["operating_points"].keys()
    assert found.points["prevalence"] == pytest.approx(labels.mean(axis=0), abs=1e-6)
    assert all(strict > even for strict, even in zip(found.thresholds, found.points["operating_points"]["balanced"], strict=True))


def test_the_shipped_points_are_measured_at_nine_of_ten_and_in_balance() -> None:
    card = embedded("embedded").card
    points = card["metrics"]["operating_points"]
    assert points.keys() == embedded("embedded").points.keys()
    for strict, even in zip(points["specificity-90"].values(), points["balanced"].values(), strict=True):
        assert round(abs(strict["specificity"][0] - 0.9), 3) <= 0.02  # The card has three digits.
        assert strict["specificity"][1] < 0.9 < strict["specificity"][2]
        assert abs(even["sensitivity"][0] - even["specificity"][0]) < 0.15
    assert "nih/" in card["calibrated_on"]


@pytest.mark.real_data
def test_the_shipped_points_are_those_of_the_scores_out_of_fold(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Made again from the file of logits and the labels; the logits in it are rounded."""
    copy = shutil.copy(resources.path("weights/embedded.toml"), tmp_path / "embedded.toml")
    monkeypatch.setattr(sys, "argv", ["operating_points", "--data", str(data), "--manifest", str(copy)])
    operating_points.main()
    shipped, again = embedded("embedded"), read_manifest(tmp_path / "embedded.toml")
    assert again.points.keys() == shipped.points.keys()
    for name, cuts in again.points.items():
        assert cuts == pytest.approx(shipped.points[name], abs=2e-4)
    assert again.prevalence == shipped.prevalence
    metrics = [tomllib.loads(file.read_text("utf-8"))["card"]["metrics"] for file in (copy, resources.path("weights/embedded.toml"))]
    assert metrics[0]["operating_points"] == metrics[1]["operating_points"]


@pytest.mark.real_data
def test_nine_of_ten_films_without_a_finding_are_negative_out_of_fold_at_the_default_point(data: Path) -> None:
    """Each film decided by the thresholds of the other folds, counted here anew; and the balanced point calls many more positive."""
    facts = nih_facts(data, "nih")
    scores = out_of_fold.of(facts.names)
    logits, truth, folds = scores, facts.labels, facts.folds
    rejected = {name: np.zeros(len(LABELS)) for name in POINTS}
    for fold in FOLDS:
        here, others = folds == fold, folds != fold
        for name, find in POINTS.items():
            for k in range(len(LABELS)):
                cut = find(logits[others, k], truth[others, k])
                rejected[name][k] += (logits[here & (truth[:, k] < 0.5), k] < cut).sum()
    shares = {name: count / (truth < 0.5).sum(axis=0) for name, count in rejected.items()}
    assert shares["specificity-90"].mean() == pytest.approx(0.9, abs=0.01)
    assert shares["balanced"].mean() < 0.75
