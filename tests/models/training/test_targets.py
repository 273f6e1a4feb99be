"""What source and view tell by themselves is no part of what a classifier is taught."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from models.training.facts import LABELS
from models.training.targets import Targets
from tests.models.training.told_films import told_films

K = len(LABELS)


def _films() -> Targets:
    """Twelve films from front and twelve from behind of each source; a finding on 9 of 12 of one group, on 3 of 12 of the others."""
    sources, views = ["nih"] * 24 + ["nih_more"] * 24, (["PA"] * 12 + ["AP"] * 12) * 2
    labels = np.zeros((48, K), np.float32)
    for first, positives in ((0, 3), (12, 9), (24, 3), (36, 3)):
        labels[first : first + positives] = 1
    return Targets.of(told_films(sources, views, labels))


def test_the_log_odds_of_a_group_are_added_before_the_label_is_held_against_them() -> None:
    targets = _films()
    often, rare = 9.5 / 22, 3.5 / 22
    assert targets.prior[12:24].numpy() == pytest.approx(np.log(often / (1 - often)))
    assert targets.prior[:12].numpy() == pytest.approx(np.log(rare / (1 - rare)))


def test_an_output_that_tells_the_group_alone_gains_nothing() -> None:
    """With the log-odds of its group added, no constant is much better than 0."""
    labels = np.zeros((400, K), np.float32)
    labels[:60] = labels[200:380] = 1
    targets = Targets.of(told_films(["nih"] * 400, ["PA"] * 200 + ["AP"] * 200, labels))
    for films, share in ((torch.arange(200), 0.3), (torch.arange(200, 400), 0.9)):
        out = torch.zeros(200, K, requires_grad=True)
        loss = torch.nn.functional.binary_cross_entropy_with_logits(out + targets.prior[films], targets.labels[films])
        (slope,) = torch.autograd.grad(loss, out)
        assert float(slope.sum()) == pytest.approx((200 * share + 0.5) / 210 - share, abs=1e-5)
        assert abs(float(slope.sum())) < 0.05


def test_opinions_are_centred_in_each_group_and_films_without_one_are_left_out() -> None:
    targets = _films()
    for group in (slice(0, 12), slice(12, 24)):
        assert targets.opinion[group].mean(dim=0).numpy() == pytest.approx(0, abs=1e-5)
    assert targets.known[:24].all()
    assert not targets.known[24:].any()
    rest = torch.arange(24, 48)
    wild, calm = torch.full((24, K), 3.0), torch.zeros(24, K)
    labels_alone = [
        3 * torch.nn.functional.binary_cross_entropy_with_logits(out + targets.prior[rest], targets.labels[rest]) for out in (wild, calm)
    ]
    assert [float(targets.loss(out, rest, labels=3)) for out in (wild, calm)] == pytest.approx([float(one) for one in labels_alone])


def test_guesses_stand_in_where_no_opinion_is_known_without_what_their_group_tells() -> None:
    sources, views = ["nih"] * 12 + ["nih_more"] * 12, ["PA"] * 24
    facts = told_films(sources, views)
    guessed = torch.randn(24, K) + 5
    completed = Targets.of(facts).completed(guessed, facts)
    assert completed.known.all()
    assert completed.opinion[12:].numpy() == pytest.approx((guessed[12:] - guessed[12:].mean(dim=0)).numpy(), abs=1e-5)
    assert torch.equal(completed.opinion[:12], Targets.of(facts).opinion[:12])
