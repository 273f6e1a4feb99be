"""The loop that every recipe shares."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from models.training.fit import Course, fit


def _line() -> tuple[nn.Linear, Tensor, Tensor]:
    torch.manual_seed(0)
    x = torch.randn(64, 3)
    return nn.Linear(3, 1), x, x @ torch.tensor([[1.0], [-2.0], [0.5]]) + 0.3


def test_a_straight_line_is_learned(capsys: pytest.CaptureFixture[str]) -> None:
    network, x, y = _line()

    def loss(net: nn.Module, drawn: Tensor) -> Tensor:
        return nn.functional.mse_loss(net(x[drawn]).float(), y[drawn])

    found, log = fit(network, len(x), loss, Course(rounds=60, batch=8, rate=5e-2, decay=0.0), seed=1)
    assert found.weight.detach().numpy() == pytest.approx(torch.tensor([[1.0, -2.0, 0.5]]).numpy(), abs=0.05)
    assert not found.training
    assert len(log) == 60
    assert log[-1].startswith("round 60 of 60: loss ")
    assert capsys.readouterr().out.splitlines() == log


@pytest.mark.usefixtures("capsys")
def test_every_film_is_drawn_once_a_round_but_for_a_rest_that_fills_no_batch() -> None:
    network, x, y = _line()
    seen: list[int] = []

    def loss(net: nn.Module, drawn: Tensor) -> Tensor:
        seen.extend(drawn.tolist())
        return nn.functional.mse_loss(net(x[drawn]).float(), y[drawn])

    fit(network, 19, loss, Course(rounds=2, batch=4), seed=1)
    assert len(seen) == 32
    for part in (seen[:16], seen[16:]):
        assert len(set(part)) == 16
        assert set(part) <= set(range(19))


@pytest.mark.usefixtures("capsys")
def test_the_average_lags_behind_the_weights() -> None:
    network, x, y = _line()
    start = network.weight.detach().clone()
    found, _ = fit(network, len(x), lambda net, drawn: net(x[drawn]).float().mean() + 0 * y.sum(), Course(rounds=1, batch=16), seed=1)
    moved, lagging = (network.weight - start).norm(), (found.weight - start).norm()
    assert 0 < lagging < 0.2 * moved
