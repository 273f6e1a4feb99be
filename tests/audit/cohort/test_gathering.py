"""From a log and a table to a cohort, and to the hash by which it can be made again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from audit.cohort.films import NoCohort
from audit.cohort.gathering import Gathered, Wanted, gathered
from audit.cohort.labels.reading import NoTable, read_table
from audit.log.errors import NoSuchEntry
from audit.log.store import Log
from audit.records.verdicts import WORST_FIRST
from tests.audit.cohort.rows import written
from tests.audit.films import of_patient, refused_film, screened_film

_CSV = b"uid,mass,ward\n1.2.3.0,1,north\n1.2.3.1,0,south\n1.2.3.3,1,north\n1.2.3.9,1,west\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Four films, PA and AP by turns, of two patients, and a refused file as entry 3."""
    films = [of_patient(screened_film(number), f"{number // 2:064x}") for number in range(4)]
    return written(tmp_path / "a.db", *films[:2], refused_film("c" * 64), *films[2:])


def _gathered(file: Path, **wanted: Any) -> Gathered:
    with Log(file, writing=False) as log:
        return gathered(log, Wanted(**wanted))


def test_a_cohort_has_a_row_a_film(file: Path) -> None:
    cohort = _gathered(file).cohort
    assert cohort.seq.tolist() == [1, 2, 4, 5]
    assert cohort.patient.tolist() == [0, 0, 1, 1]
    assert (cohort.quality.tolist(), cohort.month.tolist()) == ([0.96] * 4, [-1] * 4)
    assert [one.name for one in cohort.attributes] == ["view", "manufacturer"]
    assert cohort.attributes[0].values == ("AP", "PA")
    assert cohort.attributes[0].code.tolist() == [1, 0, 1, 0]
    mass, nodule = cohort.decisions
    assert (mass.label, mass.positive.tolist(), nodule.positive.tolist()) == ("Mass", [True] * 4, [False] * 4)
    assert [WORST_FIRST[verdict] for verdict in mass.verdict] == ["dependent_on_outside"] * 4
    assert (mass.zone.values, mass.zone.code.tolist()) == (("corner",), [0] * 4) if mass.zone else False
    np.testing.assert_array_equal(mass.enrichment, [0.25] * 4)
    np.testing.assert_array_equal(nodule.largest_delta, [np.nan] * 4)
    np.testing.assert_array_equal(mass.truth, [np.nan] * 4)


def test_a_table_gives_truths_and_groups(file: Path) -> None:
    """Entry 4 has no row, and one row is of no film."""
    found = _gathered(file, table=read_table(_CSV))
    np.testing.assert_array_equal(found.cohort.decisions[0].truth, [1, 0, np.nan, 1])
    ward = found.cohort.attributes[-1]
    assert (ward.name, ward.values, ward.code.tolist()) == ("ward", ("north", "south"), [0, 1, -1, 0])
    assert found.of_table
    assert (found.of_table.join.films_without_row, found.of_table.join.rows_without_film) == (1, 1)


def test_filters_keep_truths_with_their_films(file: Path) -> None:
    found = _gathered(file, table=read_table(_CSV), where=[("view", "AP")])
    assert found.cohort.seq.tolist() == [2, 5]
    np.testing.assert_array_equal(found.cohort.decisions[0].truth, [0, 1])
    assert (found.left_out.filtered, found.patients.count, found.left_out.not_screened) == (2, 2, 1)
    assert "view" in found.unused


def test_the_log_is_read_as_it_was(file: Path) -> None:
    """What was appended since changes neither the cohort nor the hash of its query."""
    before = _gathered(file)
    written(file, screened_film(7))
    again = _gathered(file, as_of=5)
    assert again.query == before.query
    assert again.cohort.seq.tolist() == [1, 2, 4, 5]
    assert _gathered(file).query.sha256 != before.query.sha256
    with pytest.raises(NoSuchEntry):
        _gathered(file, as_of=99)


def test_every_part_of_a_query_is_in_its_hash(file: Path) -> None:
    table = read_table(_CSV)
    asked: list[dict[str, Any]] = [
        {}, {"as_of": 2}, {"where": [("view", "AP")]}, {"where": [("view", "AP"), ("view", "PA")]}, {"table": table},
        {"table": read_table(_CSV + b"\n7,0,east\n")}, {"table": table, "labels": {"mass": "Nodule"}}, {"table": table, "groups": ["mass"]},
    ]  # fmt: skip
    queries = [_gathered(file, **one).query for one in asked]
    assert len({query.sha256 for query in queries}) == len(asked)
    assert queries[2].name == "embedded, view = AP, up to entry 5"
    assert queries[2].sha256 == _gathered(file, where=[("view", "AP")], classifier="embedded").query.sha256
    assert replace(queries[0], fingerprint="0" * 64).sha256 != queries[0].sha256


def test_groups_that_there_are_not_are_told(file: Path) -> None:
    with pytest.raises(NoTable, match="There is no attribute and no column 'wards'; there are: view, sex, "):
        _gathered(file, table=read_table(_CSV), groups=["wards"])
    with pytest.raises(NoCohort, match="No film has ward = east"):
        _gathered(file, table=read_table(_CSV), where=[("ward", "east")])
