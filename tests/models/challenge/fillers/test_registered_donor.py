"""Registered donors: a film restores itself, whatever the classifier's input; which donors fit; what cannot be filled is said."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import ndimage

from models.anatomy.anatomy import Anatomy
from models.anatomy.frame import Frame
from models.attention.seen import Seen
from models.challenge.fillers.donors import Donor, fittest
from models.challenge.fillers.registered_donor import FEW_DONORS, NO_FRAME, RegisteredDonor
from models.challenge.film_input import FilmInput
from models.film.phantom import Phantom
from models.grids.geometry import Geometry
from models.grids.interpolation import over_film
from tests.models.challenge.film_inputs import filled

CHANCE = np.random.default_rng(0)
CANONICAL = Geometry.identity(256, 256)
HALF = CANONICAL.scaled(0.5, 0.5, (128, 128))
LARGER = CANONICAL.scaled(1.25, 1.25, (320, 320))
PADDED = CANONICAL.shifted(20, 0, (256, 296)).scaled(0.75, 0.75, (192, 222))


def _image(film: Phantom, geometry: Geometry) -> NDArray[np.float32]:
    """Two channels of the film, smooth enough that another grid shows the same, on a network's input; padding is −1."""
    smooth = ndimage.gaussian_filter(film.pixels, 4)
    rows, columns = geometry.network
    x = (np.arange(columns) + 0.5 - geometry.offset[0]) / geometry.scale[0]
    y = (np.arange(rows) + 0.5 - geometry.offset[1]) / geometry.scale[1]
    image = over_film(smooth, (x[0] - 0.5 / geometry.scale[0], y[0] - 0.5 / geometry.scale[1], x[-1] + 0.5 / geometry.scale[0],
                               y[-1] + 0.5 / geometry.scale[1]), rows, columns)  # fmt: skip
    beyond = ((x < 0) | (x > 256)) | ((y < 0) | (y > 256))[:, None]
    return np.stack([np.where(beyond, -1, image), np.where(beyond, -1, 1 - image)]).astype(np.float32)


def _film(film: Phantom, geometry: Geometry) -> FilmInput:
    return FilmInput.of(_image(film, geometry), np.ones((256, 256), bool), Seen(CANONICAL, geometry))


def _donor(film: Phantom, frame: Frame, geometry: Geometry) -> Donor:
    return Donor(_image(film, geometry).astype(np.float16), geometry, frame.landmarks, (False, False), "PA", "one")


@pytest.fixture(scope="module")
def spot() -> NDArray[np.bool_]:
    """A disk over the right shoulder and lung, on the canonical grid."""
    y, x = np.mgrid[:256, :256]
    return np.asarray((y - 80) ** 2 + (x - 60) ** 2 < 35**2)


@pytest.mark.parametrize("own", [HALF, LARGER, PADDED], ids=["half", "larger", "padded"])
@pytest.mark.parametrize("theirs", [HALF, LARGER, PADDED], ids=["half", "larger", "padded"])
def test_a_film_that_is_its_own_donor_is_restored(
    drawn_film: Phantom, anatomy: Anatomy, spot: NDArray[np.bool_], own: Geometry, theirs: Geometry
) -> None:
    film = _film(drawn_film, own)
    region = film.mask(spot)
    hidden = replace(film, image=np.where(region, np.float32(0), film.image))
    filler = RegisteredDonor(anatomy.frame, [_donor(drawn_film, anatomy.frame, theirs)] * 5)
    changed = filled(hidden, filler.fill(hidden, region, CHANCE))
    np.testing.assert_array_equal(changed[:, ~region], film.image[:, ~region])
    np.testing.assert_allclose(changed, film.image, atol=0.02)
    np.testing.assert_array_equal(changed, filled(hidden, filler.fill(hidden, region, np.random.default_rng(9))))


def test_donors_of_another_brightness_leave_no_seam(drawn_film: Phantom, anatomy: Anatomy, spot: NDArray[np.bool_]) -> None:
    """The same film, brighter by a half and a slope: the difference at the border is taken off again all over the region."""
    film, donor = _film(drawn_film, HALF), _donor(drawn_film, anatomy.frame, HALF)
    slope = np.linspace(0, 1, 128, dtype=np.float32)
    brighter = replace(donor, image=(donor.image + slope + 0.5).astype(np.float16))
    changed = filled(film, RegisteredDonor(anatomy.frame, [brighter] * 5).fill(film, film.mask(spot), CHANCE))
    np.testing.assert_allclose(changed, film.image, atol=0.02)


def test_the_median_does_not_follow_a_few_odd_donors(drawn_film: Phantom, anatomy: Anatomy, spot: NDArray[np.bool_]) -> None:
    """Two of five carry a bright disk within the region."""
    film, donor = _film(drawn_film, HALF), _donor(drawn_film, anatomy.frame, HALF)
    y, x = np.mgrid[:128, :128]
    odd = replace(donor, image=np.where((y - 40) ** 2 + (x - 30) ** 2 < 25, np.float16(5), donor.image))
    filler = RegisteredDonor(anatomy.frame, [odd, donor, donor, odd, donor])
    np.testing.assert_allclose(filled(film, filler.fill(film, film.mask(spot), CHANCE)), film.image, atol=0.02)


