"""What a cohort takes from a record."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from audit.cohort.film_row import TAGS, FilmRow, film_row, month_of
from audit.log.store import Log
from audit.records.film import FilmRecord
from audit.records.verdicts import WORST_FIRST
from tests.audit.cohort.rows import written
from tests.audit.films import screened_film


def _row(folder: Path, record: FilmRecord) -> FilmRow:
    with Log(written(folder / "a.db", record), writing=False) as log:
        return film_row(log.film(1))


def test_a_row_is_what_the_record_says(tmp_path: Path) -> None:
    """The first filler of three does 1.125 times the mean Δ, the second 1.0, the third 0.875; the second region has Δ 9 of two fillers."""
    row = _row(tmp_path, screened_film(4))
    assert dict(zip(TAGS, row.tags, strict=True)) == {
        "view": "PA", "sex": "F", "age": "40-49", "manufacturer": "Maker 1", "model": "M", "station": "S", "institution": "Clinic",
        "body part": None, "patient position": None, "burned-in annotation": None,
    }  # fmt: skip
    mass, nodule = row.decided
    assert (mass.logit, mass.positive, WORST_FIRST[mass.verdict], mass.enrichment) == (-1.5, True, "dependent_on_outside", 0.25)
    assert mass.largest_delta == 9.0 * (1.125 + 1.0) / 2
    assert (WORST_FIRST[nodule.verdict], nodule.enrichment, nodule.largest_delta) == ("not_challenged", None, None)
    assert (row.quality, row.month, row.classifier) == (0.96, -1, ("embedded", "d" * 64))


def test_what_is_removed_of_a_whole_side_is_no_region_outside(tmp_path: Path) -> None:
    """Only Δ of hot spots counts: of the first region, median of three fillers."""
    record = screened_film(4)
    first, second = record.regions
    row = _row(tmp_path, replace(record, regions=(first, replace(second, removed="outside"))))
    assert row.decided[0].largest_delta == 4.75


def test_the_largest_change_may_be_a_rise(tmp_path: Path) -> None:
    record = screened_film(0)
    assert record.findings
    mass, nodule = record.findings
    first, second = mass.tests
    falling = replace(second, fillers=tuple(replace(one, delta_logit=-3.0) for one in second.fillers))
    row = _row(tmp_path, replace(record, findings=(replace(mass, tests=(first, falling)), nodule)))
    assert row.decided[0].largest_delta == -3.0


@pytest.mark.parametrize(
    ("text", "month"), [("2024-01", 2024 * 12), ("202412", 2024 * 12 + 11), ("2024-13", -1), ("", -1), (None, -1), ("spring", -1)]
)
def test_months_are_counted_from_year_0(text: str | None, month: int) -> None:
    assert month_of(text) == month
