"""Another chest's mask: the same anatomy's place on a donor, laid over the film on the same pixels of the network's input."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from models.anatomy.anatomy import Anatomy
from models.anatomy.frame import Frame
from models.challenge.anothers_mask import anothers_mask
from models.challenge.fillers.donors import Donor
from models.grids.geometry import Geometry

SIDE = 256
GRID = Geometry.identity(SIDE, SIDE)


@pytest.fixture(scope="module")
def box() -> NDArray[np.bool_]:
    """A rectangle over one lung and some of what lies beside it."""
    mask = np.zeros((SIDE, SIDE), bool)
    mask[70:170, 40:120] = True
    return mask


def _donor(frame: Frame, scale: float = 1.0, right: float = 0.0, down: float = 0.0, geometry: Geometry = GRID) -> Donor:
    """Return a donor whose lungs are the film's, moved and grown."""
    points = tuple((scale * x + right, scale * y + down) for x, y in frame.landmarks)
    return Donor(np.zeros((1, 2, 2), np.float16), geometry, points, (False,), None, "pixels:other")


def _anothers(mask: NDArray[np.bool_], frame: Frame, donor: Donor) -> NDArray[np.bool_]:
    """Return the mask on a grid that is the film and the network's input at once."""
    return anothers_mask(mask, GRID, GRID, frame, donor)


def _shifted(mask: NDArray[np.bool_], right: int, down: int) -> NDArray[np.bool_]:
    return np.roll(mask, (down, right), (0, 1))


def _border(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> int:
    """How many pixels differ."""
    return int(np.count_nonzero(one ^ other))


def test_a_donor_with_the_same_lungs_has_the_same_mask(anatomy: Anatomy, box: NDArray[np.bool_]) -> None:
    """But for rounding at the rectangle's border of 360 pixels."""
    assert _border(_anothers(box, anatomy.frame, _donor(anatomy.frame)), box) <= 4


@pytest.mark.parametrize(("right", "down"), [(20, 0), (0, -30), (-15, 24)])
def test_where_the_donors_lungs_lie_elsewhere_so_does_the_mask(anatomy: Anatomy, box: NDArray[np.bool_], right: int, down: int) -> None:
    found = _anothers(box, anatomy.frame, _donor(anatomy.frame, right=right, down=down))
    assert _border(found, _shifted(box, right, down)) <= 4
    assert _border(found, box) > 1000


def test_a_donors_film_of_another_size_counts_by_its_place_on_the_input(anatomy: Anatomy, box: NDArray[np.bool_]) -> None:
    twice = _donor(anatomy.frame, scale=2.0, geometry=Geometry.identity(2 * SIDE, 2 * SIDE).scaled(0.5, 0.5, (SIDE, SIDE)))
    assert _border(_anothers(box, anatomy.frame, twice), box) <= 4


def test_lungs_of_half_the_size_have_a_mask_of_a_quarter_the_area(anatomy: Anatomy, box: NDArray[np.bool_]) -> None:
    found = _anothers(box, anatomy.frame, _donor(anatomy.frame, scale=0.5))
    wanted = np.zeros_like(box)
    wanted[35:85, 20:60] = True
    assert _border(found, wanted) <= 4


def test_it_is_the_same_on_a_grid_of_half_the_pixels(anatomy: Anatomy, box: NDArray[np.bool_]) -> None:
    half = GRID.scaled(0.5, 0.5, (SIDE // 2, SIDE // 2))
    donor = _donor(anatomy.frame, right=20)
    fine, coarse = _anothers(box, anatomy.frame, donor), anothers_mask(box[::2, ::2], half, GRID, anatomy.frame, donor)
    assert _border(fine[::2, ::2], coarse) <= 4


def test_beyond_the_film_there_is_nothing(anatomy: Anatomy) -> None:
    """The donor's lungs lie 100 pixels to the right: what lies there to the left is beyond this film."""
    everything = np.ones((SIDE, SIDE), bool)
    found = _anothers(everything, anatomy.frame, _donor(anatomy.frame, right=100.0))
    assert not found[:, :96].any()
    assert found[:, 104:].all()


@pytest.mark.parametrize(("right", "down"), [(0, 0), (40, -60)])
def test_a_film_and_a_composite_of_the_same_anatomy_have_the_same_mask(
    anatomy: Anatomy, box: NDArray[np.bool_], right: int, down: int
) -> None:
    """A film of 1000 × 700 pixels, padded to the network's square; the composite is that square, and no film."""
    film = Geometry.identity(1000, 700)
    grid, network = film.scaled(256 / 700, 256 / 1000, (SIDE, SIDE)), film.shifted(150.0, 0.0, (1000, 1000)).scaled(0.32, 0.32, (320, 320))
    points = tuple((x * 700 / SIDE, y * 1000 / SIDE) for x, y in anatomy.frame.landmarks)
    frame = Frame(points, (1000, 700), 0.0, (0.0, 0.0))
    as_film = _donor(frame, right=right, down=down, geometry=network)
    on_input = tuple(network.to_network(x, y) for x, y in as_film.landmarks)
    composite = replace(as_film, geometry=Geometry.identity(320, 320), landmarks=on_input)
    of_film, of_composite = (anothers_mask(box, grid, network, frame, donor) for donor in (as_film, composite))
    assert _border(of_film, of_composite) <= 4
    assert _border(of_film, _shifted(box, round(right * SIDE / 700), round(down * SIDE / 1000))) <= 360
    assert (_border(of_film, box) > 1000) is (right != 0)
