"""How well scores rank films within strata, where neither source nor view can help them, with intervals over patients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.training.facts import LABELS, FilmFacts
from models.training.figures import LEAST, agreement, auc
from models.training.intervals import mean_of_finite, over_patients
from models.training.ledger import ledger

Scores = NDArray[np.float64]

FIRST = "first set"
STRATA = {FIRST: LEAST, "second set, PA": 4, "second set, AP": 4}
"""The films of ``nih/``, and by view those of ``nih_more/`` of patients whom ``nih/`` has not; positives that an area needs in each."""

MEAN = "mean over strata"
TEACHER = "Spearman with the teacher, first set"


def strata(facts: FilmFacts) -> dict[str, NDArray[np.bool_]]:
    """Tell which films each stratum holds; further films of the first set's patients are in none."""
    second = (facts.sources != "nih") & ~np.isin(facts.patients, list(ledger("nih")))
    inside = (facts.sources == "nih", second & (facts.views == "PA"), second & (facts.views == "AP"))
    return dict(zip(STRATA, inside, strict=True))


def ranked(scores: Scores, facts: FilmFacts, *, draws: int = 1000) -> dict[str, Any]:
    """Measure N×K scores within strata: areas under the ROC curve, over findings and strata, and agreement with the teacher.

    Returns:
        Value, low and high end of each figure, None where too few films are positive; and the areas of single findings.
    """
    ranks = _Ranks.of(facts)
    return {
        "figures": over_patients(lambda chosen: ranks.figures(scores, chosen), facts.patients, draws=draws),
        "strata": {name: _counted(scores[inside], facts.subset(inside), ranks.findings[name]) for name, inside in ranks.inside.items()},
    }


def _counted(scores: Scores, facts: FilmFacts, findings: list[int]) -> dict[str, Any]:
    classes = {
        LABELS[k]: {"positives": int(facts.labels[:, k].sum()), "auc": round(auc(scores[:, k], facts.labels[:, k]), 3)} for k in findings
    }
    return {"films": len(scores), "patients": len(np.unique(facts.patients)), "classes": classes}


def difference(after: Scores, before: Scores, facts: FilmFacts, *, draws: int = 1000) -> dict[str, list[float | None]]:
    """Return by how much ``after`` is above ``before`` on the same films, with the interval of the paired bootstrap."""
    ranks = _Ranks.of(facts)

    def gained(chosen: NDArray[np.int_]) -> dict[str, float]:
        old = ranks.figures(before, chosen)
        return {name: value - old[name] for name, value in ranks.figures(after, chosen).items()}

    return over_patients(gained, facts.patients, draws=draws)


def pooled(scores: Scores, facts: FilmFacts, *, draws: int = 1000) -> list[float | None]:
    """Return the mean area over all films together, which source and view alone raise, with its interval."""
    findings = [k for k in range(len(LABELS)) if LEAST <= facts.labels[:, k].sum() < len(facts.labels)]

    def area(chosen: NDArray[np.int_]) -> dict[str, float]:
        return {"area": mean_of_finite([auc(scores[chosen, k], facts.labels[chosen, k]) for k in findings])}

    return over_patients(area, facts.patients, draws=draws)["area"]


@dataclass(frozen=True)
class _Ranks:
    """What is ranked: the films and the measured findings of each stratum."""

    facts: FilmFacts
    inside: dict[str, NDArray[np.bool_]]
    findings: dict[str, list[int]]

    @classmethod
    def of(cls, facts: FilmFacts) -> _Ranks:
        inside = strata(facts)
        enough = {
            name: [k for k in range(len(LABELS)) if STRATA[name] <= facts.labels[films, k].sum() < films.sum()]
            for name, films in inside.items()
        }
        return cls(facts, inside, enough)

    def figures(self, scores: Scores, chosen: NDArray[np.int_]) -> dict[str, float]:
        """Measure the chosen films; a finding without positives among them is left out, and so is a stratum without findings."""
        labels, teacher = self.facts.labels, self.facts.teacher
        films = {name: chosen[inside[chosen]] for name, inside in self.inside.items()}
        found = {name: mean_of_finite([auc(scores[of, k], labels[of, k]) for k in self.findings[name]]) for name, of in films.items()}
        first = films[FIRST]
        agreed = [agreement(scores[first, k], teacher[first, k]) for k in range(len(LABELS))] if len(first) > 1 else []
        return found | {MEAN: mean_of_finite(list(found.values())), TEACHER: mean_of_finite(agreed)}
