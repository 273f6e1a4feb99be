"""How right scores are on average in a group: the mean of the sigmoid of the logit less the share that has the label."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from audit.cohort.figures import Estimate
from audit.cohort.statistics.bootstrap import mean


def calibration(
    logit: NDArray[np.float64], truth: NDArray[np.float64], patient: NDArray[np.int64], rng: np.random.Generator
) -> Estimate | None:
    """Return calibration in the large, over 0 where scores are too high; None of under two patients.

    It tells groups apart whatever the scores' scale; its size means something for scores that are meant as probabilities alone.

    Args:
        logit, truth: Known, shape (films,).
        patient: Shape (films,).
        rng: Draws patients for the interval.
    """
    return mean(expit(logit) - truth, patient, rng)
