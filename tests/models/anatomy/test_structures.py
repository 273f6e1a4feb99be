"""Every place of a film is one structure, and it is where anatomists expect it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.anatomy.anatomy import Anatomy, anatomy_of
from models.anatomy.shape import fit
from models.anatomy.structures import Structure
from models.film.canonical import CanonicalFilm
from models.film.phantom import Phantom
from models.grids.geometry import Geometry
from models.grids.interpolation import resampled


def _centre(mask: NDArray[np.bool_]) -> tuple[float, float]:
    rows, columns = np.nonzero(mask)
    return float(columns.mean()), float(rows.mean())


def test_structures_lie_as_in_a_chest(anatomy: Anatomy) -> None:
    places = anatomy.structures
    centre = {structure: _centre(places.mask(structure)) for structure in Structure if places.mask(structure).any()}
    assert centre[Structure.RIGHT_LUNG][0] < centre[Structure.MEDIASTINUM][0] < centre[Structure.LEFT_LUNG][0]
    assert centre[Structure.ABOVE_CLAVICLES][1] < centre[Structure.RIGHT_LUNG][1] < centre[Structure.BELOW_DIAPHRAGM][1]


def test_a_mask_of_several_structures_is_their_union(anatomy: Anatomy) -> None:
    places = anatomy.structures
    both = places.mask(Structure.RIGHT_LUNG, Structure.LEFT_LUNG)
    np.testing.assert_array_equal(both, places.mask(Structure.RIGHT_LUNG) | places.mask(Structure.LEFT_LUNG))
    assert sum(places.mask(structure).sum() for structure in Structure) == places.labels.size


def test_lungs_are_the_expected_cavity_without_the_shadow_of_the_heart(anatomy: Anatomy) -> None:
    cavity, heart = np.logical_or(*anatomy.structures.cavity.masks()), anatomy.heart.mask
    assert (cavity & heart).any()
    lungs = anatomy.structures.mask(Structure.RIGHT_LUNG, Structure.LEFT_LUNG)
    np.testing.assert_array_equal(lungs, cavity & ~heart & anatomy.structures.field)
    assert cavity[anatomy.lungs > 0].all()


def test_the_mediastinum_holds_the_whole_heart(anatomy: Anatomy) -> None:
    assert anatomy.heart.is_found
    assert (anatomy.heart.mask & ~anatomy.structures.mask(Structure.MEDIASTINUM)).sum() == 0


def test_without_a_heart_the_mediastinum_is_what_lies_between_the_lungs(
    anatomy: Anatomy, drawn_film: Phantom, lungs: NDArray[np.uint8]
) -> None:
    film = CanonicalFilm(drawn_film.pixels, Geometry.identity(256, 256), (0.0, 1.0))
    without = anatomy_of(lungs, np.zeros(lungs.shape, bool), film, fit(lungs))
    assert without is not None
    assert not without.heart.is_found
    changed = without.structures.labels != anatomy.structures.labels
    assert changed.any()
    assert not (changed & ~anatomy.heart.mask).any()
    between = without.structures.mask(Structure.MEDIASTINUM)
    assert not (between & np.logical_or(*without.structures.cavity.masks())).any()
    assert (between <= anatomy.structures.mask(Structure.MEDIASTINUM)).all()


def test_labels_on_another_grid_are_those_at_the_same_places(anatomy: Anatomy) -> None:
    other = Geometry((0.5, 0.5), (10.0, 4.0), (256, 256), (140, 150))
    drawn = anatomy.structures.on(other)
    assert drawn.shape == (140, 150)
    assert not drawn[:, :10].any()
    assert not drawn[:4].any()
    np.testing.assert_array_equal(drawn[4:132, 10:138], anatomy.structures.labels[1::2, 1::2])


def test_masks_are_brought_to_other_grids_too(anatomy: Anatomy) -> None:
    same = resampled(anatomy.structures.field, anatomy.structures.geometry, anatomy.structures.geometry)
    np.testing.assert_array_equal(same, anatomy.structures.field)
