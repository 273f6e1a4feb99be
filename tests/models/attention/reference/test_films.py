"""What a reference keeps of films."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from models.attention.reference.films import Films


def test_decisions_follow_other_thresholds() -> None:
    films = replace(Films.none(2), logits=np.array([[-1, 0.1], [0.0, 2], [1, 3]], np.float32))
    assert films.decided_at([0.5, 0.9]).positive.tolist() == [[False, False], [True, False], [True, True]]
