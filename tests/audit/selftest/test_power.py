"""Self-tests add up: the copy is the unit, and what did not learn says nothing of the audit."""

from __future__ import annotations

from dataclasses import replace

import pytest
from scipy import stats

from audit.records.film import ClassifierRecord
from audit.records.selftest import FilmsUsedRecord, SawRecord, SelfTestRecord
from audit.selftest.power import NO_SELF_TEST, found, in_short, powers, sentences
from audit.wilson import wilson

USED = ClassifierRecord(
    name="embedded", weights_sha256="a" * 64, labels=("Effusion",), grid=(20, 20), device="cpu", dtype="float32",
    challenge_dtype="float32", kind="network", operating_point=None,
)  # fmt: skip
FILMS = FilmsUsedRecord(learned=80, rested_on=100, asked=30, phantoms=True, sha256="b" * 64)


def saw(made: int, outside: int, named: int = 0) -> SawRecord:
    return SawRecord(made=made, outside=outside, context=0, named=named, undetermined=0)


def copy_of(
    plant: str | None, audit: SawRecord, *, seed: int = 1, blind: int = 0, counts: bool = True, local: bool = True
) -> SelfTestRecord:
    return SelfTestRecord(
        sentence="A copy.", code_version="1", classifier=USED, fingerprint="c" * 64, films=FILMS, plant=plant, local=local,
        label="Effusion", seed=seed, correlation=0.95 if plant else None, expected_shift=7.3, shift=6.0, counts=counts, audit=audit,
        without_detectors=saw(audit.made, blind), seconds=1.0,
    )  # fmt: skip


@pytest.mark.parametrize(("made", "outside"), [(0, 0), (10, 2), (10, 3), (40, 4), (40, 5), (3, 1), (3, 2)])
def test_a_copy_is_found_where_more_depends_outside_than_is_tolerated(made: int, outside: int) -> None:
    p = stats.binomtest(outside, made, 0.04, alternative="greater").pvalue if made else 1.0
    assert found(saw(made, outside)) is bool(p < 0.05)


def test_the_copy_is_the_unit_and_only_those_count_that_learned() -> None:
    rows = powers(
        [
            copy_of("side marker", saw(20, 18, 17), seed=1, blind=9),
            copy_of("side marker", saw(20, 0), seed=2),
            copy_of("side marker", saw(20, 20), seed=3, counts=False),
            copy_of("blur", saw(20, 0), seed=4, local=False),
        ]
    )
    marker, blur = rows
    assert (marker.tried, marker.copies, marker.found, marker.found_without_detectors) == (3, 2, 1, 1)
    assert (marker.decisions, marker.outside, marker.named) == (40, 18, 17)
    assert marker.interval == wilson(1, 2)
    assert marker.sentence == (
        "On 2 copies made to rely on side marker at correlation 0.95, the audit found 1 of 2 (9 to 91 %) on phantoms, without its "
        "detectors 1; the place was named rightly in 17 of 40 decisions that the plant made."
    )
    assert (blur.local, blur.copies, blur.found) == (False, 1, 0)


def test_a_copy_that_is_tested_again_counts_once_by_its_last_test() -> None:
    (row,) = powers([copy_of("corner dot", saw(20, 0)), copy_of("corner dot", saw(20, 20))])
    assert (row.copies, row.found) == (1, 1)


def test_what_is_no_place_outside_stands_apart_and_the_scope_is_always_told() -> None:
    told = sentences(
        powers([copy_of("blur", saw(9, 0), local=False), copy_of("side marker", saw(9, 9)), copy_of(None, saw(9, 0), local=False)])
    )
    assert [line.split(",")[0] for line in told[:2]] == [
        "On 1 copy made to rely on side marker at correlation 0.95",
        "On 1 copy made in the same way without a plant",
    ]
    assert "does not claim to see them" in told[2]
    assert "blur" in told[3]
    assert told[-1].startswith("Kinds that are not listed were not tested.")
    assert sentences(()) == ()


def test_a_films_page_has_it_in_one_sentence_with_its_scope_and_what_stands_apart() -> None:
    rows = powers([copy_of("side marker", saw(9, 9)), copy_of("blur", saw(9, 0), local=False), copy_of(None, saw(9, 0), local=False)])
    assert in_short(rows) == (
        "Self-tests on copies of this classifier, in how many the audit found dependence outside: side marker at correlation 0.95, 1 of 1 "
        "(21 to 100 %) on phantoms; nothing planted, 0 of 1 (0 to 79 %) on phantoms. Apart, since they are no places outside the anatomy: "
        "blur at correlation 0.95, 0 of 1 (0 to 79 %) on phantoms. Kinds that are not listed were not tested. It is the audit's power that "
        "was measured, not whether your classifier has a shortcut."
    )
    assert in_short(()) == in_short(powers([replace(copy_of("blur", saw(5, 5)), counts=False)])) == NO_SELF_TEST


def test_a_kind_that_no_copy_learned_was_not_measured() -> None:
    (row,) = powers([replace(copy_of("border line", saw(5, 5)), counts=False)])
    assert row.sentence == "border line at correlation 0.95: not measured, 1 copy did not learn it."


def test_tests_by_another_method_are_left_out_and_other_films_stand_apart() -> None:
    old, new = replace(copy_of("blur", saw(9, 0)), fingerprint="d" * 64), copy_of("side marker", saw(9, 9))
    real = replace(new, films=replace(FILMS, phantoms=False, sha256="e" * 64))
    first, second = powers([old, new, real])
    assert (first.plant, second.plant) == ("side marker", "side marker")
    assert [row.copies for row in (first, second)] == [1, 1]
    assert "(21 to 100 %) on phantoms," in first.sentence
    assert "(21 to 100 %) on films," in second.sentence
