"""Figures of the study of view and pneumonia, by share: means over copies, intervals over patients, of verdicts over copies too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.training.figures import auc
from models.training.intervals import mean_of_finite, over_both, over_patients
from models.training.view_measured import FilmAsked, SaidOfView
from models.values.challenge import Filler, Removed
from models.values.verdict import Verdict

VIEWS = ("PA", "AP")
TAKEN_AWAY = tuple(
    f"{removed} {filler}"
    for removed in (Removed.OUTSIDE, Removed.OUTSIDE_ANOTHERS, Removed.INSIDE)
    for filler in (Filler.KEPT_BLUR, Filler.REGISTERED_DONOR)
)
"""Global removals after which the effect of the view is measured anew."""
Array = NDArray[np.float64]
Asked = Callable[[SaidOfView], bool]


@dataclass(frozen=True)
class ViewCopy:
    """One copy.

    Attributes:
        share: How often AP goes with pneumonia in its training films, and PA with no finding.
        draw: Its number among those of the share.
        films: That it learned from, one a patient.
        penalty: That folds of patients chose.
        cut: Logit from which it says pneumonia.
        trained_on: Hash over the names of these films.
    """

    share: float
    draw: int
    films: int
    penalty: float
    cut: float
    trained_on: str


@dataclass(frozen=True)
class _Scores:
    """N films, one a patient: what they are, and the N×C logits of some copies."""

    front: NDArray[np.bool_]
    pneumonia: NDArray[np.bool_]
    logits: Array

    def effect(self, chosen: NDArray[np.int_], less: Array | float = 0.0) -> float:
        """Return the mean over labels and copies of the mean logit of AP films less that of PA films of the label."""
        front, pneumonia, logits = self.front[chosen], self.pneumonia[chosen], (self.logits - less)[chosen]
        gaps = [_mean(logits[front & of]) - _mean(logits[~front & of]) for of in (pneumonia, ~pneumonia)]
        return float(np.mean(gaps))

    def area(self, chosen: NDArray[np.int_], views: Sequence[bool]) -> float:
        """Return the mean over copies of the area under the ROC curve among films of these views."""
        films = chosen[np.isin(self.front[chosen], views)]
        return mean_of_finite([auc(self.logits[films, c], self.pneumonia[films].astype(np.float32)) for c in range(self.logits.shape[1])])


def figures(copies: Sequence[ViewCopy], films: Sequence[FilmAsked], *, draws: int = 1000) -> dict[str, Any]:
    """Return all figures.

    Args:
        copies: That were asked about.
        films: One a patient; what they hold of copies is in the order of these.
        draws: Resamples of patients.
    """
    cells = Counter(map(_group, films))
    return {
        "films": len(films),
        "cells": dict(cells),
        "refused": sum(not film.said for film in films),
        "served": sum(bool(film.removals) for film in films),
        "films_with_words": {view: sum(film.words is not None and film.view == view for film in films) for view in VIEWS},
        "asked": [film.film for film in films],
        "copies": [asdict(copy) for copy in copies],
        "shares": {f"{share:.0%}": _of_share(share, copies, films, draws) for share in sorted({copy.share for copy in copies})},
    }


def _of_share(share: float, copies: Sequence[ViewCopy], films: Sequence[FilmAsked], draws: int) -> dict[str, Any]:
    own = [k for k, copy in enumerate(copies) if copy.share == share]
    taken = _scores(films, own)
    spread = float(taken.logits.std(axis=0).mean())

    def told(chosen: NDArray[np.int_]) -> dict[str, float]:
        within = [taken.area(chosen, [view]) for view in (True, False)]
        effect = taken.effect(chosen)
        return {
            "area_pooled": taken.area(chosen, [True, False]), "area_AP": within[0], "area_PA": within[1],
            "area_within": float(np.mean(within)), "effect": effect, "effect_in_spreads": effect / spread,
        }  # fmt: skip

    every = np.arange(len(films)).astype(str)
    return {
        "copies": len(own),
        "effect_of_each": [round(_scores(films, [k]).effect(np.arange(len(films))), 3) for k in own],
        **over_patients(told, every, draws=draws),
        "positive": {name: _rates(own, films, name, lambda said: said.positive, of=lambda said: True) for name in _groups()},
        "removals": _after_removals(own, films, draws),
        "verdicts": {view: _verdicts(own, films, view) for view in VIEWS},
        "words": {view: _words(own, [film for film in films if film.view == view], draws) for view in VIEWS},
    }


def _scores(films: Sequence[FilmAsked], own: Sequence[int]) -> _Scores:
    front, pneumonia = np.array([film.view == "AP" for film in films]), np.array([film.pneumonia for film in films])
    return _Scores(front, pneumonia, np.array([film.logits for film in films])[:, own])


def _after_removals(own: Sequence[int], films: Sequence[FilmAsked], draws: int) -> dict[str, Any]:
    """Return by global removal the effect of the view before and after it, on the films on which it could be run."""
    told = dict[str, Any]()
    for name in TAKEN_AWAY:
        some = [film for film in films if name in film.removals]
        scores, deltas = _scores(some, own), np.array([film.removals[name] for film in some]).reshape(len(some), -1)[:, own]

        def effects(chosen: NDArray[np.int_], scores: _Scores = scores, deltas: Array = deltas) -> dict[str, float]:
            return {"before": scores.effect(chosen), "after": scores.effect(chosen, deltas)}

        told[name] = {"films": len(some)} | over_patients(effects, np.arange(len(some)).astype(str), draws=draws)
    return told


def _group(film: FilmAsked) -> str:
    return f"{'pneumonia' if film.pneumonia else 'no finding'} {film.view}"


def _groups() -> list[str]:
    return [f"{label} {view}" for label in ("pneumonia", "no finding") for view in VIEWS]


def _rates(own: Sequence[int], films: Sequence[FilmAsked], group: str, hit: Asked, of: Asked) -> list[float | None]:
    """Return the mean over copies of a share of what was said of a view's films, or of a label's in a view; each film is of one patient."""
    inside = [
        film for film in films if film.said and (group in {film.view, f"{'pneumonia' if film.pneumonia else 'no finding'} {film.view}"})
    ]
    said = [[film.said[k] for film in inside] for k in own]
    total = np.array([[float(of(one)) for one in some] for some in said])
    return over_both(np.array([[float(of(one) and hit(one)) for one in some] for some in said]), total)


def _verdicts(own: Sequence[int], films: Sequence[FilmAsked], view: str) -> dict[str, Any]:
    """Return what was said of a view's positive findings, and of its challenged negative ones."""
    every = [film.said[k] for film in films if film.said and film.view == view for k in own]
    positive, negative = [one for one in every if one.positive], [one for one in every if not one.positive and one.challenged]
    names = Counter(f"{one.verdict} ({one.reasons[0]})" if one.reasons else str(one.verdict) for one in positive)

    def rate(hit: Asked) -> list[float | None]:
        return _rates(own, films, view, hit, of=lambda said: said.positive)

    return {
        "positive": len(positive), "counts": dict(names.most_common()),
        "outside": rate(lambda said: said.verdict is Verdict.DEPENDENT_ON_OUTSIDE),
        "context": rate(lambda said: said.verdict is Verdict.DEPENDENT_ON_PLAUSIBLE_CONTEXT),
        "text_in_a_region": rate(lambda said: said.text), "excess": rate(lambda said: said.excess is True),
        "strongest_zone": dict(Counter(str(one.zone) for one in positive if one.zone).most_common()),
        "strongest_holds": dict(Counter(str(one.holds) for one in positive if one.holds).most_common()),
        "strongest_delta": _quartiles([one.delta for one in positive if one.delta is not None]),
        "deciding": dict(Counter(f"{one.verdict}: {one.zone} ({one.holds})" for one in every if one.decides).most_common()),
        "challenged_negative": len(negative), "suppressed": sum(one.verdict is Verdict.SUPPRESSED_BY_OUTSIDE for one in negative),
    }  # fmt: skip


