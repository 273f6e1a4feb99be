"""What a log tells of removals."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from audit.cohort.cohort import Removal
from audit.cohort.gathering import Wanted, gathered
from audit.cohort.removals import read_removals
from audit.log.store import EntryKind, Log
from audit.records.challenges import ChallengeRecord, RegionRecord
from audit.records.events import HeadRecord
from audit.records.film import FilmRecord
from audit.records.removals import RemovalsRecord
from tests.audit.cohort.rows import written
from tests.audit.films import FINGERPRINT, screened_film

LABELS = ("Mass", "Nodule")


def _side(number: int, removed: str, *of: str) -> RegionRecord:
    return RegionRecord(
        id=number, place="global", box=(0, 0, 1, 1), area_share=0.5, zone=None, holds=None, outline=None, of=of, removed=removed, reasons={}
    )


def _filled(region: int, filler: str, *deltas: float) -> ChallengeRecord:
    return ChallengeRecord(
        region=region, kind="global_removal", filler=filler, ood_cost=None, delta_logit=dict(zip(LABELS, deltas, strict=True)),
        controls=None, reasons={},
    )  # fmt: skip


def removals(file_sha256: str, *deltas: float, fingerprint: str = FINGERPRINT) -> RemovalsRecord:
    """Both labels' outside, and the inside of Nodule alone, with one filler, and the outside with another."""
    return RemovalsRecord(
        sentence="Filled in.", code_version="1", of=HeadRecord(seq=1, hash="a" * 64), file_sha256=file_sha256, fingerprint=fingerprint,
        regions=(_side(0, "outside", *LABELS), _side(1, "inside", "Nodule")), not_run=(),
        challenges=(
            _filled(0, "kept_blur", *deltas), _filled(0, "registered_donor", *(2 * one for one in deltas)), _filled(1, "kept_blur", 7, 8)
        ),
    )  # fmt: skip


def _film(number: int) -> FilmRecord:
    """A film of a file of its own."""
    record = screened_film(number)
    assert record.radiograph
    return replace(record, radiograph=replace(record.radiograph, file_sha256=f"{number:064x}"))


def _with(tmp_path: Path, *records: RemovalsRecord) -> Path:
    file = written(tmp_path / "a.db", *map(_film, range(3)))
    with Log(file, writing=True) as log:
        for record in records:
            log.append(EntryKind.REMOVALS, actor="x", subject="path 0", record=record)
    return file


def test_each_label_has_what_was_done_for_its_own_region(tmp_path: Path) -> None:
    with Log(_with(tmp_path, removals("a" * 64, 1.0, 2.0)), writing=False) as log:
        (found,) = read_removals(log, as_of=9, fingerprint=FINGERPRINT, labels=LABELS).values()
    assert found.keys() == {Removal("outside", "kept_blur"), Removal("outside", "registered_donor"), Removal("inside", "kept_blur")}
    np.testing.assert_array_equal(found[Removal("outside", "kept_blur")], [1, 2])
    np.testing.assert_array_equal(found[Removal("outside", "registered_donor")], [2, 4])
    np.testing.assert_array_equal(found[Removal("inside", "kept_blur")], [np.nan, 8])


def test_the_last_entry_counts_of_this_method_and_up_to_a_number(tmp_path: Path) -> None:
    name = "a" * 64
    file = _with(tmp_path, removals(name, 1.0, 1.0), removals(name, 2.0, 2.0), removals(name, 3.0, 3.0, fingerprint="e" * 64))
    with Log(file, writing=False) as log:
        for as_of, wanted in ((6, 2.0), (5, 2.0), (4, 1.0)):
            found = read_removals(log, as_of=as_of, fingerprint=FINGERPRINT, labels=LABELS)
            assert found[name][Removal("outside", "kept_blur")][0] == wanted
        assert read_removals(log, as_of=3, fingerprint=FINGERPRINT, labels=LABELS) == {}


def test_a_cohort_has_them_by_film_and_knows_which_lack_them(tmp_path: Path) -> None:
    with Log(_with(tmp_path, removals(f"{1:064x}", 1.0, 2.0)), writing=False) as log:
        found, before = gathered(log, Wanted()), gathered(log, Wanted(as_of=3))
    mass, nodule = found.cohort.decisions
    np.testing.assert_array_equal(nodule.removed[Removal("outside", "kept_blur")], [np.nan, 2, np.nan])
    np.testing.assert_array_equal(mass.removed[Removal("inside", "kept_blur")], [np.nan] * 3)
    assert [row.seq for row in found.lacking] == [1, 3]
    assert len(before.lacking) == 3
    assert before.cohort.decisions[0].removed == {}
    assert replace(found.query, head=before.query.head) == before.query
