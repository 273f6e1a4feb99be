"""Verdicts and tests in words: what was measured, and nothing that could be taken for an all-clear."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.desktop.review.verdict_wording import (
    FILLERS,
    MEANS,
    NO_FLAG,
    NOT_JUDGED,
    NOT_TESTED,
    SHORT,
    beside_the_films,
    film_judgement,
    judgement,
    words_of_tests,
)
from app.desktop.review.view import TestWords
from app.desktop.review.wording import detail, finding_row
from app.run.recorded_challenges import NO_P
from audit.records.challenges import CarriedRecord, TransplantRecord
from audit.records.film import FilmRecord
from audit.records.findings import FindingRecord
from models.values.challenge import Filler
from models.values.verdict import SCOPE, Verdict
from tests.app.desktop.records import film, finding, judged, quality

SPACE = "\N{NO-BREAK SPACE}"


def first(record: FilmRecord) -> FindingRecord:
    assert record.findings is not None
    return record.findings[0]


def rows(record: FilmRecord, number: int = 0) -> list[TestWords]:
    assert record.findings is not None
    found = words_of_tests(record, record.findings[number])
    assert found is not None
    return list(found.rows)


def test_a_verdict_is_said_with_the_sentence_of_its_record() -> None:
    found = judgement(first(judged()))
    assert found is not None
    assert (found.verdict, found.beside) == ("Dependent on outside", "")
    assert found.sentence == "The score falls from 0.90 to 0.20 when the upper left corner (text or marker) is filled in."


def test_the_scope_stands_beside_what_could_be_taken_for_an_all_clear_of_finding_and_film() -> None:
    record = judged("no_outside_dependence_found")
    for found in (judgement(first(record)), film_judgement(record)):
        assert found is not None
        assert (found.verdict, found.beside) == ("No outside dependence found", SCOPE)


def test_a_finding_that_is_not_assessable_gets_neither_flag_nor_all_clear_and_the_reason_once() -> None:
    reason = "Not assessable: the lungs failed."
    empty = finding(attention=None, tests=(), sentence=reason, verdict="not_assessable", verdict_sentence=reason, challenged="positive")
    found = detail(film(empty, anatomy=quality(0.7, reason), verdict="not_assessable"), empty, [])
    assert found.warnings == ()
    assert found.judgement is not None
    assert (found.judgement.sentence, found.judgement.beside) == (reason, NO_FLAG)


def test_an_entry_of_an_earlier_method_has_no_verdict_and_no_rows_of_tests() -> None:
    record = film()
    assert (judgement(first(record)), film_judgement(record), words_of_tests(record, first(record))) == (None, None, None)


def test_the_films_verdict_is_said_of_the_highest_score_that_has_it_and_the_others_are_counted() -> None:
    record = judged("no_outside_dependence_found")
    second = replace((record.findings or ())[1], probability=0.95)
    found = film_judgement(replace(record, findings=(first(record), second, (record.findings or ())[2])))
    assert found is not None
    assert found.sentence == "Mass (and 1 other finding): The score stays when the left border is filled in."
    found = film_judgement(judged())
    assert found is not None
    assert found.verdict == "Dependent on outside"
    assert found.sentence.startswith("Pleural thickening: The score falls")
    assert found.sentence.endswith("is filled in.")


def test_the_films_sentence_is_the_first_and_the_rest_stands_with_the_finding_so_that_nothing_is_said_twice() -> None:
    record = judged()
    long = "The score falls from 0.90 to 0.20: p = 0.005. The logit falls by 4.00. Nothing else was tested."
    record = replace(record, findings=(replace(first(record), verdict_sentence=long), *(record.findings or ())[1:]))
    above, below = film_judgement(record), beside_the_films(record, first(record))
    assert above is not None
    assert below is not None
    assert above.sentence == "Pleural thickening: The score falls from 0.90 to 0.20: p = 0.005."
    assert below.sentence == "The logit falls by 4.00. Nothing else was tested."
    other = beside_the_films(record, (record.findings or ())[1])
    assert other is not None
    assert other.sentence == "The score stays when the left border is filled in."


def test_what_must_stand_beside_a_verdict_is_left_out_only_where_it_stands_above_already() -> None:
    for verdict, beside in (("dependent_on_outside", SCOPE), ("no_outside_dependence_found", "")):
        record = judged(verdict)
        second = beside_the_films(record, (record.findings or ())[1])
        assert second is not None
        assert (second.shape, second.beside) == (Verdict.NO_OUTSIDE_DEPENDENCE_FOUND, beside)
        above = film_judgement(record)
        assert above is not None
        assert SCOPE in (above.beside, second.beside)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_each_verdict_says_what_its_name_means_and_never_that_all_is_well(verdict: Verdict) -> None:
    found = judgement(replace(first(judged()), verdict=str(verdict)))
    assert found is not None
    assert found.shape is verdict
    assert MEANS[verdict] in found.meaning
    assert found.meaning.endswith("It says nothing about the diagnosis.")


def test_a_region_is_said_with_place_kind_score_p_and_floor() -> None:
    assert rows(judged()) == [
        TestWords(
            1, "The image’s upper left corner (text or marker)", "Non-anatomical place. Dependence supported by 3 of 3 fillers.",
            tuple(text.replace(" ", SPACE) for text in ("Score 0.900 → 0.142", "logit falls by 4.00", "p 0.005", "floor 0.75")),
            decides=True,
        ),
        TestWords(
            2, "The image’s left border", "Plausible context. Dependence supported by 0 of 2 fillers.",
            tuple(text.replace(" ", SPACE) for text in ("Score 0.900 → 0.900", "logit stays", "p 1.000", "floor 0.75")), decides=False,
        ),
    ]  # fmt: skip


def test_a_filler_that_was_not_run_is_said_with_its_reason_where_its_region_is_the_findings() -> None:
    record = judged()
    found = words_of_tests(record, first(record))
    assert found is not None
    said = "Registered donors, region 2. No donor film covers this place."
    assert found.notes == (said, SCOPE)
    only_first = replace(first(record), tests=first(record).tests[:1])
    found = words_of_tests(record, only_first)
    assert found is not None
    assert found.notes == (SCOPE,)
    everywhere = replace(record, not_run=(replace(record.not_run[0], region=None),))
    found = words_of_tests(everywhere, only_first)
    assert found is not None
    assert found.notes == (said.replace(", region 2", ""), SCOPE)


def test_what_tests_leave_untested_stands_below_them_and_only_once_where_the_verdict_says_it() -> None:
    record = judged()
    for scope, notes in ((None, 1), (SCOPE, 0)):
        found = words_of_tests(record, replace(first(record), scope=scope))
        assert found is not None
        assert found.notes.count(SCOPE) == notes


def test_the_score_after_a_test_goes_where_its_logit_goes() -> None:
    """A median of scores beside a mean of logits can rise while the other falls."""
    record = judged()
    test = first(record).tests[0]
    fillers = [replace(one, probability=chance) for one, chance in zip(test.fillers, (0.91, 0.91, 0.6), strict=True)]
    uneven = replace(test, fillers=tuple(fillers), delta_logit=0.5)
    (row, *_) = rows(replace(record, findings=(replace(first(record), tests=(uneven,)),)))
    before, after = (float(part) for part in row.numbers[0].removeprefix(f"Score{SPACE}").split(f"{SPACE}→{SPACE}"))
    assert after < before
    assert row.numbers[1] == f"logit{SPACE}falls{SPACE}by{SPACE}0.50"


def test_a_pair_beyond_those_that_are_tested_says_so_in_the_place_of_its_support() -> None:
    record = judged()
    test = replace(first(record).tests[0], tested=False, p_adjusted=None)
    (row,) = rows(replace(record, findings=(replace(first(record), tests=(test,), deciding_region=None),)))
    assert row.kind == f"Non-anatomical place. {NOT_TESTED}"
    assert f"no{SPACE}p" in row.numbers


def test_without_calibration_p_and_floor_are_said_to_be_missing() -> None:
    record = judged()
    test = first(record).tests[0]
    bare = replace(
        test, p=None, p_adjusted=None, fillers_agree=None, reasons={"p": NO_P},
        fillers=tuple(replace(one, p=None, p_adjusted=None, floor=None, controls_n=0, supports=False) for one in test.fillers),
    )  # fmt: skip
    found = words_of_tests(record, replace(first(record), tests=(bare, replace(bare, region=1))))
    assert found is not None
    assert {row.kind for row in found.rows} == {f"Non-anatomical place. {NOT_JUDGED}"}
    assert found.rows[0].numbers[-2:] == (f"no{SPACE}p", f"no{SPACE}floor")
    assert found.notes[0] == NO_P
    assert NO_P not in found.notes[1:]


def test_a_tiny_p_is_said_to_be_under_a_thousandth() -> None:
    record = judged()
    test = replace(first(record).tests[0], p_adjusted=0.0004)
    (row,) = rows(replace(record, findings=(replace(first(record), tests=(test,)),)))
    assert f"p{SPACE}<{SPACE}0.001" in row.numbers


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_has_a_word_of_its_own_that_a_column_has_room_for(verdict: Verdict) -> None:
    assert len(SHORT[verdict]) <= len("not assessable")
    assert len(set(SHORT.values())) == len(Verdict)
    row = finding_row(finding(verdict=str(verdict)))
    assert row.verdict == SHORT[verdict]


def test_every_filler_has_a_name() -> None:
    assert set(FILLERS) == set(Filler)
    assert len(set(FILLERS.values())) == len(Filler)


def test_the_rows_of_the_table_tell_the_region_that_decides_and_what_is_under_way() -> None:
    record = judged()
    second = replace(first(record), deciding_region=1)
    assert (finding_row(first(record)).delta, finding_row(second).delta) == ("−4.00", "+0.00")
    assert finding_row(finding(tests=(), verdict=None), under_way=True).verdict == "…"
    assert finding_row(finding(verdict=None)).verdict is None


def test_of_a_finding_with_a_verdict_the_sentences_do_not_say_the_tests_again() -> None:
    record = judged()
    found = detail(record, first(record), [])
    assert not any("Perturbation test" in sentence or "filled in" in sentence for sentence in found.sentences)
    assert found.tests is not None
    assert found.judgement is not None


def _with_total(times: float) -> FilmRecord:
    """The film with a total effect of its first region, in multiples of the direct one."""
    record = judged()
    challenge = record.challenges[0]
    total = {label: times * delta for label, delta in challenge.delta_logit.items()}
    return replace(record, challenges=(replace(challenge, total_delta_logit=total), *record.challenges[1:]))


def _notes(record: FilmRecord, number: int = 0) -> list[str]:
    assert record.findings is not None
    found = words_of_tests(record, record.findings[number])
    assert found is not None
    return list(found.notes)


def test_a_total_effect_is_noted_where_it_differs_by_a_tenth_from_the_direct_one() -> None:
    said = (
        "Region 1. Through the whole preparation, whose range of intensities is then that of the changed film, the logit falls by 0.50; "
        "with the range of the film it falls by 0.25 (noisy linear)."
    )
    assert said in _notes(_with_total(2.0))
    assert said not in _notes(_with_total(1.0625))
    assert not any("preparation" in note for note in (*_notes(_with_total(2.0), 1), *_notes(judged("undetermined"))))


def test_transplants_of_a_findings_regions_are_noted() -> None:
    spot, twin = CarriedRecord(logit=2.5, probability=0.5, turned_positive=4), CarriedRecord(logit=0.0, probability=0.0, turned_positive=0)
    of = {"label": first(judged()).label, "recipients": 5}
    made = TransplantRecord(region=0, spot=spot, twin=twin, reasons={}, **of)  # type: ignore[arg-type]
    why = "Not run: fewer than 5 films show this place."
    failed = TransplantRecord(region=1, spot=None, twin=None, reasons={"spot": why, "twin": why}, **of)  # type: ignore[arg-type]
    record = replace(judged(), transplants=(made, failed))
    assert _notes(record)[:2] == [
        "Region 1, transplanted to films negative for the finding (in brackets the same place of another of these films): +2.50 logits, "
        "probability +0.50, 4 of 5 turned positive (+0.00, +0.00, 0 of 5). Confirms nothing about one film.",
        f"Region 2, transplanted. {why}",
    ]
    assert not any("transplanted" in note for note in _notes(record, 1))
