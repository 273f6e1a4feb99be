"""What decisions are worth: sensitivity and specificity by stratum and view, and how many findings a film without any is given."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.training.facts import FilmFacts
from models.training.intervals import mean_of_finite, over_patients
from models.training.strata import strata

Scores = NDArray[np.float64]
Decided = NDArray[np.bool_]

FEWEST = 4
"""Positives that a finding needs to count in a mean sensitivity."""


def by_group(decided: Decided, facts: FilmFacts, *, draws: int = 1000) -> dict[str, dict[str, Any]]:
    """Measure N×K decisions in each stratum and in each view.

    Returns:
        For each group that has films: mean specificity over findings, mean sensitivity over those with enough positives, and positives
        a film among those labelled *No Finding*; each with its interval over patients, None where there are too few.
    """
    groups = strata(facts) | {view: facts.views == view for view in ("PA", "AP")}
    return {name: _measured(decided[inside], facts.subset(inside), draws) for name, inside in groups.items() if inside.any()}


def _measured(decided: Decided, facts: FilmFacts, draws: int) -> dict[str, Any]:
    truth = np.asarray(facts.labels > 0.5)
    findings = np.flatnonzero(truth.sum(axis=0) >= FEWEST)
    nothing = truth.sum(axis=1) == 0

    def figures(chosen: NDArray[np.int_]) -> dict[str, float]:
        of, is_so = decided[chosen], truth[chosen]
        with np.errstate(invalid="ignore"):
            sensitivity = (of & is_so).sum(axis=0) / is_so.sum(axis=0)
            specificity = (~of & ~is_so).sum(axis=0) / (~is_so).sum(axis=0)
        plain = of[nothing[chosen]]
        return {
            "specificity": mean_of_finite(specificity), "sensitivity": mean_of_finite(sensitivity[findings]),
            "on_no_finding": float(plain.sum(axis=1).mean()) if len(plain) else float("nan"),
        }  # fmt: skip

    counts = {"films": len(truth), "no_finding": int(nothing.sum()), "findings": len(findings)}
    return counts | over_patients(figures, facts.patients, draws=draws)
