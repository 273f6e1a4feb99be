"""Figures of verdicts by oracle pairs: what is counted, what the unit is, and that copies which show no effect count for nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from models.selftest.planted_pairs import CopyMeasured, Null, Pair, Said
from models.training.intervals import newcombe, wilson
from models.training.verdict_figures import figures
from models.values.verdict import Verdict

NEGATIVE = Said(-2.0, False, Verdict.NOT_CHALLENGED)
POSITIVE = Said(2.0, True, Verdict.NO_OUTSIDE_DEPENDENCE_FOUND)
FOUND = Said(3.0, True, Verdict.DEPENDENT_ON_OUTSIDE, excess=True, covered=True, named=True)
MISSED = Said(3.0, True, Verdict.UNDETERMINED, ("fillers_disagree",), covered=True)
IN_CONTEXT = Said(3.0, True, Verdict.DEPENDENT_ON_PLAUSIBLE_CONTEXT, named=False)


def _copy(*pairs: tuple[Said | None, Said | None], name: str = "dot", **changed: Any) -> CopyMeasured:
    views = ("PA", "AP")
    films = tuple(Pair(f"nih {i}", views[i % 2], "Effusion", plain, planted) for i, (plain, planted) in enumerate(pairs))
    return replace(CopyMeasured(name, "corner dot", 0.95, 7.3, {}, films), **changed)


def _unplanted(*said: Said, name: str = "unplanted") -> CopyMeasured:
    return _copy(*((one, None) for one in said), name=name, kind=None, correlation=None, expected=0.0)


def test_power_is_of_the_decisions_that_the_plant_makes_and_of_no_others() -> None:
    """Positive in both, negative in both, and refused films are not asked."""
    copy = _copy((NEGATIVE, FOUND), (NEGATIVE, MISSED), (POSITIVE, FOUND), (NEGATIVE, NEGATIVE), (None, FOUND), (NEGATIVE, None))
    told = figures([copy])["copies"]["dot"]
    assert told["made"]["n"] == 2
    assert told["made"]["outside"] == [0.5, *(round(end, 4) for end in wilson(1, 2))]
    assert told["made"]["excess"][0] == 0.5
    assert told["made"]["covered"][0] == 1.0
    assert told["made_verdicts"] == {"dependent_on_outside": 1, "undetermined (fillers_disagree)": 1}
    assert told["plain_positive"]["n"] == 1


def test_dependence_on_context_counts_as_dependence_and_only_a_right_place_as_named() -> None:
    made = figures([_copy((NEGATIVE, IN_CONTEXT), (NEGATIVE, FOUND))])["copies"]["dot"]["made"]
    assert [made[name][0] for name in ("outside", "dependent", "named")] == [0.5, 1.0, 0.5]


def test_the_copy_is_the_unit_however_many_films_each_has() -> None:
    few, many = _copy((NEGATIVE, FOUND)), _copy(*[(NEGATIVE, MISSED)] * 9, name="other")
    assert figures([few, many])["found"]["all"]["outside"][0] == 0.5


def test_copies_are_told_by_kind_correlation_and_view() -> None:
    dot = _copy((NEGATIVE, FOUND), (NEGATIVE, MISSED))
    line = replace(_copy((NEGATIVE, MISSED), (NEGATIVE, MISSED), name="line"), kind="border line", correlation=0.7, expected=3.5)
    found = figures([dot, line])["found"]
    values = {name: row["outside"][0] for name, row in found.items()}
    assert values == {
        "all": 0.25, "PA": 0.5, "AP": 0.0, "border line": 0.0, "corner dot": 0.5, "correlation 0.7": 0.0, "correlation 0.95": 0.5,
    }  # fmt: skip


def test_a_copy_counts_where_the_plant_moves_its_score_by_half_of_what_there_is_to_learn() -> None:
    assert _copy((NEGATIVE, FOUND)).learned
    weak = _copy((NEGATIVE, replace(FOUND, logit=0.5)))
    assert not weak.learned
    nothing = figures([weak])["found"]["all"]
    assert (nothing["copies"], nothing["outside"]) == (0, [None, None, None])
    assert not _copy().learned


def test_decisions_that_a_plant_takes_away_are_read_for_suppression() -> None:
    suppressed = Said(-3.0, False, Verdict.SUPPRESSED_BY_OUTSIDE, covered=True, named=True)
    taking = replace(_copy((POSITIVE, suppressed), (POSITIVE, NEGATIVE), (NEGATIVE, suppressed)), correlation=-0.95, expected=-7.3)
    told = figures([taking])
    assert told["copies"]["dot"]["taken"]["n"] == 2
    assert told["suppressed"]["all"]["suppressed"][0] == 0.5
    assert told["found"]["all"]["copies"] == 0


def test_false_verdicts_are_of_positive_findings_of_copies_without_a_plant() -> None:
    clean, other = _unplanted(POSITIVE, POSITIVE, NEGATIVE), _unplanted(FOUND, POSITIVE, name="other")
    told = figures([clean, other, _copy((FOUND, FOUND))])["unplanted"]["all"]
    assert (told["copies"], told["findings"], told["outside"][0]) == (2, 4, 0.25)


def test_a_classifier_is_called_by_its_share_of_dependent_findings_where_every_second_film_carries_the_plant() -> None:
    planted = [_copy(*[(POSITIVE, replace(FOUND, logit=9.0))] * 2, name="a"), _copy((NEGATIVE, FOUND), name="b")]
    called = figures([*planted, _unplanted(POSITIVE), _unplanted(FOUND, POSITIVE, name="other")])["call"]
    assert (called["planted"], called["unplanted"]) == (2, 2)
    assert called["planted_range"] == [0.5, 1.0]
    assert called["area"] == [0.875, *(round(end, 4) for end in newcombe(0.875, 2, 2))], "three pairs in order and one tie"
    assert figures(planted)["call"]["area"] is None


def test_places_drawn_like_controls_are_counted_by_view() -> None:
    nulls = tuple(Null(f"nih {i}", "PA" if i < 5 else "AP", 4, passed=i == 0) for i in range(20))
    told = figures([replace(_unplanted(), nulls=nulls)])["null"]
    assert told["all"]["films"] == 20
    assert [told[name]["passed"][0] for name in ("all", "PA", "AP")] == [0.05, 0.2, 0.0]
    assert told["AP"]["passed"][2] == pytest.approx(wilson(0, 15)[1], abs=1e-4)