def _words(own: Sequence[int], films: Sequence[FilmAsked], draws: int) -> dict[str, Any]:
    """Return by how much the logit falls when words are filled in, and beyond equal patches elsewhere, medians over films."""
    found = [film.words for film in films if film.words and film.words.patches]
    told: dict[str, Any] = {"films": len(found)}
    if not found:
        return told
    removed, elsewhere = (np.array([getattr(one, name) for one in found])[:, own].mean(axis=1) for name in ("removed", "elsewhere"))

    def medians(chosen: NDArray[np.int_]) -> dict[str, float]:
        parts = {"fall": removed, "elsewhere": elsewhere, "beyond": removed - elsewhere}
        return {name: float(np.median(values[chosen])) for name, values in parts.items()}

    area, patches = (round(float(np.median([getattr(one, name) for one in found])), 4) for name in ("area", "patches"))
    share = round(float(np.median([one.share for one in found])), 4)
    return (
        told | over_patients(medians, np.arange(len(found)).astype(str), draws=draws) | {"share": share, "patches": patches, "area": area}
    )


def _quartiles(values: Sequence[float]) -> list[float] | None:
    return [round(float(value), 3) for value in np.percentile(values, (50, 25, 75))] if values else None


def _mean(values: Array) -> float:
    return float(values.mean()) if values.size else float("nan")
