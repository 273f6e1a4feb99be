"""The table of regions: what it says of labels, and how it is validated."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

import resources
from models.networks.library import embedded
from models.regions.table import RegionsError, read_table, shipped_table
from models.values.regions import key

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
        ("schema = 1", f"schema = {'[' * 5000}", "not a TOML file"),
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
        ("tolerance_mm = 15.0", "tolerance_mm = nan", "lung: the entry 'tolerance_mm' is not a finite number"),
        ('linked = ["pleura"]', 'linked = "pleura"', "lung: the entry 'linked' is not a list: 'pleura'"),
        ('allowed = ["lungs"]', 'allowed = ["lungs", 3]', "lung: 3 is no part"),
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