def test_donors_that_end_before_the_place_are_ignored(drawn_film: Phantom, anatomy: Anatomy) -> None:
    """Their outlines lie so far up that the region lies above their film; the first of the others are taken, at least five."""
    film, donor = _film(drawn_film, HALF), _donor(drawn_film, anatomy.frame, HALF)
    region = np.zeros((128, 128), bool)
    region[3:20, 3:30] = True
    cut = replace(donor, landmarks=tuple((x, y - 120) for x, y in donor.landmarks), image=np.full_like(donor.image, 7))
    with_five = RegisteredDonor(anatomy.frame, [cut, donor, cut, *[donor] * 4]).fill(film, region, CHANCE)
    np.testing.assert_allclose(filled(film, with_five), film.image, atol=0.02)
    assert RegisteredDonor(anatomy.frame, [cut, donor, cut, *[donor] * 3]).fill(film, region, CHANCE) == FEW_DONORS


def test_where_only_some_donors_reach_the_median_is_theirs(drawn_film: Phantom, anatomy: Anatomy) -> None:
    """Four of seven begin at row 12 of the film, and what they would go on with above it is far off; the region leaves out their edge."""
    film, donor = _film(drawn_film, HALF), _donor(drawn_film, anatomy.frame, HALF)
    region = np.zeros((128, 128), bool)
    region[7:11, 30:60] = region[20:50, 30:60] = True
    cut = replace(donor, landmarks=tuple((x, y - 24) for x, y in donor.landmarks), image=np.roll(donor.image, -12, axis=1))
    cut.image[:, :2] = 9
    changed = filled(film, RegisteredDonor(anatomy.frame, [cut, donor, cut, donor, cut, donor, cut]).fill(film, region, CHANCE))
    np.testing.assert_allclose(changed, film.image, atol=0.02)


def test_without_a_frame_or_donors_that_is_said(drawn_film: Phantom, anatomy: Anatomy, spot: NDArray[np.bool_]) -> None:
    film, donor = _film(drawn_film, HALF), _donor(drawn_film, anatomy.frame, HALF)
    assert RegisteredDonor(None, [donor] * 5).fill(film, film.mask(spot), CHANCE) == NO_FRAME
    assert RegisteredDonor(anatomy.frame, [donor] * 4).fill(film, film.mask(spot), CHANCE) == FEW_DONORS


def _choices(*facts: tuple[str | None, str, tuple[bool, ...]]) -> list[Donor]:
    image = np.zeros((1, 1, 1), np.float16)
    return [Donor(image, Geometry.identity(1, 1), (), positives, view, patient) for view, patient, positives in facts]


def _letters(found: tuple[Donor, ...]) -> str:
    return "".join(donor.patient for donor in found)


def test_donors_of_the_same_view_are_taken_and_of_all_views_where_these_are_few() -> None:
    free = (False, False)
    donors = _choices(*((view, name, free) for view, name in zip(["PA", "AP", "PA", "PA", "PA", "PA", "AP"], "abcdefg", strict=True)))
    assert _letters(fittest(donors, free, "PA", frozenset())) == "acdef"
    assert _letters(fittest(donors, free, "AP", frozenset())) == "abcdefg"
    assert _letters(fittest(donors, free, None, frozenset())) == "abcdefg"
    assert _letters(fittest(donors, free, "PA", frozenset("c"))) == "abdefg"


def test_donors_share_no_finding_with_the_film_or_else_the_fewest() -> None:
    kinds = {"a": (True, True), "b": (False, True), "c": (False, False), "d": (True, False)}
    donors = _choices(*(("PA", name, positives) for name, positives in kinds.items()))
    assert _letters(fittest(donors * 2, (True, False), "PA", frozenset())) == "bcbcadad"
    assert _letters(fittest(donors * 3, (True, False), "PA", frozenset())) == "bcbcbc"
    assert _letters(fittest(donors, (True, True), "PA", frozenset())) == "cbda"


@given(st.lists(st.tuples(st.sampled_from(["PA", "AP", None]), st.sampled_from("abcdef"), st.tuples(st.booleans(), st.booleans()))))
def test_no_donor_is_of_the_films_patient_and_none_left_out_is_fitter(facts: list[tuple[str | None, str, tuple[bool, bool]]]) -> None:
    found = fittest(_choices(*facts), (True, True), "PA", frozenset("ab"))
    assert not {donor.patient for donor in found} & {"a", "b"}
    shared = [sum(donor.positives) for donor in found]
    assert shared == sorted(shared)
    others = [fact for fact in facts if fact[1] not in "ab"]
    assert len(found) >= min(5, len(others))
