"""Areas and correlations against other people's, and against chance."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from models.training.facts import LABELS
from models.training.figures import LEAST, agreement, auc, ranking


@given(st.integers(0, 10_000), st.integers(4, 80), st.booleans())
def test_the_area_is_the_mann_whitney_statistic_with_ties(seed: int, count: int, ties: bool) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.integers(0, 4, count).astype(float) if ties else rng.normal(size=count)
    labels = np.zeros(count, np.float32)
    labels[: max(1, count // 3)] = 1
    wanted = stats.mannwhitneyu(scores[labels > 0.5], scores[labels <= 0.5]).statistic / (labels.sum() * (count - labels.sum()))
    assert auc(scores, labels) == pytest.approx(wanted)


def test_without_positives_there_is_no_area() -> None:
    assert math.isnan(auc(np.arange(5.0), np.zeros(5, np.float32)))
    assert math.isnan(auc(np.arange(5.0), np.ones(5, np.float32)))


@given(st.integers(0, 10_000))
def test_agreement_is_spearmans(seed: int) -> None:
    one, other = np.random.default_rng(seed).integers(0, 9, (2, 30)).astype(float)
    assert agreement(one, other.astype(np.float32)) == pytest.approx(stats.spearmanr(one, other).statistic)


def test_a_perfect_and_a_blind_classifier() -> None:
    rng = np.random.default_rng(0)
    labels = (rng.random((200, len(LABELS))) < 0.3).astype(np.float32)
    labels[:, 1] = 0
    labels[: LEAST - 1, 1] = 1
    teacher = rng.normal(size=labels.shape).astype(np.float32)
    perfect = ranking(labels + 0.01 * teacher, labels, teacher, draws=100)
    assert perfect["auc_mean"] == [1, 1, 1]
    assert perfect["classes_in_the_mean"] == len(LABELS) - 1
    blind = ranking(rng.normal(size=labels.shape), labels, teacher, draws=100)
    assert blind["auc_mean"][1] < 0.5 < blind["auc_mean"][2]
    assert blind["spearman_mean"][1] < 0 < blind["spearman_mean"][2]
    assert ranking(teacher.astype(float), labels, teacher, draws=20)["spearman_mean"] == [1, 1, 1]
