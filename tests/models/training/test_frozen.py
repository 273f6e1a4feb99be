"""Opinions are guessed by a ridge regression on what another network sees in the lungs and beside them."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from models.training import frozen, pretrained
from models.training.frozen import features, guessed, regressed


def test_the_regression_is_the_ridge_on_standardised_features() -> None:
    """The kernel's solution is the one that the features' own normal equations give."""
    chance = torch.Generator().manual_seed(0)
    seen, opinion = (torch.randn(30, width, generator=chance, dtype=torch.float64) for width in (12, 3))
    known = torch.arange(30) < 20
    scaled = (seen - seen[:20].mean(dim=0)) / (seen[:20].std(dim=0) + 1e-6) / 12**0.5
    inside = scaled[:20]
    weights = torch.linalg.solve(inside.T @ inside + 0.4 * torch.eye(12, dtype=torch.float64), inside.T @ opinion[:20])
    torch.testing.assert_close(regressed(seen, opinion, known), scaled @ weights)


def test_what_is_not_known_is_not_looked_at() -> None:
    seen, known = torch.randn(30, 12, dtype=torch.float64), torch.arange(30) < 20
    opinion = torch.randn(30, 3, dtype=torch.float64)
    other = torch.where(known[:, None], opinion, torch.tensor(float("nan"), dtype=torch.float64))
    torch.testing.assert_close(regressed(seen, opinion, known), regressed(seen, other, known))


def test_opinions_that_rest_on_what_lies_in_one_lung_are_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Films that differ in the texture of one lung alone, by a network with any weights; which lung it is is told apart."""
    monkeypatch.setattr(pretrained, "into", lambda trunk, package: torch.nn.Module.eval(trunk))
    torch.manual_seed(0)
    rng, side = np.random.default_rng(0), 64
    lungs = np.zeros((24, 2, side, side), bool)
    lungs[:, 0, 16:48, 4:28] = lungs[:, 1, 16:48, 36:60] = True
    right = rng.integers(0, 2, 24).astype(bool)
    images = rng.normal(0.5, 0.01, (24, side, side)).astype(np.float32)
    for image, is_right in zip(images, right, strict=True):
        columns = slice(4, 28) if is_right else slice(36, 60)
        image[16:48, columns] += 0.3 * rng.random((32, 24)).astype(np.float32)
    opinion = torch.from_numpy(np.where(right, 1.0, -1.0).astype(np.float32))[:, None]
    found = guessed(images, lungs, opinion, torch.arange(24) < 14)
    assert found.shape == (24, 1)
    assert (torch.sign(found[14:]) == opinion[14:]).all()
    assert len(features(images[:1], lungs[:1], pretrained.LITE0)) == 1
    assert frozen.CHECKPOINTS.keys() == pretrained.SHA256.keys()
