"""Every place of a film is one structure, and it is where anatomists expect it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.anatomy.anatomy import Anatomy
from models.anatomy.structures import Structure
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


def test_lungs_are_the_expected_cavity(anatomy: Anatomy) -> None:
    drawn = anatomy.lungs > 0
    assert (anatomy.structures.mask(Structure.RIGHT_LUNG, Structure.LEFT_LUNG) | ~anatomy.structures.field)[drawn].all()


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
