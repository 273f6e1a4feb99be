"""From a program's scores to log-odds: probabilities are clipped, and scores that come in steps are known by their values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.networks.external.arguments import Arguments, Scale
from models.values.refusal import NoScore

_CLIP = 1e-6
_LARGEST_CLIP = 0.25
"""Low and high are taken as a quarter and three quarters."""
_TIE = 1e-9
"""A score at its threshold stays there when it goes to log-odds and back."""
_STEPS = (1.0, 0.5, 0.25, 0.2, 0.1, 0.05, 0.04, 0.025, 0.02, 0.01, 0.005, 0.002, 0.001, 1e-4)
_UNITS = {Scale.PROBABILITY: 1.0, Scale.PERCENT: 100.0}

Scores = NDArray[np.float64]


@dataclass(frozen=True)
class LogOdds:
    """Brings scores to log-odds.

    Attributes:
        scale: What the scores are.
        clip: Probabilities are kept between this and 1 less this; half a step where scores come in steps.
    """

    scale: Scale
    clip: float

    @classmethod
    def of(cls, arguments: Arguments) -> Self:
        """Return that of a manifest."""
        unit = _UNITS.get(arguments.scores, 1.0)
        return cls(arguments.scores, min(arguments.step / unit / 2, _LARGEST_CLIP) if arguments.step else _CLIP)

    def probabilities(self, scores: Scores) -> Scores:
        """Return scores that are no log-odds as probabilities.

        Raises:
            NoScore: One lies beyond what the manifest says scores are.
        """
        found = scores / _UNITS[self.scale]
        if ((found < 0) | (found > 1)).any():
            off = float(scores[(found < 0) | (found > 1)][0])
            raise NoScore(f"The classifier's program gave a score of {off:.6g}, and its manifest says that scores are a {self.scale}.")
        return np.asarray(found)

    def of_scores(self, scores: Scores) -> Scores:
        """Return scores of any shape as log-odds; NaN stays.

        Raises:
            NoScore: One lies beyond what the manifest says scores are.
        """
        return scores if self.scale is Scale.LOG_ODDS else self._odds(self.probabilities(scores)) + _TIE

    def clipped(self, scores: Scores) -> NDArray[np.bool_]:
        """Tell which scores are clipped."""
        if self.scale is Scale.LOG_ODDS:
            return np.zeros(scores.shape, bool)
        chances = self.probabilities(scores)
        return np.asarray((chances < self.clip) | (chances > 1 - self.clip))

    def step(self, scores: Scores) -> float | None:
        """Return the step in which probabilities come, as all of these scores show it; None where they come in none."""
        return None if self.scale is Scale.LOG_ODDS else step_of(self.probabilities(scores))

    def resolution(self, scores: Scores, step: float) -> tuple[float, ...]:
        """Return by how much each score's log-odds change at the next step of its probability: the smaller of up and down."""
        chances = self.probabilities(scores)
        here, either = self._odds(chances), [self._odds((chances + way * step).clip(0, 1)) for way in (1, -1)]
        moved = np.abs(np.stack(either) - here)
        return tuple(np.where(moved > 0, moved, np.inf).min(axis=0).tolist())

    def _odds(self, chances: Scores) -> Scores:
        kept = chances.clip(self.clip, 1 - self.clip)
        return np.asarray(np.log(kept) - np.log1p(-kept))


def step_of(chances: Scores) -> float | None:
    """Return the largest step of which all probabilities are multiples; None where there is none, or fewer than two values."""
    values = np.unique(chances[np.isfinite(chances)])
    if len(values) < 2:
        return None
    return next((step for step in _STEPS if np.abs(values / step - np.rint(values / step)).max() < 1e-6), None)


def scale_of(scores: Scores) -> Scale:
    """Return what scores over films look like by their range: beyond 0 to 100 log-odds, beyond 1 percents, else probabilities."""
    known = scores[np.isfinite(scores)]
    if (known < 0).any() or (known > 100).any():
        return Scale.LOG_ODDS
    return Scale.PERCENT if (known > 1).any() else Scale.PROBABILITY
