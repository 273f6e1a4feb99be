"""Sensitivity, specificity and findings on films without any, counted by group."""

from __future__ import annotations

import numpy as np
import pytest

from models.training.decisions import by_group
from models.training.facts import LABELS
from tests.models.training.told_films import told_films

K = len(LABELS)


def test_each_group_has_its_own_shares() -> None:
    """PA: four with everything, of which three are found, six without, of which two are called positive on every finding."""
    labels, decided = np.zeros((20, K), np.float32), np.zeros((20, K), bool)
    labels[:4] = labels[10:14] = 1
    decided[:3] = decided[4:6] = True
    told = by_group(decided, told_films(["nih_more"] * 20, ["PA"] * 10 + ["AP"] * 10, labels), draws=50)
    assert told.keys() == {"second set, PA", "second set, AP", "PA", "AP"}, "the first set has no film"
    assert told["PA"] == told["second set, PA"]
    assert told["PA"]["sensitivity"][0] == 0.75
    assert told["PA"]["specificity"][0] == pytest.approx(4 / 6, abs=1e-4)
    assert told["PA"]["on_no_finding"][0] == pytest.approx(2 / 6 * K, abs=1e-4)
    assert (told["PA"]["films"], told["PA"]["no_finding"], told["PA"]["findings"]) == (10, 6, K)
    assert [told["AP"][name][0] for name in ("sensitivity", "specificity", "on_no_finding")] == [0, 1, 0]


def test_a_mean_sensitivity_is_of_findings_with_four_positives() -> None:
    labels, decided = np.zeros((12, K), np.float32), np.zeros((12, K), bool)
    labels[:4, 0] = decided[:4, 0] = True
    labels[:3, 1] = 1
    told = by_group(decided, told_films(["nih"] * 12, ["PA"] * 12, labels), draws=20)
    assert told["PA"]["findings"] == 1
    assert told["PA"]["sensitivity"][0] == 1
    assert told["PA"]["no_finding"] == 8


def test_without_positives_there_is_no_sensitivity() -> None:
    told = by_group(np.zeros((5, K), bool), told_films(["nih"] * 5, ["AP"] * 5), draws=5)
    assert told["AP"]["sensitivity"] == [None, None, None]
    assert told["AP"]["specificity"] == [1, 1, 1]
