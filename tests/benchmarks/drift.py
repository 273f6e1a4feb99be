"""Measure what charts over time find, and how often they cry for nothing, on cohorts resampled from real scores. Prints JSON.

Scores are the out-of-fold logits of real NIH films, drawn with replacement, a film a patient; views are theirs. Manufacturers are drawn
by chance, a third of the films each. A film is positive above the label's 88th percentile. Verdicts and quality are generated, at
rates alike to those of the log. Nothing is written; it runs at low priority, in one process, for some fifteen minutes.
"""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import dataclass, replace
from math import exp, log
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audit.cohort.cohort import Attribute, Cohort, Decisions
from audit.cohort.over_time.changes import changes
from audit.cohort.over_time.cusum import first_crossing
from audit.cohort.over_time.evidence import evidence, watched
from audit.cohort.over_time.figures import Quantity, Subject
from audit.cohort.over_time.limit import LOG_RATE, limit_of
from audit.cohort.over_time.over_time import over_time
from audit.cohort.over_time.series import Series, every_series, first_films
from audit.records.verdicts import WORST_FIRST
from models.training import out_of_fold
from models.training.facts import LABELS, nih_facts

MAKERS = ("Maker A", "Maker B", "Maker C")
DRIFTED = 1
FOURTEEN = len(LABELS)

VERDICTS = {
    True: {"dependent_on_outside": 0.06, "suppressed_by_outside": 0.02, "dependent_on_plausible_context": 0.15,
           "attention_outside_not_confirmed": 0.12, "undetermined": 0.2, "no_outside_dependence_found": 0.45},
    False: {"not_challenged": 0.9, "undetermined": 0.1},
}  # fmt: skip
"""Of a positive and of a negative score; 3 % of films are not assessable beside."""


@dataclass(frozen=True)
class Pool:
    """Real films: logits N×K, whether each is AP, and the spread of each label within view."""

    logits: NDArray[np.float64]
    ap: NDArray[np.bool_]

    @property
    def spread(self) -> NDArray[np.float64]:
        squares = sum(self.logits[side].var(axis=0) * side.mean() for side in (self.ap, ~self.ap))
        return np.asarray(np.sqrt(squares))

    @classmethod
    def read(cls, data: Path) -> Pool:
        facts = nih_facts(data)
        known = np.isin(facts.names, list(out_of_fold.read()))
        return cls(out_of_fold.of(facts.names[known]), facts.views[known] == "AP")


@dataclass(frozen=True)
class Plan:
    """What is planted at one manufacturer, after so many of its films.

    Attributes:
        baseline, after: Films of the manufacturer before and after the change.
        step: Of one label's score, or of all, in standard deviations within view.
        ramp: Films of the manufacturer over which the step comes.
        flips: Share of negatives of one label that become positive, their scores as they were.
        ap: Shares of AP films at the manufacturer before and after.
        everywhere: Whether all labels move.
    """

    baseline: int
    after: int
    step: float = 0.0
    ramp: int = 1
    flips: float = 0.0
    ap: tuple[float, float] | None = None
    everywhere: bool = False


