"""The exposed field: collimators on phantoms and on real films; air beside the body stays in it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from models.anatomy.anatomy import Anatomy
from models.anatomy.field import exposed_field
from models.anatomy.structures import Structure
from models.film.phantom import Phantom, phantom


def _collimated(
    film: NDArray[np.float32], depths: tuple[float, float, float, float], tilt: float, level: float
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Cover what lies beyond four lines, top, right, bottom, left, all tilted alike; returns film and field."""
    y, x = (np.mgrid[:256, :256] + 0.5) / 256 - 0.5
    turned_x, turned_y = x * np.cos(tilt) + y * np.sin(tilt), y * np.cos(tilt) - x * np.sin(tilt)
    top, right, bottom, left = depths
    field = (turned_y > top - 0.5) & (turned_x < 0.5 - right) & (turned_y < 0.5 - bottom) & (turned_x > left - 0.5)
    return np.where(field, film, level).astype(np.float32), field


@pytest.mark.parametrize("level", [0.0, 1.0])
@pytest.mark.parametrize("tilt", [0.0, 0.03, -0.05])
@pytest.mark.parametrize("depths", [(0.08, 0.05, 0.06, 0.1), (0.15, 0.0, 0.0, 0.0), (0.0, 0.12, 0.0, 0.04)])
def test_a_collimator_is_found(drawn_film: Phantom, depths: tuple[float, float, float, float], tilt: float, level: float) -> None:
    """Within two pixels of its edges, wherever it is deeper than three."""
    film, truth = _collimated(drawn_film.pixels, depths, tilt, level)
    found = exposed_field(film)
    assert (found & truth).sum() >= 0.95 * truth.sum()
    assert (found & ~truth).sum() <= 0.03 * truth.size


def test_a_film_without_a_collimator_keeps_its_field() -> None:
    """A strip of air that ends in a straight line may be taken for a border; body never is."""
    for seed in range(5_500_020, 5_500_030):
        film = phantom(seed, size=256).pixels
        outside = ~exposed_field(film)
        assert outside.mean() < 0.1
        assert not outside.any() or film[outside].mean() < 0.1


@pytest.mark.parametrize("scale", [1, 2])
def test_a_collimator_is_the_same_on_a_finer_grid(drawn_film: Phantom, scale: int) -> None:
    """What is a share of the film does not depend on how many pixels it has."""
    film, truth = _collimated(drawn_film.pixels, (0.08, 0.05, 0.06, 0.1), 0.03, 0.0)
    found = exposed_field(np.kron(film, np.ones((scale, scale), np.float32)))
    assert (found[::scale, ::scale] != truth).mean() <= 0.03


def test_air_is_background_and_the_lungs_are_not(anatomy: Anatomy, drawn_film: Phantom) -> None:
    air = anatomy.structures.mask(Structure.BACKGROUND)
    assert not (air & (drawn_film.right_lung | drawn_film.left_lung)).any()


@pytest.mark.real_data
def test_synthetic_collimators_on_real_films_are_found(data: Path) -> None:
    """Forty films, each with edges of random depth and tilt: the field is told to Dice 0.97 on the average, 0.9 in nine of ten."""
    rng = np.random.default_rng(7)
    scores = []
    for path in sorted((data / "nih" / "images").glob("*.png"))[::12][:40]:
        grey = np.asarray(Image.open(path).convert("L").resize((256, 256), Image.Resampling.BOX), np.float32) / 255
        low, high = np.percentile(grey, (0.5, 99.5))
        own = exposed_field(((grey - low) / (high - low)).clip(0, 1))
        top, right, bottom, left = (float(depth) for depth in rng.uniform(0.03, 0.15, 4))
        film, truth = _collimated(((grey - low) / (high - low)).clip(0, 1), (top, right, bottom, left), float(rng.normal(0, 0.03)), 0.0)
        truth &= own
        found = exposed_field(film)
        scores.append(2 * (found & truth).sum() / (found.sum() + truth.sum()))
    assert np.mean(scores) >= 0.97
    assert np.percentile(scores, 10) >= 0.9


def test_padding_that_was_stored_with_the_film_is_no_field(drawn_film: Phantom) -> None:
    """The grid itself has none: it covers the film and nothing else."""
    padded = np.zeros((256, 256), np.float32)
    padded[:, 20:220] = drawn_film.pixels[:, 28:228].clip(0.1)
    field = exposed_field(padded)
    assert not field[:, :20].any()
    assert not field[:, 220:].any()
    assert field[:, 30:210].all()


@pytest.mark.parametrize("shape", [(1, 1), (1, 512), (512, 1), (2, 512), (512, 9), (40, 512)])
def test_a_film_of_any_shape_has_a_field(shape: tuple[int, int]) -> None:
    """Also with black beside it, a line of which a single pixel has no slope."""
    rng = np.random.default_rng(0)
    for dark in range(5):
        film = rng.random(shape).astype(np.float32) * 0.5 + 0.5
        film[: dark * shape[0] // 10], film[:, : dark * shape[1] // 10] = 0, 0
        assert exposed_field(film).any()
