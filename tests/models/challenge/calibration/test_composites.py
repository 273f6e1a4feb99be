"""Composites: donors that are nobody's film, and lend what a film would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage

from models.anatomy.anatomy import Anatomy
from models.anatomy.shape import shape_model
from models.attention.seen import Seen
from models.challenge.calibration.composites import composites
from models.challenge.fillers.donors import Donor
from models.challenge.fillers.registered_donor import RegisteredDonor
from models.challenge.film_input import FilmInput
from models.film.phantom import Phantom
from models.grids.geometry import Geometry
from tests.models.challenge.film_inputs import filled

GRID = Geometry.identity(256, 256)
Image = NDArray[np.float32]


def _negative(image: Image) -> Sequence[bool]:
    return (False, False)


@pytest.fixture(scope="module")
def donor(drawn_film: Phantom, anatomy: Anatomy) -> Donor:
    """Two channels of a smooth phantom: smooth, so that another grid shows the same."""
    smooth = ndimage.gaussian_filter(drawn_film.pixels, 4)
    image = np.stack([smooth, 1 - smooth]).astype(np.float16)
    return Donor(image, GRID, anatomy.frame.landmarks, (False, False), "PA", "one")


def _fitted(landmarks: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean shape under the scale and the shift of each axis that bring it nearest to landmarks, by the closed form."""
    mean = shape_model().mean
    slope = ((mean - mean.mean(0)) * (landmarks - landmarks.mean(0))).mean(0) / mean.var(0)
    return np.asarray((mean - mean.mean(0)) * slope + landmarks.mean(0))


def test_the_lungs_of_a_composite_are_the_mean_shape_where_the_films_have_theirs(donor: Donor) -> None:
    (found,) = composites([donor] * 11, decide=_negative)
    np.testing.assert_allclose(found.landmarks, _fitted(np.array(donor.landmarks)), atol=0.051)
    assert found.geometry == GRID
    assert found.image.shape == donor.image.shape


def test_composites_of_one_film_restore_it(donor: Donor, drawn_film: Phantom, anatomy: Anatomy) -> None:
    """There and back: a spot over shoulder and lung is filled with what was there."""
    film = FilmInput.of(donor.image.astype(np.float32), np.ones((256, 256), bool), Seen(GRID, GRID))
    y, x = np.mgrid[:256, :256]
    spot = np.asarray((y - 80) ** 2 + (x - 60) ** 2 < 35**2)
    hidden = replace(film, image=np.where(spot, np.float32(0), film.image))
    found = composites([donor] * 60, decide=_negative)
    assert len(found) == 5
    changed = filled(hidden, RegisteredDonor(anatomy.frame, found).fill(hidden, spot, np.random.default_rng(0)))
    np.testing.assert_allclose(changed, film.image, atol=0.025)


def test_what_two_films_alone_show_is_in_no_composite(donor: Donor) -> None:
    marked = donor.image.copy()
    marked[:, 20:60, 20:60] = 9
    with_one, without = (composites([donor] * 9 + [last] * 2, decide=_negative)[0] for last in (replace(donor, image=marked), donor))
    np.testing.assert_array_equal(with_one.image, without.image)


def test_a_film_of_middle_exposure_has_a_seventh_of_the_pixels_and_not_all_of_them(donor: Donor) -> None:
    """Film i is all i; the sixth of eleven has a stripe over the chest, and of eleven the middle seven count."""
    films = [np.full_like(donor.image, i) for i in range(11)]
    films[5][:, 100:140] += 0.7
    (found,) = composites([replace(donor, image=film) for film in films], decide=_negative)
    np.testing.assert_allclose(found.image[:, 110:130, 60:200], 5.1, atol=0.005)
    np.testing.assert_allclose(found.image[:, 170:200, 60:200], 5, atol=0.005)


@pytest.mark.parametrize(("showing", "shown"), [(5, 0.0), (6, 1.0)])
def test_what_under_half_of_the_films_show_is_filled_from_its_neighbours(donor: Donor, showing: int, shown: float) -> None:
    """Of films that the network sees whole, the lowest rows are bright; of the others the network is padded below row 224."""
    whole, cut = np.zeros((2, 256, 256), np.float16), np.zeros((2, 256, 256), np.float16)
    whole[:, 224:], cut[:, 224:] = 1, 5
    cropped = replace(donor, image=cut, geometry=Geometry((1.0, 1.0), (0.0, 0.0), (224, 256), (256, 256)))
    (found,) = composites([replace(donor, image=whole)] * showing + [cropped] * (11 - showing), decide=_negative)
    bottom = found.image[:, 245:, 60:200]
    np.testing.assert_array_equal(bottom, np.full_like(bottom, shown))


def test_a_composite_is_what_is_usual_of_the_films_that_has_the_fewest_positives(donor: Donor) -> None:
    """Film i is all i, and the higher i the fewer positives: the first composite is of 32 … 22, the next of 21 … 11."""
    films = [replace(donor, image=np.full_like(donor.image, i), positives=(i < 22, i < 11)) for i in range(33)]
    seen = list[float]()

    def decide(image: Image) -> Sequence[bool]:
        seen.append(float(image[0, 0, 0]))
        return (image[0, 0, 0] < 20, image.dtype != np.float32)

    found = composites(films, most_a_view=2, decide=decide)
    assert [np.unique(one.image).tolist() for one in found] == [[27.0], [16.0]]
    assert seen == [27.0, 16.0]
    assert [one.positives for one in found] == [(False, False), (True, False)]
    assert all(type(positive) is bool for one in found for positive in one.positives)


def test_composites_are_of_one_view_each_and_have_names_of_their_own(donor: Donor) -> None:
    films = [replace(donor, view=view) for view in ["AP"] * 10 + ["PA"] * 25 + [None] * 12 + ["PA"] * 80]
    found = composites(films, decide=_negative)
    assert [one.view for one in found] == [None] + ["PA"] * 7
    assert len({one.patient for one in found}) == 8
    assert composites([], decide=_negative) == ()
