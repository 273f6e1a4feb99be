"""The table of regions: what it says of labels, how it is validated, and how it is drawn."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

import resources
from models.anatomy.anatomy import Anatomy
from models.anatomy.structures import Structure
from models.networks.library import embedded
from models.regions.parts import drawn
from models.regions.places import FilmRegions, regions
from models.regions.table import RegionsError, read_table, shipped_table
from models.values.regions import Part, key

TABLE = shipped_table()
CHEXPERT = (
    "No Finding", "Enlarged Cardiomediastinum", "Cardiomegaly", "Lung Opacity", "Lung Lesion", "Edema", "Consolidation", "Pneumonia",
    "Atelectasis", "Pneumothorax", "Pleural Effusion", "Pleural Other", "Fracture", "Support Devices",
)  # fmt: skip
VINDR = (
    "Aortic enlargement", "Atelectasis", "Calcification", "Cardiomegaly", "Clavicle fracture", "Consolidation", "Edema", "Emphysema",
    "Enlarged PA", "ILD", "Infiltration", "Lung Opacity", "Lung cavity", "Lung cyst", "Mediastinal shift", "Nodule/Mass",
    "Pleural effusion", "Pleural thickening", "Pneumothorax", "Pulmonary fibrosis", "Rib fracture", "Other lesion", "COPD", "Lung tumor",
    "Pneumonia", "Tuberculosis", "Other diseases", "No finding",
)  # fmt: skip
TORCHXRAYVISION = (
    "Atelectasis", "Consolidation", "Infiltration", "Pneumothorax", "Edema", "Emphysema", "Fibrosis", "Effusion", "Pneumonia",
    "Pleural_Thickening", "Cardiomegaly", "Nodule", "Mass", "Hernia", "Lung Lesion", "Fracture", "Lung Opacity",
    "Enlarged Cardiomediastinum",
)  # fmt: skip
PADCHEST = (
    "pleural effusion", "alveolar pattern", "interstitial pattern", "costophrenic angle blunting", "aortic elongation", "scoliosis",
    "hiatal hernia", "hilar enlargement", "hemidiaphragm elevation", "pacemaker", "NSG tube", "COPD signs", "apical pleural thickening",
)  # fmt: skip


@pytest.mark.parametrize("label", sorted({*embedded("embedded").labels, *CHEXPERT, *VINDR, *TORCHXRAYVISION, *PADCHEST}))
def test_the_labels_of_the_fields_collections_are_known(label: str) -> None:
    assert TABLE.of(label)[1]


@pytest.mark.parametrize(
    ("label", "row"),
    [
        ("Pneumonia", "lung"), ("Effusion", "pleura"), ("Pleural_Thickening", "pleura"), ("Pneumothorax", "pleura"),
        ("Edema", "congestion"),
        ("Cardiomegaly", "heart"), ("Enlarged Cardiomediastinum", "heart"), ("Hernia", "hernia"), ("Fracture", "bone"),
    ],
)  # fmt: skip
def test_findings_have_the_places_of_the_method(label: str, row: str) -> None:
    assert TABLE.of(label)[0].name == row


def test_spelling_does_not_matter() -> None:
    assert key("Pleural_Thickening") == key("pleural thickening") == key(" PLEURAL-thickening ")
    assert TABLE.of("nodule / mass")[0].name == "lung"


def test_an_unknown_label_is_looked_for_in_the_lungs_and_that_is_told(anatomy: Anatomy) -> None:
    found = regions("Chilaiditi sign", anatomy, 1.0)
    assert not found.known
    assert found.region.allowed == (Part.LUNGS,)


@pytest.mark.parametrize("label", ["Pneumonia", "Effusion", "Cardiomegaly", "Hernia", "Fracture", "Support Devices", "whatever"])
def test_each_place_is_of_one_kind(anatomy: Anatomy, label: str) -> None:
    found = regions(label, anatomy, 1.0)
    kinds = np.stack([found.allowed, found.plausible, found.non_anatomical])
    np.testing.assert_array_equal(kinds.sum(axis=0), 1)
    assert found.non_anatomical[~anatomy.structures.field].all()


def test_the_heart_is_allowed_for_cardiomegaly_and_context_for_pneumonia(anatomy: Anatomy) -> None:
    mediastinum = anatomy.structures.mask(Structure.MEDIASTINUM)
    assert regions("Cardiomegaly", anatomy, 1.0).allowed[mediastinum].mean() > 0.95
    heart = drawn(Part.HEART, anatomy) & ~regions("Pneumonia", anatomy, 1.0).allowed
    assert regions("Pneumonia", anatomy, 1.0).plausible[heart].all()


def test_the_film_s_edge_and_the_air_are_neither(anatomy: Anatomy) -> None:
    found = regions("Nodule", anatomy, 1.5)
    assert found.non_anatomical[:3, :].all()
    assert not found.plausible[anatomy.structures.mask(Structure.BACKGROUND)].any()


def test_the_tolerance_is_in_millimetres(anatomy: Anatomy) -> None:
    """15 mm at 1.5 mm a pixel are ten pixels beyond the cavity."""
    found = regions("Mass", anatomy, 1.5)
    assert found.tolerance_px == pytest.approx(10)
    assert found.spacing_known
    np.testing.assert_array_equal(found.allowed, drawn(Part.LUNGS, anatomy, 10))


def test_without_spacing_the_tolerance_is_a_share_of_the_width_and_that_is_told(anatomy: Anatomy) -> None:
    found = regions("Mass", anatomy, None)
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


def test_markers_are_non_anatomical_unless_they_stand_in_the_allowed_place(anatomy: Anatomy) -> None:
    marker = np.zeros(anatomy.structures.labels.shape, bool)
    marker[100:120] = True
    found = FilmRegions(TABLE, anatomy, 1.0, foreign=marker).of("Nodule")
    assert not found.plausible[marker].any()
    np.testing.assert_array_equal(found.allowed, regions("Nodule", anatomy, 1.0).allowed)


def test_the_hash_is_the_files(tmp_path: Path) -> None:
    data = resources.path("regions.toml").read_bytes()
    assert TABLE.sha256 == hashlib.sha256(data).hexdigest()
    own = tmp_path / "own.toml"
    own.write_bytes(data.replace(b"tolerance_mm = 15.0", b"tolerance_mm = 20.0"))
    assert read_table(own).of("Mass")[0].tolerance_mm == 20
    assert read_table(own).sha256 != TABLE.sha256


def test_a_byte_order_mark_as_some_editors_write_it_does_not_matter(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_bytes(b"\xef\xbb\xbf" + resources.path("regions.toml").read_bytes())
    assert read_table(own).regions == TABLE.regions


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("schema = 1", "schema = 2", "schema 2 is not known"),
        ("schema = 1", "schema = [", "not a TOML file"),
        ('allowed = ["lungs"]', 'allowed = ["spleen"]', "'spleen' is no part"),
        ('allowed = ["lungs"]', "allowed = []", "no part is allowed"),
        ('default = "lung"', 'default = "liver"', "there is no region named 'liver'"),
        ('linked = ["pleura"]', 'linked = ["liver"]', "there is no region named 'liver'"),
        ("tolerance_mm = 15.0", "tolerance_mm = -1.0", "must be 0 to 100"),
        ("tolerance_mm = 15.0", "", "'tolerance_mm' is missing"),
        ("likely_share = 0.5", "likely_share = 0", "likely_share above 0"),
        ('"Hernia", ', '"Hernia", "pneumonia", ', "stands in 'lung' and in 'hernia'"),
        ('"Hernia", ', '"Hernia", "—", ', "neither letter nor digit"),
        ('name = "pleura"', 'name = "lung"', "two regions named 'lung'"),
        ("tolerance_mm = 15.0", 'tolerance_mm = "15"', "lung: the entry 'tolerance_mm' is not a number"),
        ("tolerance_mm = 15.0", "tolerance_mm = nan", "must be 0 to 100"),
        ('linked = ["pleura"]', 'linked = "pleura"', "lung: the entry 'linked' is not a list of texts"),
        ('allowed = ["lungs"]', 'allowed = ["lungs", 3]', "lung: the entry 'allowed' is not a list of texts"),
        ('name = "lung"', "", "region 1: the entry 'name' is missing"),
        ('name = "lung"', "name = 3", "3: the entry 'name' is not a text"),
        ('default = "lung"', 'default = ["lung"]', "the entry 'default' is not a text"),
        ("schema = 1", "schema = 1\nedge = 3", "there is no entry 'edge'; there are: schema, edge_mm"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_in_a_sentence(tmp_path: Path, before: str, after: str, sentence: str) -> None:
    text = resources.path("regions.toml").read_text()
    assert before in text
    own = tmp_path / "own.toml"
    own.write_text(text.replace(before, after, 1))
    with pytest.raises(RegionsError, match=sentence):
        read_table(own)


def test_a_table_that_is_not_there_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(RegionsError, match="cannot be read"):
        read_table(tmp_path / "none.toml")
