"""Transplants: the spot arrives where the same anatomy lies, whatever the exposure there; a linear score tells its contrast exactly."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from models.anatomy.anatomy import Anatomy
from models.anatomy.frame import Frame
from models.challenge.fillers.donors import Donor
from models.challenge.transplant import Registered, carried, place_on
from models.grids.geometry import Geometry

SIDE = 256
GRID = Geometry.identity(SIDE, SIDE)
INNER = (slice(70, 80), slice(50, 62))


@pytest.fixture(scope="module")
def spot() -> NDArray[np.bool_]:
    """A rectangle with a rim around what is bright."""
    mask = np.zeros((SIDE, SIDE), bool)
    mask[64:86, 44:68] = True
    return mask


def _film(frame: Frame, level: float, right: float = 0.0, down: float = 0.0, scale: float = 1.0, geometry: Geometry = GRID) -> Registered:
    """Return a flat film whose lungs are those of the frame, grown and moved."""
    points = tuple((scale * x + right, scale * y + down) for x, y in frame.landmarks)
    return Registered(Donor(np.full((1, *geometry.network), level, np.float16), geometry, points, (False,), None, "another"))


def _marked(frame: Frame) -> Registered:
    film = _film(frame, 0.5)
    film.film.image[:, *INNER] = 1.5
    return film


def _changed(source: Registered, recipient: Registered, place: NDArray[np.bool_]) -> NDArray[np.float32]:
    patch = carried(source, recipient, place)
    assert patch is not None
    image = recipient.film.image.astype(np.float32)
    patch.put_on(image)
    return image[0]


@pytest.mark.parametrize(("right", "down"), [(0, 0), (20, 0), (-8, 14)])
def test_the_same_chest_elsewhere_gets_the_spot_there(anatomy: Anatomy, spot: NDArray[np.bool_], right: int, down: int) -> None:
    recipient = _film(anatomy.frame, 0.25, right, down)
    place = place_on(recipient, _marked(anatomy.frame), spot)
    assert place is not None
    assert np.count_nonzero(place ^ np.roll(spot, (down, right), (0, 1))) <= 4
    wanted = np.full((SIDE, SIDE), 0.25, np.float32)
    wanted[INNER] = 1.25
    np.testing.assert_allclose(_changed(_marked(anatomy.frame), recipient, place), np.roll(wanted, (down, right), (0, 1)), atol=0.02)


@pytest.mark.parametrize("weight", [-2.0, 0.5, 3.0])
@pytest.mark.parametrize("scale", [1.0, 1.25])
def test_a_linear_score_changes_by_its_weight_times_contrast_and_area(
    anatomy: Anatomy, spot: NDArray[np.bool_], weight: float, scale: float
) -> None:
    """The mean of the film times a weight: Δ is weight × 1 × area of the bright part, which grows as the chest does."""
    recipient = _film(anatomy.frame, -0.75, scale=scale)
    place = place_on(recipient, _marked(anatomy.frame), spot)
    assert place is not None
    before, after = (
        weight * float(image.mean()) for image in (recipient.film.image[0], _changed(_marked(anatomy.frame), recipient, place))
    )
    assert after - before == pytest.approx(weight * scale**2 * 10 * 12 / SIDE**2, rel=0.05)


def test_the_twin_of_flat_films_changes_nothing(anatomy: Anatomy, spot: NDArray[np.bool_]) -> None:
    recipient = _film(anatomy.frame, 0.25)
    place = place_on(recipient, _marked(anatomy.frame), spot)
    assert place is not None
    np.testing.assert_allclose(_changed(_film(anatomy.frame, 0.5, 3, 5), recipient, place), 0.25, atol=1e-5)


def test_a_place_beyond_the_other_film_is_not_on_it(anatomy: Anatomy, spot: NDArray[np.bool_]) -> None:
    """Its left half and more lies beyond the edge, or in padding."""
    assert place_on(_film(anatomy.frame, 0.25, right=-57), _marked(anatomy.frame), spot) is None
    beside = GRID.shifted(40, 0, (SIDE, SIDE + 40))
    assert place_on(_film(anatomy.frame, 0.25, right=-57, geometry=beside), _marked(anatomy.frame), spot) is None
    assert place_on(_film(anatomy.frame, 0.25, geometry=beside), _marked(anatomy.frame), spot) is not None


def test_what_the_source_does_not_show_is_not_carried(anatomy: Anatomy, spot: NDArray[np.bool_]) -> None:
    assert carried(_film(anatomy.frame, 0.5, right=-57), _film(anatomy.frame, 0.25), spot) is None
    assert carried(_film(anatomy.frame, 0.5), _film(anatomy.frame, 0.25), np.zeros_like(spot)) is None
