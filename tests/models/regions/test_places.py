"""The three kinds of place of a finding on one film."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage

from models.anatomy.anatomy import Anatomy
from models.anatomy.structures import Structure
from models.regions.parts import part_mask
from models.regions.places import FOREIGN_MM, FilmRegions, FindingRegions
from models.regions.table import RegionTable, shipped_table
from models.values.regions import Part

TABLE = shipped_table()


def _without_tolerance(table: RegionTable) -> RegionTable:
    return replace(table, regions={name: replace(one, tolerance_mm=0.0) for name, one in table.regions.items()})


def _regions(label: str, anatomy: Anatomy, spacing: float | None) -> FindingRegions:
    return FilmRegions(TABLE, anatomy, spacing).of(label)


def test_an_unknown_label_is_looked_for_in_the_lungs_and_that_is_told(anatomy: Anatomy) -> None:
    found = _regions("Chilaiditi sign", anatomy, 1.0)
    assert not found.known
    assert found.region.allowed == (Part.LUNGS,)


@pytest.mark.parametrize("label", ["Pneumonia", "Effusion", "Cardiomegaly", "Hernia", "Fracture", "Support Devices", "whatever"])
def test_each_place_is_of_one_kind(anatomy: Anatomy, label: str) -> None:
    found = _regions(label, anatomy, 1.0)
    kinds = np.stack([found.allowed, found.plausible, found.non_anatomical])
    np.testing.assert_array_equal(kinds.sum(axis=0), 1)
    assert found.non_anatomical[~anatomy.structures.field].all()


def test_the_heart_is_allowed_for_cardiomegaly_and_context_for_pneumonia(anatomy: Anatomy) -> None:
    mediastinum = anatomy.structures.mask(Structure.MEDIASTINUM)
    assert _regions("Cardiomegaly", anatomy, 1.0).allowed[mediastinum].mean() > 0.95
    heart = part_mask(Part.HEART, anatomy) & ~_regions("Pneumonia", anatomy, 1.0).allowed
    assert _regions("Pneumonia", anatomy, 1.0).plausible[heart].all()


def test_the_film_s_edge_and_the_air_are_neither(anatomy: Anatomy) -> None:
    found = _regions("Nodule", anatomy, 1.5)
    assert found.non_anatomical[:3, :].all()
    assert not found.plausible[anatomy.structures.mask(Structure.BACKGROUND)].any()


def test_the_tolerance_is_in_millimetres(anatomy: Anatomy) -> None:
    """15 mm at 1.5 mm a pixel are ten pixels beyond the cavity."""
    found = _regions("Mass", anatomy, 1.5)
    assert found.tolerance_px == pytest.approx(10)
    assert found.spacing_known
    np.testing.assert_array_equal(found.allowed, part_mask(Part.LUNGS, anatomy, 10))


def test_without_spacing_the_tolerance_is_a_share_of_the_width_and_that_is_told(anatomy: Anatomy) -> None:
    found = _regions("Mass", anatomy, None)
    assert found.tolerance_px == pytest.approx(0.04 * 256)
    assert not found.spacing_known


def test_another_likely_finding_lends_its_places(anatomy: Anatomy) -> None:
    """An unlikely fracture lends nothing; one at half its threshold makes the cage context."""
    labels, thresholds = ["Support Devices", "Fracture"], [0.4, 0.4]
    assert TABLE.likely(labels, [0.1, 0.21], thresholds) == {"bone"}
    assert TABLE.likely(labels, [0.1, 0.19], thresholds) == set()
    own = shipped_table()
    alone = FilmRegions(own, anatomy, 1.0).of("Hernia")
    beside = FilmRegions(own, anatomy, 1.0, {"bone"}).of("Hernia")
    assert not (alone.plausible & ~beside.plausible).any()
    np.testing.assert_array_equal(alone.allowed, beside.allowed)


def test_findings_that_allow_the_same_places_share_them_whatever_their_context(anatomy: Anatomy) -> None:
    places = FilmRegions(TABLE, anatomy, 1.0)
    lung, congestion = places.of("Nodule"), places.of("Edema")
    assert lung.region != congestion.region
    assert lung.allowed is congestion.allowed


def test_markers_over_the_lungs_are_non_anatomical_unless_they_stand_in_the_allowed_place(anatomy: Anatomy) -> None:
    """Three bands of 2 mm: most of what lies within 9 mm of them is lung or mediastinum."""
    marker = part_mask(Part.LUNGS, anatomy)
    marker[np.arange(len(marker)) % 20 != 0] = False
    found = FilmRegions(TABLE, anatomy, 1.0, foreign=lambda: marker).of("Nodule")
    assert not found.plausible[marker].any()
    np.testing.assert_array_equal(found.allowed, _regions("Nodule", anatomy, 1.0).allowed)


@pytest.mark.parametrize("label", ["Nodule", "Effusion", "Cardiomegaly", "Fracture", "Mastectomy"])
def test_no_tolerance_reaches_over_a_marker_beside_the_lungs(anatomy: Anatomy, label: str) -> None:
    """The marker covers the lowest rows that the tolerance reaches; where soft tissue is allowed none is needed."""
    plain = _regions(label, anatomy, 1.0)
    exact = FilmRegions(_without_tolerance(TABLE), anatomy, 1.0).of(label).allowed
    marker = np.zeros_like(exact)
    marker[np.nonzero(plain.allowed)[0].max() - 2 :] = True
    found = FilmRegions(TABLE, anatomy, 1.0, foreign=lambda: marker).of(label)
    near = ndimage.maximum_filter(marker, 2 * round(plain.tolerance_px * FOREIGN_MM / 15) + 1)
    np.testing.assert_array_equal(found.allowed, plain.allowed & (exact | ~near))
    assert (found.allowed != plain.allowed).any() == (label != "Mastectomy")


def test_what_lies_within_ten_millimetres_of_a_marker_is_no_context_either(anatomy: Anatomy) -> None:
    """Five pixels of 2 mm around one on the abdomen; beyond them the context is what it is without the marker."""
    row, column = (int(along[len(along) // 2]) for along in np.nonzero(_regions("Effusion", anatomy, 2.0).plausible))
    marker = np.zeros(anatomy.structures.labels.shape, bool)
    marker[row, column] = True
    near = np.zeros_like(marker)
    near[row - 5 : row + 6, column - 5 : column + 6] = True
    found, plain = FilmRegions(TABLE, anatomy, 2.0, foreign=lambda: marker).of("Effusion"), _regions("Effusion", anatomy, 2.0)
    np.testing.assert_array_equal(found.plausible, plain.plausible & ~near)
    np.testing.assert_array_equal(found.non_anatomical, plain.non_anatomical | (near & ~found.allowed))


def test_foreign_things_are_looked_for_once(anatomy: Anatomy) -> None:
    asked = list[int]()

    def foreign() -> NDArray[np.bool_]:
        asked.append(1)
        return np.zeros(anatomy.structures.labels.shape, bool)

    places = FilmRegions(TABLE, anatomy, 1.0, foreign=foreign)
    assert asked == []
    assert places.of("Nodule").allowed.any()
    assert places.of("Nodule").plausible.any()
    assert places.of("Edema").plausible.any()
    assert asked == [1]
