"""A patient is in one part."""

from __future__ import annotations

import numpy as np

from models.training.patient_parts import parts_of


def test_a_patients_films_are_in_one_part() -> None:
    parts = parts_of(np.array(["7", "8", "7"]))
    assert parts[0] == parts[2]
