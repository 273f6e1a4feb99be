"""The shapes of verdicts hold what must stand together."""

from __future__ import annotations

import pytest

from models.values.verdict import SCOPE, WORST_FIRST, FindingVerdict, Undetermined, Verdict, worst


def test_what_was_not_tested_stands_with_no_outside_dependence_found_however_it_is_made() -> None:
    assert FindingVerdict(Verdict.NO_OUTSIDE_DEPENDENCE_FOUND, "").scope == SCOPE
    reasons = {Verdict.UNDETERMINED: (Undetermined.FEW_CONTROLS,)}
    others = [verdict for verdict in Verdict if verdict is not Verdict.NO_OUTSIDE_DEPENDENCE_FOUND]
    assert {FindingVerdict(verdict, "", reasons=reasons.get(verdict, ())).scope for verdict in others} == {None}
    assert SCOPE.startswith("Cues inside the allowed region")
    assert SCOPE.endswith("were not tested.")


def test_only_what_is_undetermined_has_reasons_and_it_always_has() -> None:
    with pytest.raises(ValueError, match="reasons where it is undetermined"):
        FindingVerdict(Verdict.UNDETERMINED, "")
    with pytest.raises(ValueError, match="reasons where it is undetermined"):
        FindingVerdict(Verdict.NOT_CHALLENGED, "", reasons=(Undetermined.NO_REFERENCE,))


def test_of_several_verdicts_the_worst_is_found_in_any_order() -> None:
    assert set(WORST_FIRST) == set(Verdict)
    assert len(WORST_FIRST) == len(Verdict)
    for i, verdict in enumerate(WORST_FIRST):
        assert worst(WORST_FIRST[i:]) is worst(WORST_FIRST[i:][::-1]) is verdict
    assert worst(()) is None


def test_reasons_of_the_methods_row_stand_before_unusual_attention_and_others_behind() -> None:
    assert [reason for reason in Undetermined if not reason.bars_the_last_alone] == [
        Undetermined.NO_REFERENCE, Undetermined.SMALL_REFERENCE, Undetermined.NO_CALIBRATION, Undetermined.FILLERS_DISAGREE,
        Undetermined.FEW_FILLERS, Undetermined.FEW_CONTROLS, Undetermined.ONLY_GLOBAL,
    ]  # fmt: skip
