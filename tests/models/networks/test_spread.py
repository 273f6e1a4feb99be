"""A film on another scale than the network learned is told by the first batch normalisation."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from models.networks.spread import spread


def _learned_from(films: torch.Tensor) -> nn.Module:
    network = nn.Sequential(nn.Conv2d(1, 8, 3), nn.BatchNorm2d(8, momentum=None), nn.ReLU())
    network(films)
    return network.eval()


@pytest.mark.parametrize("times", [1.0, 4.0, 0.001])
def test_a_film_of_the_kind_learned_from_spreads_by_its_scale(times: float) -> None:
    torch.manual_seed(0)
    films = torch.randn(16, 1, 40, 40) * 700 + 30
    assert spread(_learned_from(films), films[:1] * times) == pytest.approx(times, rel=0.1)


def test_nothing_is_told_without_batch_normalisation_that_remembers() -> None:
    film = torch.randn(1, 1, 8, 8)
    assert spread(nn.Sequential(nn.Conv2d(1, 2, 3)), film) is None
    assert spread(nn.Sequential(nn.BatchNorm2d(1, track_running_stats=False)).eval(), film) is None


def test_the_network_is_left_as_it_was() -> None:
    network = _learned_from(torch.randn(4, 1, 8, 8))
    spread(network, torch.randn(1, 1, 8, 8))
    assert not network[1]._forward_pre_hooks  # type: ignore[index]
