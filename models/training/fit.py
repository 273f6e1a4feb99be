"""The loop that every recipe shares: AdamW, one cycle of the learning rate, averaged weights, and a log that is kept."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import torch
from torch import Tensor, nn

AVERAGING = 0.99
Network = TypeVar("Network", bound=nn.Module)


@dataclass(frozen=True)
class Course:
    """How long and how fast a network learns.

    Attributes:
        rounds: Times that every film is drawn.
        batch: Films a step; the last, smaller batch of a round is left out.
        rate: Highest learning rate of the one-cycle schedule (Smith 2018).
        decay: Weight decay of AdamW.
        warm_up: Share of the steps in which the rate rises.
    """

    rounds: int
    batch: int
    rate: float = 2e-3
    decay: float = 0.05
    warm_up: float = 0.15


def fit(
    network: Network, films: int, loss: Callable[[nn.Module, Tensor], Tensor], course: Course, *, seed: int
) -> tuple[Network, list[str]]:
    """Train a network.

    Args:
        network: Trained in place, in bfloat16 where that is safe.
        films: How many there are to draw from.
        loss: Of the network on the films with the given indices; draws its own chance.
        course: Length and rates.
        seed: Of the order of the films.

    Returns:
        A copy with the running average of the weights (Polyak averaging), in eval mode, and one line a round.
    """
    order = torch.Generator().manual_seed(seed)
    network.train().to(memory_format=torch.channels_last)
    averaged = copy.deepcopy(network)
    steps = course.rounds * (films // course.batch)
    optimiser = torch.optim.AdamW(network.parameters(), lr=course.rate, weight_decay=course.decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, course.rate, total_steps=steps, pct_start=course.warm_up)
    started, lines = time.monotonic(), []
    for done in range(1, course.rounds + 1):
        total = 0.0
        drawn = torch.randperm(films, generator=order)[: films // course.batch * course.batch].split(course.batch)
        for chosen in drawn:
            with torch.autocast("cpu", dtype=torch.bfloat16):
                value = loss(network, chosen)
            optimiser.zero_grad(set_to_none=True)
            value.backward()
            optimiser.step()
            schedule.step()
            _follow(averaged, network)
            total += value.item()
        lines.append(f"round {done} of {course.rounds}: loss {total / len(drawn):.4f}, {time.monotonic() - started:.0f} s")
        print(lines[-1], flush=True)
    return averaged.to(memory_format=torch.contiguous_format).eval(), lines


@torch.no_grad()
def _follow(averaged: nn.Module, network: nn.Module) -> None:
    for mean, now in zip(averaged.state_dict().values(), network.state_dict().values(), strict=True):
        if mean.dtype.is_floating_point:
            mean.lerp_(now, 1 - AVERAGING)
        else:
            mean.copy_(now)
