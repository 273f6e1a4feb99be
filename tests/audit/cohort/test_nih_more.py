"""A data set that is known to be biased: films with pneumonia and films without findings that others chose, whose views differ."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from audit.cohort.account import account
from audit.cohort.figures import Kind
from tests.cohorts import attribute, cohort, decisions


@pytest.mark.real_data
def test_view_goes_with_pneumonia_and_sex_and_age_do_not(data: Path) -> None:
    """Its labels and tables alone, without a score: 46 and 60 % of the films are AP."""
    with (data / "nih_more" / "labels.csv").open(newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if "Pneumonia" in row["labels"].split("|") or row["labels"] == "No Finding"]
    patients = {name: place for place, name in enumerate(sorted({row["image"][:8] for row in rows}))}
    columns = {"sex": [row["sex"] for row in rows], "age": [f"{row['age']:0>2}"[0] for row in rows], "view": [row["view"] for row in rows]}
    truth = [row["labels"] != "No Finding" for row in rows]
    films = cohort(
        [patients[row["image"][:8]] for row in rows], [attribute(name, values) for name, values in columns.items()],
        [decisions("Pneumonia", len(rows), truth=truth)],
    )  # fmt: skip
    (told,) = account(films).sentences
    assert (told.kind, told.attribute, told.group) == (Kind.CONFOUND, "view", "AP")
    assert "46 % of the films with Pneumonia have view AP, of those without it 60 %" in told.text
    assert told.low < told.value < told.high < 0
