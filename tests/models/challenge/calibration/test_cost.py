"""What a filler costs, and how far scores lie apart."""

from __future__ import annotations

import numpy as np
import pytest

from models.challenge.calibration.controls import ControlTable
from models.challenge.calibration.cost import ood_cost
from models.challenge.calibration.descriptors import DESCRIPTORS
from models.challenge.calibration.spread import logit_spread
from models.values.challenge import Filler

_BOTH = (Filler.NOISY_LINEAR, Filler.KEPT_BLUR)


def test_the_cost_is_the_median_place_of_the_root_mean_square_over_labels() -> None:
    """(3, 4) is 5 / √2; (1, 1) is 1; (−7, 7) is 7; a place that was not filled is none."""
    deltas = np.full((4, 2, 2), np.nan, np.float32)
    deltas[:, 0] = [(3, 4), (1, 1), (-7, 7), (np.nan, np.nan)]
    table = ControlTable(_BOTH, np.array(list("abcd")), np.zeros((4, len(DESCRIPTORS)), np.float32), np.ones((4, 2), np.float32), deltas)
    assert ood_cost(table, Filler.NOISY_LINEAR) == pytest.approx(5 / 2**0.5)
    assert ood_cost(table, Filler.KEPT_BLUR) is None
    assert ood_cost(table, Filler.REGISTERED_DONOR) is None
    assert ood_cost(ControlTable.none(_BOTH, 2), Filler.KEPT_BLUR) is None


def test_the_spread_is_each_labels_own() -> None:
    logits = np.array([[1.0, 5.0], [3.0, 5.0], [5.0, 5.0]], np.float32)
    assert logit_spread(logits).tolist() == [2.0, 0.0]
    with pytest.raises(ValueError, match="at least two films"):
        logit_spread(logits[:1])
