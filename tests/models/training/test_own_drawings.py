"""A network's own drawing becomes a label only where it holds still."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from models.training.own_drawings import own_hearts, own_lungs, two_lungs


class _Bright(nn.Module):
    """Draws what is bright, as right lung on the left half of the image, as left lung on the right half, and as heart."""

    def forward(self, batch: Tensor) -> Tensor:
        right = (torch.arange(batch.shape[-1]) < batch.shape[-1] / 2) * 2.0 - 1
        bright = batch - 0.5
        return torch.cat([torch.minimum(bright, right.expand_as(bright)), torch.minimum(bright, -right.expand_as(bright)), bright], dim=1)


class _Upper(nn.Module):
    """Draws bright places of the upper left quarter of the image as heart: what it draws moves when the film is mirrored."""

    def forward(self, batch: Tensor) -> Tensor:
        quarter = torch.zeros_like(batch)
        quarter[..., : batch.shape[-2] // 2, : batch.shape[-1] // 2] = 1
        return torch.cat([batch - 0.5, batch - 0.5, (batch - 0.5).minimum(quarter - 0.5)], dim=1)


def _two(height: int = 60) -> np.ndarray:
    film = np.zeros((1, 96, 96), np.float32)
    film[0, 18 : 18 + height, 14:42] = film[0, 18 : 18 + height, 54:82] = 1
    return film


def test_lungs_that_hold_still_are_taken() -> None:
    film = _two()
    drawn, believed = own_lungs(_Bright(), film)
    assert believed.tolist() == [True]
    np.testing.assert_array_equal(drawn[0].any(axis=0), film[0] > 0.5)
    assert drawn[0, 0].sum() == drawn[0, 1].sum() == 60 * 28


def test_what_is_no_pair_of_lungs_is_not_taken_however_still_it_holds() -> None:
    assert own_lungs(_Bright(), _two(height=6))[1].tolist() == [False]
    assert own_lungs(_Bright(), np.zeros((1, 96, 96), np.float32))[1].tolist() == [False]


def test_a_heart_that_moves_when_the_film_is_mirrored_is_not_taken() -> None:
    film = _two()
    assert own_hearts(_Bright(), film, 2)[1].tolist() == [True]
    drawn, believed = own_hearts(_Upper(), film, 2)
    assert drawn.shape == (1, 1, 96, 96)
    assert believed.tolist() == [False]


@pytest.mark.parametrize(("columns", "is_pair"), [((14, 42, 54, 82), True), ((54, 82, 14, 42), False), ((14, 16, 54, 82), False)])
def test_two_lungs_are_of_like_size_the_right_one_on_the_left(columns: tuple[int, int, int, int], is_pair: bool) -> None:
    pair = np.zeros((2, 96, 96), bool)
    pair[0, 18:78, columns[0] : columns[1]] = pair[1, 18:78, columns[2] : columns[3]] = True
    assert two_lungs(pair) == is_pair
