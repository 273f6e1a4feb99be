"""What a classifier sees of a film's canonical grid, under the preparations of other people's classifiers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.attention.seen import Seen
from models.film.canonical import CanonicalFilm
from models.grids.interpolation import over_film
from models.networks.preparation import prepare
from models.networks.steps import CropSquare, PadSquare, PreparationStep, Resize

PREPARATIONS: dict[str, tuple[PreparationStep, ...]] = {
    "as it is": (),
    "padded": (PadSquare(0.0), Resize(320, 320, "bilinear")),
    "not padded": (Resize(320, 320, "bilinear"),),
    "not square": (Resize(288, 224, "area"),),
    "cropped": (CropSquare("center"), Resize(224, 224, "bicubic")),
    "padded, then cropped twice": (PadSquare(0.0), Resize(64, 96, "bilinear"), CropSquare("center")),
}
SHAPES = [(400, 330), (330, 400), (300, 300), (900, 60)]


def _seen(name: str, shape: tuple[int, int]) -> Seen:
    film = np.zeros(shape, np.float32)
    return Seen(CanonicalFilm.of(film).geometry, prepare(film, PREPARATIONS[name]).geometry)


@given(st.sampled_from(list(PREPARATIONS)), st.sampled_from(SHAPES), st.floats(0, 1), st.floats(0, 1))
def test_a_point_of_the_canonical_grid_is_the_same_point_of_the_film_for_the_network(
    name: str, shape: tuple[int, int], across: float, down: float
) -> None:
    seen = _seen(name, shape)
    x, y = across * shape[1], down * shape[0]
    wanted = seen.network.to_network(x, y)
    assert seen.between.to_network(*seen.canonical.to_network(x, y)) == pytest.approx(wanted, abs=1e-6)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", PREPARATIONS)
def test_the_mask_is_what_lies_on_the_networks_input(name: str, shape: tuple[int, int]) -> None:
    """Point by point, by the two geometries alone."""
    seen = _seen(name, shape)
    (rows, columns), (height, width) = seen.canonical.network, seen.network.network
    assert seen.mask.shape == (rows, columns)
    for row, column in np.random.default_rng(0).integers((0, 0), (rows, columns), (300, 2)):
        x, y = seen.network.to_network(*seen.canonical.to_source(column + 0.5, row + 0.5))
        if min(abs(x), abs(y), abs(x - width), abs(y - height)) > 1e-6:
            assert seen.mask[row, column] == (0 <= x < width and 0 <= y < height)


@pytest.mark.parametrize("name", ["as it is", "padded", "not padded", "not square"])
@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_not_cropped_is_seen_wholly(name: str, shape: tuple[int, int]) -> None:
    assert _seen(name, shape).mask.all()


def test_a_centre_crop_is_seen_and_nothing_else() -> None:
    """Of 400 rows the middle 330: from row 35 to row 365 of the film."""
    mask = _seen("cropped", (400, 330)).mask
    rows = np.flatnonzero(mask.all(axis=1))
    assert (mask.any(axis=1) == mask.all(axis=1)).all()
    assert (rows[0], rows[-1] + 1) == pytest.approx((35 * 512 / 400, 365 * 512 / 400), abs=0.5)


@pytest.mark.parametrize("grid", [(20, 20), (7, 9)])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", PREPARATIONS)
def test_a_map_comes_to_the_canonical_grid_where_the_network_saw_it(name: str, shape: tuple[int, int], grid: tuple[int, int]) -> None:
    """A map that tells its own place: ramps across and down, read at the pixels' centres, between the outer cells' centres."""
    seen = _seen(name, shape)
    (rows, columns), (height, width) = seen.canonical.network, seen.network.network
    down, across = np.mgrid[: grid[0], : grid[1]] + 0.5
    told = over_film(np.stack([across, down]), seen.box(grid), rows, columns)
    x, y = (np.arange(columns) + 0.5) / seen.canonical.scale[0], (np.arange(rows) + 0.5) / seen.canonical.scale[1]
    wanted_x = (x * seen.network.scale[0] + seen.network.offset[0]) / width * grid[1]
    wanted_y = (y * seen.network.scale[1] + seen.network.offset[1]) / height * grid[0]
    np.testing.assert_allclose(told[0], np.broadcast_to(wanted_x.clip(0.5, grid[1] - 0.5), (rows, columns)), atol=1e-3)
    np.testing.assert_allclose(told[1], np.broadcast_to(wanted_y.clip(0.5, grid[0] - 0.5)[:, None], (rows, columns)), atol=1e-3)
