"""What source and view alone tell, and how well the source can be told from features."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from models.networks.architectures import ResidualGrid
from models.training.facts import LABELS, FilmFacts
from models.training.shortcuts import area_within, pooled_features, probed, source_and_view_alone
from tests.models.training.told_films import told_films

EACH = 80
SOURCES = ["nih"] * EACH + ["nih_more"] * EACH
VIEWS = ["PA", "AP"] * EACH


def _films() -> FilmFacts:
    """The first finding goes with the source, the second with the view, the third by chance, the fourth is rare."""
    labels = np.zeros((2 * EACH, len(LABELS)), np.float32)
    labels[EACH:, 0] = 1
    labels[::2, 1] = 1
    labels[np.random.default_rng(3).random(2 * EACH) < 0.4, 2] = 1
    labels[:9, 3] = 1
    return told_films(SOURCES, VIEWS, labels)


def test_a_label_that_goes_with_source_or_view_is_told_by_them_and_another_is_not() -> None:
    told = source_and_view_alone(_films())
    assert list(told) == list(LABELS[:3])
    assert told[LABELS[0]] == told[LABELS[1]] == 1
    assert told[LABELS[2]] == pytest.approx(0.5, abs=0.1)


def test_a_label_that_is_likelier_in_one_cell_has_its_closed_form() -> None:
    """With shares p and q in two cells of one size the area is a half and a quarter of (p - q) over the prevalence and its complement."""
    rng, count = np.random.default_rng(0), 460
    labels = np.zeros((2 * count, len(LABELS)), np.float32)
    labels[:, 0] = rng.random(2 * count) < np.repeat([0.2, 0.6], count)
    patients = [str(number) for number in range(2 * count)]
    facts = told_films(["nih"] * count + ["nih_more"] * count, ["PA"] * 2 * count, labels, patients)
    p, q = labels[:count, 0].mean(), labels[count:, 0].mean()
    wanted = 0.5 + (q - p) / (8 * labels[:, 0].mean() * (1 - labels[:, 0].mean()))
    assert source_and_view_alone(facts)[LABELS[0]] == pytest.approx(wanted, abs=0.01)


def test_pairs_of_one_part_alone_count() -> None:
    labels, parts = np.array([0, 1, 0, 1], np.float32), np.array([0, 0, 1, 1])
    assert area_within(np.array([5.0, 6.0, 1.0, 2.0]), labels, parts) == 1
    assert np.isnan(area_within(np.arange(4.0), labels, np.arange(4)))


def test_a_probe_finds_a_source_that_features_hold_and_none_that_they_do_not() -> None:
    facts, rng = _films(), np.random.default_rng(5)
    noise = rng.normal(size=(2 * EACH, 20))
    told = probed(noise, facts, draws=50)
    assert told.keys() == {"PA", "AP"}
    assert told["PA"]["films"] == EACH
    assert told["PA"]["second_set"] == EACH // 2
    assert all(0.3 < one["auc"][0] < 0.7 for one in told.values())
    noise[:, 17] += 5 * (facts.sources == "nih_more")
    assert all(one["auc"][0] > 0.95 for one in probed(noise, facts, draws=50).values())


def test_a_view_tells_no_source() -> None:
    """Where the source goes with the view alone, a probe within views finds nothing: there is one source in each."""
    facts = told_films(SOURCES, ["PA"] * EACH + ["AP"] * EACH)
    assert probed(np.random.default_rng(0).normal(size=(2 * EACH, 5)), facts, draws=5) == {}


def test_pooled_features_are_what_the_head_is_given() -> None:
    torch.manual_seed(0)
    network = ResidualGrid(3, widths=(4, 8, 8, 16)).eval()
    images = np.random.default_rng(0).normal(size=(5, 1, 64, 64)).astype(np.float32)
    features = pooled_features(network, images)
    assert features.shape == (5, 16)
    with torch.inference_mode():
        wanted = network(torch.from_numpy(images)).numpy()
    np.testing.assert_allclose(network.head(torch.from_numpy(features).float()).detach().numpy(), wanted, atol=1e-5)
    assert not network.head._forward_pre_hooks
