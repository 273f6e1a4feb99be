"""Parts of the chest."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import ndimage

from models.anatomy.anatomy import Anatomy
from models.anatomy.heart import NONE_FOUND, Heart
from models.anatomy.structures import Structure
from models.regions.parts import part_mask
from models.values.regions import Part


@pytest.mark.parametrize("part", list(Part))
def test_every_part_lies_in_the_field_and_grows(anatomy: Anatomy, part: Part) -> None:
    mask, larger = part_mask(part, anatomy), part_mask(part, anatomy, 6.0)
    assert mask.any()
    assert not (mask & ~anatomy.structures.field).any()
    assert not (mask & ~larger).any()
    if part not in (Part.SOFT_TISSUE, Part.NECK, Part.BELOW_DIAPHRAGM):
        assert larger.sum() > mask.sum()


def test_lungs_lie_in_the_pleural_space_and_that_in_the_cage(anatomy: Anatomy) -> None:
    lungs, pleura, cage = (part_mask(part, anatomy) for part in (Part.LUNGS, Part.PLEURAL_RIM, Part.THORACIC_CAGE))
    assert not (lungs & ~pleura).any()
    assert not (pleura & ~cage).any()


def _without_heart(anatomy: Anatomy) -> Anatomy:
    return replace(anatomy, heart=Heart(np.zeros_like(anatomy.heart.mask), NONE_FOUND))


def test_the_heart_is_where_it_was_found_and_else_in_its_usual_place(anatomy: Anatomy) -> None:
    found, usual = part_mask(Part.HEART, anatomy), part_mask(Part.HEART, _without_heart(anatomy))
    drawn = anatomy.heart.mask
    assert not (drawn & ~found).any()
    assert found.sum() < 1.05 * drawn.sum()
    assert usual.sum() > 1.2 * drawn.sum()
    assert (usual & drawn).sum() > 0.9 * drawn.sum()


def test_mediastinum_and_inner_rim_lie_around_a_large_heart_too(anatomy: Anatomy) -> None:
    large = ndimage.binary_dilation(anatomy.heart.mask, iterations=15) & anatomy.structures.field
    with_it = replace(anatomy, heart=Heart(large, None))
    for part in (Part.MEDIASTINUM, Part.INNER_LUNG_RIM):
        assert not (large & ~part_mask(part, with_it)).any()
        assert (large & ~part_mask(part, _without_heart(anatomy))).any()


@pytest.mark.parametrize("part", [Part.LUNGS, Part.PLEURAL_RIM, Part.THORACIC_CAGE, Part.HILA])
def test_the_heart_takes_nothing_from_the_lungs_behind_it(anatomy: Anatomy, part: Part) -> None:
    np.testing.assert_array_equal(part_mask(part, anatomy), part_mask(part, _without_heart(anatomy)))


def test_the_heart_lies_between_the_lungs_more_to_the_left_of_the_patient(anatomy: Anatomy) -> None:
    heart = part_mask(Part.HEART, anatomy)
    middle = np.nonzero(anatomy.structures.mask(Structure.MEDIASTINUM))[1].mean()
    assert np.nonzero(heart)[1].mean() > middle
    assert (heart & part_mask(Part.MEDIASTINUM, anatomy)).any()