def resampled(pool: Pool, plan: Plan, label: int, chance: np.random.Generator) -> tuple[Cohort, NDArray[np.int64]]:
    """Make a cohort, and tell which film of the drifted manufacturer each film is, counted from the change; far below where it is not."""
    films = (plan.baseline + plan.after) * len(MAKERS)
    maker = chance.integers(len(MAKERS), size=films)
    own = maker == DRIFTED
    order = np.where(own, np.cumsum(own) - 1 - plan.baseline, -films)
    drawn = chance.integers(len(pool.ap), size=films)
    if plan.ap:
        wanted = chance.random(films) < np.where(order >= 0, plan.ap[1], plan.ap[0])
        sides = {side: np.flatnonzero(pool.ap == side) for side in (True, False)}
        picked = np.where(wanted, chance.choice(sides[True], films), chance.choice(sides[False], films))
        drawn = np.where(own, picked, drawn)
    moved = np.ones(FOURTEEN, bool) if plan.everywhere else np.arange(FOURTEEN) == label
    logits = pool.logits[drawn] + np.outer(plan.step * np.clip((order + 1) / plan.ramp, 0, 1), moved * pool.spread)
    cut = np.quantile(pool.logits, 0.9 if plan.flips else 0.88, axis=0)
    positive = logits > cut
    positive[:, label] |= (order >= 0) & (chance.random(films) < plan.flips)
    lost, lost_as = chance.random(films) < 0.03, WORST_FIRST.index("not_assessable")
    verdicts = [np.where(lost, lost_as, _verdicts(positive[:, k], chance)) for k in range(FOURTEEN)]
    nothing = [np.full(films, np.nan)] * 3
    decisions = tuple(
        Decisions(name, logits[:, k], positive[:, k], verdicts[k], *nothing) for k, name in enumerate(LABELS)
    )  # fmt: skip
    attributes = (
        Attribute("view", ("AP", "PA"), np.where(pool.ap[drawn], 0, 1)), Attribute("manufacturer", MAKERS, maker),
    )  # fmt: skip
    quality = np.round(chance.beta(12, 2, films), 3)
    return Cohort(np.arange(1, films + 1), np.arange(films), 24300 + np.arange(films) // 400, quality, attributes, decisions), order


def _verdicts(positive: NDArray[np.bool_], chance: np.random.Generator) -> NDArray[np.int64]:
    drawn = {
        side: chance.choice([WORST_FIRST.index(one) for one in rates], len(positive), p=list(rates.values()))
        for side, rates in VERDICTS.items()
    }
    return np.where(positive, drawn[True], drawn[False])


def found_steps(pool: Pool, plan: Plan, within: tuple[int, ...], runs: int) -> dict[str, Any]:
    """Tell in which share of runs a chart of a moved label and the drifted manufacturer raised an alarm after so many of its films at most.

    The limit is that of all charts together; the others are not gone through, since they cannot find the step.
    """
    chance = np.random.default_rng(20261129)
    delays, misdated, limits = [], [], []
    for run in range(runs):
        cohort, order = resampled(pool, plan, run % FOURTEEN, chance)
        everything = every_series(cohort)
        limits.append(limit_of_all(cohort, everything))
        moved = LABELS if plan.everywhere else (LABELS[run % FOURTEEN],)
        found = [
            (order[one.film[change.raised]] + 1, abs(order[one.film[change.first]]))
            for one in everything if one.subject.group == MAKERS[DRIFTED] and one.subject.name in moved
            for change in changes(one, limits[-1]) if order[one.film[change.raised]] >= 0
        ]  # fmt: skip
        delays.append(min(found)[0] if found else np.inf)
        misdated += [min(found)[1]] if found else []
    return {
        "runs": runs, "limit": round(float(np.mean(limits)), 2),
        "found_within": {films: float(np.mean(np.array(delays) <= films)) for films in within},
        "median_films_to_alarm": None if np.isinf(median := np.median(delays)) else float(median),
        "date_off_by_median": float(np.median(misdated)) if misdated else None,
        "date_off_by_90_percent": float(np.quantile(misdated, 0.9)) if misdated else None,
    }  # fmt: skip


def limit_of_all(cohort: Cohort, everything: list[Series]) -> float:
    """Return the limit of all charts of a cohort."""
    return limit_of(len(first_films(cohort)), [int(watched(one.view).sum()) for one in everything])


def false_alarms(pool: Pool, runs: int) -> dict[str, Any]:
    """Count alarms of all charts together in 5,000 films where nothing changes."""
    chance = np.random.default_rng(20261130)
    told = [over_time(resampled(pool, Plan(1000, 667), 0, chance)[0]) for _ in range(runs)]
    counts = np.array([len(one.alarms) * 5000 / one.films for one in told])
    kinds = {kind: round(sum(alarm.chart.subject.quantity is kind for one in told for alarm in one.alarms) / runs, 3) for kind in Quantity}
    return {
        "runs": runs, "films": told[0].films, "charts": float(np.mean([len(one.charts) for one in told])), "limit": round(told[0].limit, 2),
        "alarms_in_5000_films": round(float(counts.mean()), 3), "standard_error": round(float(counts.std() / np.sqrt(runs)), 3),
        "runs_without_alarm": float((counts == 0).mean()), "by_quantity": kinds,
    }  # fmt: skip


def other_share_of_ap(pool: Pool, runs: int) -> dict[str, Any]:
    """Tell in which share of runs all charts of a manufacturer are silent after its share of AP films changed.

    Beside it: with views unknown, and where the share stays as it was.
    """
    chance = np.random.default_rng(20261201)
    silent: dict[str, list[bool]] = {"silent": [], "silent_without_view": [], "silent_at_the_same_share": []}
    for _ in range(runs):
        changed, order = resampled(pool, Plan(800, 400, ap=(0.3, 0.7)), 0, chance)
        blind = replace(changed, attributes=changed.attributes[1:])
        same = resampled(pool, Plan(800, 400, ap=(0.3, 0.3)), 0, chance)
        for name, one in zip(silent, ((changed, order), (blind, order), same), strict=True):
            silent[name].append(not _raised_after_change(*one))
    return {"runs": runs, "films_after": 400, "ap_share": [0.3, 0.7]} | {name: float(np.mean(of)) for name, of in silent.items()}


def _raised_after_change(cohort: Cohort, order: NDArray[np.int64]) -> bool:
    everything = every_series(cohort)
    limit = limit_of_all(cohort, everything)
    own = (series for series in everything if series.subject.group == MAKERS[DRIFTED])
    return any(order[series.film[at.raised]] >= 0 for series in own for at in changes(series, limit))


def simulated_limit(limit: float, charts: int, films: int = 1500) -> dict[str, Any]:
    """Return the false alarms of both sides a watched film, over those that the limit promises, by what is charted."""
    chance = np.random.default_rng(20261202)
    view = np.zeros(films, np.int64)
    ready = np.cumsum(watched(view))
    told = {}
    for name, rate in {"mean": None, "1 %": 0.01, "3 %": 0.03, "10 %": 0.1, "30 %": 0.3, "50 %": 0.5}.items():
        alarms, exposure = 0, 0
        subject = Subject(Quantity.SCORE if rate is None else Quantity.POSITIVES, "", "", "")
        for _ in range(charts):
            value = chance.standard_normal(films) if rate is None else (chance.random(films) < rate).astype(float)
            for side in evidence(Series(subject, np.arange(films), value, view)):
                at = first_crossing(side, limit)
                alarms += at is not None
                exposure += int(ready[-1 if at is None else at])
        told[name] = {"over_promised": round(alarms / exposure / exp(LOG_RATE - limit), 3), "alarms": alarms,
                      "log_rate": round(log(max(1, alarms) / exposure) + limit, 2)}  # fmt: skip
    return told


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data", type=Path, default=Path("../shared/data"), help="the folder of nih/ and nih_more/, for the views of films"
    )
    parser.add_argument("--runs", type=int, default=500)
    options = parser.parse_args()
    os.nice(10)
    pool, runs = Pool.read(options.data), options.runs
    fewer = max(1, runs * 2 // 5)
    scenarios = {
        "step 0.5 SD, one label, baseline 800": (Plan(800, 300, 0.5), (100, 150, 200, 300), runs),
        "step 0.5 SD, one label, baseline 200": (Plan(200, 400, 0.5), (100, 150, 200, 400), runs),
        "step 0.5 SD, all labels, baseline 200": (Plan(200, 400, 0.5, everywhere=True), (100, 150, 200, 400), fewer),
        "step 0.25 SD, one label, baseline 800": (Plan(800, 600, 0.25), (150, 300, 600), fewer),
        "step 0.25 SD, one label, baseline 200": (Plan(200, 600, 0.25), (150, 300, 600), fewer),
        "rate 10 to 20 %, baseline 800": (Plan(800, 600, flips=1 / 9), (150, 300, 600), fewer),
        "rate 10 to 20 %, baseline 200": (Plan(200, 600, flips=1 / 9), (150, 300, 600), fewer),
        "ramp to 0.5 SD over 300 films, baseline 800": (Plan(800, 600, 0.5, ramp=300), (150, 300, 450, 600), fewer),
    }
    told: dict[str, Any] = {"films_drawn_from": len(pool.ap), "ap": round(float(pool.ap.mean()), 3)}
    told["simulated_limit"] = simulated_limit(7.0, 6 * runs)
    told["no_change"] = false_alarms(pool, runs)
    for name, (plan, within, times) in scenarios.items():
        told[name] = found_steps(pool, plan, within, times)
    told["other_share_of_ap"] = other_share_of_ap(pool, runs)
    print(json.dumps(told, indent=1))  # noqa: T201


if __name__ == "__main__":
    main()
