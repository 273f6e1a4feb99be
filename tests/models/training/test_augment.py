"""What augmentation may and may not change."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from models.training.augment import chosen, clouded, exposed, framed, hidden, inverted, moved, resampled, spread, wired


def _chance() -> torch.Generator:
    return torch.Generator().manual_seed(3)


FILMS = torch.rand(6, 1, 40, 40, generator=torch.Generator().manual_seed(1))
LUNGS = torch.zeros(6, 2, 40, 40)
LUNGS[:, 0, 8:30, 4:16] = 1
LUNGS[:, 1, 8:30, 24:36] = 1

CHANGES: dict[str, Callable[[Tensor, torch.Generator], Tensor]] = {
    "moved": lambda x, g: moved(x, g, size=40, degrees=15, zoom=0.2, shift=0.1),
    "exposed": exposed,
    "resampled": lambda x, g: resampled(x, g, share=0.5),
    "hidden": lambda x, g: hidden(x, g, share=0.3),
    "clouded": lambda x, g: clouded(x, LUNGS, g, share=0.9),
    "wired": lambda x, g: wired(x, g, share=0.9),
    "framed": lambda x, g: framed(x, g, share=0.9),
    "inverted": lambda x, g: inverted(x, g, share=0.5),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_repeats_itself_keeps_the_shape_and_leaves_its_input_alone(change: Callable[[Tensor, torch.Generator], Tensor]) -> None:
    before = FILMS.clone()
    once, again = change(FILMS, _chance()), change(FILMS, _chance())
    assert torch.equal(once, again)
    assert once.shape == FILMS.shape
    assert torch.equal(FILMS, before)
    assert not torch.equal(once, FILMS)


def test_nothing_moves_without_room_to_move() -> None:
    assert torch.allclose(moved(FILMS, _chance(), size=40, degrees=0, zoom=0, shift=0), FILMS, atol=1e-5)


def test_clouds_stay_in_the_lungs_and_whiten_dark_ones() -> None:
    dark = torch.full_like(FILMS, 0.8)
    dark[LUNGS.amax(dim=1, keepdim=True) > 0] = 0.2
    film = clouded(dark, LUNGS, _chance(), share=1.0)
    beside = torch.nn.functional.max_pool2d(LUNGS.amax(dim=1, keepdim=True), 9, stride=1, padding=4) == 0
    assert torch.allclose(film[beside], dark[beside])
    inside = (LUNGS.amax(dim=1, keepdim=True) > 0) & (film > dark + 0.1)
    assert inside.float().mean() > 0.05
    assert torch.allclose(clouded(dark, LUNGS, _chance(), share=0.0), dark)


def test_a_frame_blackens_borders_of_films_and_masks_alike() -> None:
    both = framed(torch.cat([FILMS + 0.1, LUNGS + 0.1], dim=1), _chance(), share=1.0)
    black = both[:, :1] == 0
    assert black.any()
    assert (both[:, 1:][black.expand(-1, 2, -1, -1)] == 0).all()
    assert not black[:, :, 5:35, 5:35].any()


def test_inversion_is_its_own_inverse_and_of_the_share_asked_for() -> None:
    films = FILMS[:1].expand(2000, -1, -1, -1)
    turned = (inverted(films, _chance(), share=0.25) - films).abs().amax(dim=(1, 2, 3)) > 0.01
    assert 0.2 < turned.float().mean() < 0.3
    assert torch.allclose(inverted(inverted(FILMS, _chance(), share=1.0), _chance(), share=1.0), FILMS, atol=1e-6)


def test_chances_are_an_images_own() -> None:
    values = spread(1000, _chance())
    assert values.shape == (1000, 1, 1, 1)
    assert -1 <= values.min() < -0.9
    assert 0.9 < values.max() <= 1
    assert 250 < chosen(1000, 0.3, _chance()).sum() < 350
