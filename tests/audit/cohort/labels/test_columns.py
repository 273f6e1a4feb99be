"""What columns are, and why some are left out."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from audit.cohort.labels.columns import NEVER_GROUPS, Column, Kind, recognised
from audit.cohort.labels.reading import Table, read_table

_LABELS = ("Mass", "Pleural_Thickening")
_SEED = random.Random(1)


def _kind(name: str, cells: Sequence[str], *, groups: Sequence[str] = ()) -> Column:
    table = Table(("key", name), tuple(("k", cell) for cell in cells), "0" * 64, ())
    return recognised(table, _LABELS, key="key", named={}, groups=groups)[1]


@pytest.mark.parametrize(
    ("name", "cells", "kind", "means"),
    [
        ("MASS", ["1", "0", "", "-1"], Kind.LABEL, "Mass"),
        ("pleural thickening", ["True", "False"], Kind.LABEL, "Pleural_Thickening"),
        ("Mass", ["0.2", "0.9"], Kind.UNCLEAR, "Mass"),
        ("Finding Labels", ["Mass|Hernia", "No Finding", "Mass"], Kind.FINDINGS, "Finding Labels"),
        ("No Finding", ["1", "0"], Kind.NOTHING_FOUND, "No Finding"),
        ("View Position", ["PA", "AP"], Kind.ATTRIBUTE, "view"),
        ("Patient Age", [str(age) for age in range(90)], Kind.ATTRIBUTE, "age"),
        ("Age at scan (years)", [str(age) for age in range(90)], Kind.ATTRIBUTE, "age"),
        ("ageAtStudy", ["058Y", "6M", ""], Kind.ATTRIBUTE, "age"),
        ("Age group", ["adult", "child"], Kind.ATTRIBUTE, "Age group"),
        ("image", ["1", "2", "1"], Kind.ATTRIBUTE, "image"),
        ("Patient ID", ["7", "7", "8"], Kind.PATIENT, "Patient ID"),
        ("MRN", ["7", "7", "8"], Kind.PATIENT, "MRN"),
        ("PatientName", ["Doe", "Doe", "Roe"], Kind.PERSONAL, "PatientName"),
        ("who", ["DOE^JOHN", "DOE^JOHN", "ROE^JANE^^^"], Kind.PERSONAL, "who"),
        ("Patient's Birth Date", ["1943", "1943", "1951"], Kind.PERSONAL, "Patient's Birth Date"),
        ("taken", ["20200103", "2020-01-03", "3.1.2020 10:15"], Kind.PERSONAL, "taken"),
        ("AccessionNumber", ["7", "7", "8"], Kind.ACCESSION, "AccessionNumber"),
        ("ward", ["north", "south", "north"], Kind.ATTRIBUTE, "ward"),
        ("chexnet_Mass", [f"{_SEED.random():.6f}" for _ in range(40)], Kind.SCORES, "chexnet_Mass"),
        ("mm_per_pixel", [f"{1 + _SEED.random():.4f}" for _ in range(40)], Kind.MEASUREMENTS, "mm_per_pixel"),
        ("boxes_1024", ["", "10 20 30 40"], Kind.BOXES, "boxes_1024"),
        ("where", ["", "[10, 20, 30, 40]", "1.5,2,3,4"], Kind.BOXES, "where"),
        ("image", [f"{number:08}_000.png" for number in range(40)], Kind.IDENTIFIERS, "image"),
        ("report", [f"There is no consolidation in film {number}" for number in range(40)], Kind.FREE_TEXT, "report"),
        ("comment", ["The film was taken in bed, and the patient could not stand."] * 3, Kind.FREE_TEXT, "comment"),
        ("referrer", [f"r{number % 60}" for number in range(240)], Kind.MANY, "referrer"),
        ("blank", ["", "nan"], Kind.EMPTY, "blank"),
    ],
)
def test_each_column_is_recognised(name: str, cells: Sequence[str], kind: Kind, means: str) -> None:
    found = _kind(name, cells)
    assert (found.kind, found.means) == (kind, means)
    used = {Kind.LABEL, Kind.FINDINGS, Kind.PATIENT, Kind.ATTRIBUTE}
    assert found.left_out is (kind not in used)
    as_group = _kind(name, cells, groups=[name])
    assert as_group.kind is (kind if kind in NEVER_GROUPS else Kind.ATTRIBUTE)


def test_a_list_of_other_things_is_no_list_of_findings() -> None:
    """Fewer than half of the cells are of this classifier's labels alone."""
    assert _kind("words", ["Mass|left", "Hernia", "right"] * 4).kind is Kind.ATTRIBUTE


def test_the_column_of_the_films_is_no_attribute() -> None:
    table = Table(("file", "view"), (("a", "PA"), ("b", "AP")), "0" * 64, ())
    assert [one.kind for one in recognised(table, _LABELS, key="file", named={}, groups=())] == [Kind.KEY, Kind.ATTRIBUTE]


def test_a_column_is_of_the_label_that_it_is_named_for() -> None:
    table = Table(("file", "tumour"), (("a", "yes"), ("b", "no")), "0" * 64, ())
    assert recognised(table, _LABELS, key="file", named={"tumour": "Mass"}, groups=())[1] == Column("tumour", Kind.LABEL, "Mass")


@pytest.mark.real_data
def test_a_published_table_is_recognised(data: Path) -> None:
    """Names of files, lists of findings, three attributes; 14 scores of another network, boxes and lengths are left out."""
    labels = ("Mass", "Pneumonia", "Hernia")
    table = read_table((data / "nih_more" / "labels.csv").read_bytes())
    found: dict[Kind, list[str]] = {}
    for column in recognised(table, labels, key="image", named={}, groups=()):
        found.setdefault(column.kind, []).append(column.name)
    scores = found.pop(Kind.SCORES)
    assert found == {
        Kind.KEY: ["image"], Kind.FINDINGS: ["labels"], Kind.ATTRIBUTE: ["sex", "age", "view"], Kind.MEASUREMENTS: ["mm_per_pixel"],
        Kind.BOXES: ["boxes_1024"],
    }  # fmt: skip
    assert (len(scores), all(name.startswith("chexnet_") for name in scores)) == (14, True)
