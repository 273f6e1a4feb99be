"""Gradients along directions are those of torch.autograd.grad, bit for bit."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from models.attribution.backward import along, along_each


def _head() -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(3)
    activation = torch.rand(2, 6, 5, 4, generator=generator, requires_grad=True)
    weight = torch.rand(3, 6, generator=generator) - 0.5
    return F.linear(torch.relu(activation).mean(dim=(2, 3)), weight), activation


def test_one_direction_and_many_together() -> None:
    scores, activation = _head()
    directions = torch.eye(3)[:, None, :].expand(3, 2, 3).contiguous()
    (expected,) = torch.autograd.grad(scores, activation, directions, retain_graph=True, is_grads_batched=True)
    assert torch.equal(along_each(scores, activation, directions), expected)
    for direction in directions:
        (expected,) = torch.autograd.grad(scores, activation, direction, retain_graph=True)
        assert torch.equal(along(scores, activation, direction), expected)


def test_what_the_scores_do_not_depend_on_has_gradient_zero() -> None:
    scores, _ = _head()
    other = torch.rand(2, 7, requires_grad=True)
    directions = torch.ones(3, 2, 3)
    assert torch.equal(along(scores, other, directions[0]), torch.zeros(2, 7))
    assert torch.equal(along_each(scores, other, directions), torch.zeros(3, 2, 7))
