"""The table of control places: which of them speak for a label, and whose they are."""

from __future__ import annotations

import numpy as np
import pytest

from models.challenge.calibration.controls import ControlTable
from models.challenge.calibration.descriptors import DESCRIPTORS
from models.values.challenge import Filler

_FILLERS = (Filler.NOISY_LINEAR, Filler.KEPT_BLUR)


def _table(names: str) -> ControlTable:
    count = len(names)
    return ControlTable(
        _FILLERS, np.array(list(names)), np.ones((count, len(DESCRIPTORS)), np.float32), np.ones((count, 3), np.float32),
        np.zeros((count, 2, 3), np.float32),
    )  # fmt: skip


def test_no_places_join_with_any() -> None:
    joined = ControlTable.joined([ControlTable.none(_FILLERS, 3), _table("ab"), _table("bca")])
    assert joined.patients.tolist() == ["a", "b", "b", "c", "a"]
    assert joined.deltas.shape == (5, 2, 3)
    assert joined.numbered.tolist() == [0, 1, 1, 2, 0]
    assert ControlTable.joined([ControlTable.none(_FILLERS, 3)]).deltas.shape == (0, 2, 3)


def test_tables_of_other_fillers_do_not_join() -> None:
    with pytest.raises(ValueError, match="same fillers"):
        ControlTable.joined([_table("ab"), ControlTable.none(_FILLERS[:1], 3)])


def test_places_speak_for_a_label_outside_its_allowed_region_alone_and_where_they_were_filled() -> None:
    table = _table("abc")
    table.to_allowed[0, 1] = 0
    table.deltas[2, 1] = np.nan
    assert table.outside(Filler.NOISY_LINEAR, 1).tolist() == [False, True, True]
    assert table.outside(Filler.KEPT_BLUR, 1).tolist() == [False, True, False]
    assert table.outside(Filler.KEPT_BLUR, 0).tolist() == [True, True, False]
    assert not table.outside(Filler.REGISTERED_DONOR, 0).any()


def test_a_patient_is_left_out_under_any_of_his_names() -> None:
    assert _table("abca").others(frozenset("ac")).tolist() == [False, True, False, False]
    assert _table("abca").others(frozenset()).all()
