"""Measure what a cohort's account finds, what it says where there is nothing, its intervals, and what it costs. As JSON.

Parts, by ``--part``: ``plants``, ``curve``, ``nulls``, ``views`` (these resample real films and need ``--data FOLDER``), ``coverage``, and
``size``, which alone runs where nothing is named.

How cohorts are made: each patient is a real NIH film with its truths and the logits of a network that never saw its patient
(models/training/out_of_fold.csv); institution, sex, age band, view and manufacturer are dealt to patients by chance, so that nothing but
what is planted depends on them. A score above its label's upper 30 % is positive. A plant adds its strength, in standard deviations, to the
logit of one label on some films of one institution. A positive decision whose plant takes at least half of the margin is called
dependent on outside in 71 %, any other in 2 % (docs/validation.md, "Verdicts").
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audit.cohort.account import account
from audit.cohort.cohort import Cohort, Decisions
from audit.cohort.figures import Kind, Sentence
from audit.cohort.sentences.choosing import sentences
from audit.cohort.statistics.permutation.family import family
from audit.cohort.statistics.permutation.questions import questions
from audit.wilson import wilson
from models.training import out_of_fold
from models.training.facts import LABELS
from tests.benchmarks.cohort_coverage import coverage
from tests.benchmarks.cohort_films import Pool, pool
from tests.cohorts import attribute, cohort, decisions

TARGET = LABELS.index("Effusion")
CALLED, CALLED_OTHERWISE, UPPER = 0.71, 0.02, 0.7
STRENGTHS = (1.0, 2.0, 4.0)
"""Copies that were made to rely on a plant move by 3 to 7 logits, four standard deviations of Effusion and more (docs/validation.md)."""
DRAWS = 199
"""An adjusted p is a multiple of 1 / 200, and exact with it; an account draws five times as many."""
_OTHERS = (("sex", 2), ("age band", 7), ("view", 2), ("manufacturer", 4))


@dataclass(frozen=True)
class Plant:
    """What is planted; ``institution`` patients stand in each of six institutions, the first of which carries it on ``films``.

    Attributes:
        strength: In standard deviations of the logit.
        prevalence: Of the target in the planted institution and elsewhere; None where films are drawn by chance.
    """

    films: int
    strength: float
    institution: int = 50
    labels: int = 5
    prevalence: tuple[float, float] | None = None
    truths: bool = True


def said(films: Cohort, rng: np.random.Generator, draws: int = DRAWS) -> tuple[Sentence, ...]:
    """Return a cohort's sentences."""
    return sentences(films, family(films, tuple(questions(films)), rng, draws))


def planted(source: Pool, plant: Plant, rng: np.random.Generator) -> Cohort:
    """Make a cohort of one film a patient."""
    patients = 6 * plant.institution
    institution = np.arange(patients) // plant.institution
    rows = rng.integers(0, len(source.truth), patients)
    if plant.prevalence:
        sick = rng.random(patients) < np.where(institution == 0, *plant.prevalence)
        for truth in (True, False):
            rows[sick == truth] = rng.choice(np.flatnonzero(source.truth[:, TARGET] == truth), int((sick == truth).sum()))
    shift = np.zeros((patients, len(LABELS)))
    shift[rng.permutation(plant.institution)[: plant.films], TARGET] = plant.strength * source.spread[TARGET]
    names = {"institution": institution} | dealt(patients, rng)
    chosen = [TARGET, *(k for k in range(len(LABELS)) if k != TARGET)][: plant.labels]
    return made(source, rows, np.arange(patients), names, shift, chosen, plant.truths, rng)


def dealt(patients: int, rng: np.random.Generator) -> dict[str, NDArray[np.int64]]:
    """Deal attributes to patients by chance."""
    return {name: rng.integers(0, values, patients) for name, values in _OTHERS}


def made(
    source: Pool,
    rows: NDArray[np.int64],
    patient: NDArray[np.int64],
    names: dict[str, NDArray[np.int64]],
    shift: NDArray[np.float64],
    chosen: Iterable[int],
    truths: bool,
    rng: np.random.Generator,
) -> Cohort:
    """Make a cohort of films of the pool with attributes, and what a plant adds to their logits."""  # fmt: skip
    labels: list[Decisions] = []
    for k in chosen:
        logit, threshold = source.logit[rows, k] + shift[:, k], source.threshold[k]
        positive = logit > threshold
        made_by_it = (shift[:, k] > 0) & (shift[:, k] >= (logit - threshold) / 2)
        outside = rng.random(len(rows)) < np.where(made_by_it, CALLED, CALLED_OTHERWISE)
        verdict = np.where(positive, np.where(outside, 0, 6), 7)
        truth = source.truth[rows, k].astype(np.float64) if truths else None
        labels.append(
            decisions(LABELS[k], len(rows), logit, truth, verdict, positive, largest_delta=np.where(positive, -shift[:, k], np.nan))
        )
    return cohort(patient, [attribute(name, [f"{name[0]}{value}" for value in values]) for name, values in names.items()], labels)


def detection(source: Pool, plant: Plant, runs: int) -> dict[str, Any]:
    """Count in how many cohorts the planted institution and label are named first, and how large the effect is said to be."""
    counts = dict.fromkeys(("named_first", "first_on_dependence", "dependent_named", "score_named", "institution_first"), 0)
    rates, others = [], 0
    for run in range(runs):
        told = said(planted(source, plant, np.random.default_rng([1, run])), np.random.default_rng([2, run]))
        true = [one.attribute == "institution" and one.group == "i0" and one.label == LABELS[TARGET] for one in told]
        by_kind = {kind: [ok for one, ok in zip(told, true, strict=True) if one.kind is kind] for kind in Kind}
        dependence = [ok for one, ok in zip(told, true, strict=True) if one.kind is not Kind.CONFOUND]
        counts["named_first"] += bool(true) and true[0]
        counts["institution_first"] += bool(told) and told[0].attribute == "institution" and told[0].group == "i0"
        counts["first_on_dependence"] += bool(dependence) and dependence[0]
        counts["dependent_named"] += any(by_kind[Kind.DEPENDENT])
        counts["score_named"] += any(by_kind[Kind.SCORE_GIVEN_LABEL])
        others += any(one.attribute != "institution" for one in told)
        rates += [one.value for one, ok in zip(told, true, strict=True) if ok and one.kind is Kind.DEPENDENT]
    found = {name: share(value, runs) for name, value in counts.items()}
    found["a_sentence_on_another_attribute"] = share(others, runs)
    return found | {"difference_of_rates_told": round(float(np.median(rates)), 2) if rates else None}


def share(events: int, of: int) -> dict[str, Any]:
    """Return a share with its interval."""
    return {"of": of, "is": events, "share": round(events / of, 3), "interval": [round(end, 3) for end in wilson(events, of)]}


def plants(source: Pool, runs: int) -> dict[str, Any]:
    """Plant on 25 and 15 of 50 films in three strengths, and once where the institution has more of the label."""
    told = {
        f"{films} of 50, {strength} SD": detection(source, Plant(films, strength), runs) for films in (25, 15) for strength in STRENGTHS
    }
    confounded = Plant(25, 1.0, prevalence=(0.6, 0.25))
    return told | {"25 of 50, 1.0 SD, the label in 60 % there and 25 % elsewhere": detection(source, confounded, runs)}


def curve(source: Pool, runs: int) -> dict[str, Any]:
    """Detection against the share of planted films, strength, size of the institution, number of tests, and without truths."""
    shares = {f"{films} of 50": Plant(films, 1.0) for films in (5, 10, 15, 20, 25)}
    weak = {f"{films} of 50, 0.5 SD": Plant(films, 0.5) for films in (15, 25)}
    sizes = {f"half of {size}": Plant(size // 2, 1.0, size) for size in (30, 50, 100)}
    tests = {f"25 of 50, {labels} labels": Plant(25, 1.0, labels=labels) for labels in (1, 5, 14)}
    blind = {"25 of 50, no truths": Plant(25, 1.0, truths=False), "15 of 50, no truths": Plant(15, 1.0, truths=False)}
    return {name: detection(source, plant, runs)["named_first"] for name, plant in (shares | weak | sizes | tests | blind).items()}


def nulls(source: Pool, runs: int) -> dict[str, Any]:
    """Count cohorts with any sentence where there is nothing to say."""
    counts = dict.fromkeys(("all_shuffled", "shuffled_within_label", "three_films_a_patient"), 0)
    found = 0
    several = [rows for rows in source.by_patient() if len(rows) > 1]
    for run in range(runs):
        rng = np.random.default_rng([3, run])
        nothing = np.zeros((300, len(LABELS)))
        rows = rng.integers(0, len(source.truth), 300)
        names = {"institution": rng.integers(0, 6, 300)} | dealt(300, rng)
        counts["all_shuffled"] += bool(said(made(source, rows, np.arange(300), names, nothing, (TARGET, 0, 1, 3, 6), True, rng), rng))
        told = said(_within_label(source, rows, rng), rng)
        counts["shuffled_within_label"] += any(one.kind is not Kind.CONFOUND for one in told)
        found += any(one.kind is Kind.CONFOUND for one in told)
        rows = np.concatenate([rng.choice(several[k], 3) for k in rng.integers(0, len(several), 300)])
        patient = np.repeat(np.arange(300), 3)
        names = {name: values[patient] for name, values in names.items()}
        names["view"] = (rng.random(900) < rng.random(300)[patient]).astype(np.int64)
        nothing = np.zeros((900, len(LABELS)))
        counts["three_films_a_patient"] += bool(said(made(source, rows, patient, names, nothing, (TARGET, 0, 1, 3, 6), True, rng), rng))
    return {name: share(count, runs) for name, count in counts.items()} | {"confound_found_within_label": share(found, runs)}


def _within_label(source: Pool, rows: NDArray[np.int64], rng: np.random.Generator) -> Cohort:
    """Deal attributes by the truth alone: institution 0, sex 0 and view 0 have more of the label."""
    sick, patients = source.truth[rows, TARGET], len(rows)
    names = {"institution": rng.integers(0, 6, patients)} | dealt(patients, rng)
    for name, more in (("institution", 0.25), ("sex", 0.3), ("view", 0.3)):
        names[name] = np.where(sick & (rng.random(patients) < more), 0, names[name])
    return made(source, rows, np.arange(patients), names, np.zeros((patients, len(LABELS))), (TARGET,), True, rng)


def views(source: Pool, runs: int) -> dict[str, Any]:
    """Tell what ``nih_more`` shows, pneumonia against no finding, by its labels and tables alone; then in halves balanced for view."""
    sick = source.truth[:, LABELS.index("Pneumonia")]
    rows = np.flatnonzero(source.more & (sick | source.nothing))
    whole = account(_labelled(source, rows)).sentences
    on_view = 0
    for run in range(runs):
        rng = np.random.default_rng([4, run])
        cells = [rng.permutation(rows[(sick[rows] == truth) & (source.view[rows] == view)]) for truth in (0, 1) for view in ("AP", "PA")]
        least = min(map(len, cells))
        half = np.sort(np.concatenate([cell[: min(least, len(rows) // 8)] for cell in cells]))
        on_view += any(one.attribute == "view" for one in said(_labelled(source, half), rng))
    told = [{"attribute": one.attribute, "group": one.group, "p": one.p, "text": one.text} for one in whole]
    with_scores = [one.text for one in account(_labelled(source, rows, scores=True)).sentences]
    return {
        "films": len(rows),
        "sentences": told,
        "balanced_halves_with_a_sentence_on_view": share(on_view, runs),
        "with_scores": with_scores,
    }


def _labelled(source: Pool, rows: NDArray[np.int64], scores: bool = False) -> Cohort:
    k = LABELS.index("Pneumonia")
    columns = {"sex": source.sex, "age band": source.age, "view": source.view}
    labels = decisions("Pneumonia", len(rows), source.logit[rows, k] if scores else None, source.truth[rows, k])
    patient = np.unique(source.patient[rows], return_inverse=True)[1]
    return cohort(patient, [attribute(name, list(column[rows])) for name, column in columns.items()], [labels])


def size(findings: int = 100_000) -> dict[str, Any]:
    """Give the account of generated findings of fourteen labels, and of one label."""
    told = {}
    for labels in (14, 1):
        rng, films = np.random.default_rng(0), -(-findings // labels)
        patient = np.sort(rng.integers(0, films * 2 // 3, films))
        truth = rng.random((labels, films)) < 0.2
        logit = rng.normal(0, 1, truth.shape) + truth
        verdict = np.where(rng.random(truth.shape) < 0.03, 0, 6)
        columns = [
            decisions(f"label {k}", films, logit[k], truth[k], verdict[k], enrichment=logit[k], largest_delta=-logit[k])
            for k in range(labels)
        ]
        names = {"institution": rng.integers(0, 6, films)[patient]} | {name: values[patient] for name, values in dealt(films, rng).items()}
        names["view"] = rng.integers(0, 2, films)
        generated = cohort(patient, [attribute(name, [str(value) for value in values]) for name, values in names.items()], columns)
        start, busy = time.perf_counter(), time.process_time()
        account(generated)
        told[f"{labels} labels"] = {
            "films": films,
            "seconds": round(time.perf_counter() - start, 1),
            "of_a_processor": round(time.process_time() - busy, 1),
        }
    return told | {"largest_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


def main() -> None:
    """Measure the named parts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", action="append", choices=("plants", "curve", "nulls", "views", "coverage", "size"))
    parser.add_argument("--data", type=Path)
    parser.add_argument("--runs", type=int)
    options = parser.parse_args()
    os.nice(10)
    real = cache(lambda: pool(options.data, out_of_fold.read(), UPPER))
    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "plants": lambda: plants(real(), options.runs or 200), "curve": lambda: curve(real(), options.runs or 200),
        "nulls": lambda: nulls(real(), options.runs or 1_000), "views": lambda: views(real(), options.runs or 200),
        "coverage": lambda: coverage(options.runs or 2_000), "size": size,
    }  # fmt: skip
    chosen = options.part or ["size"]
    if options.data is None and set(chosen) & {"plants", "curve", "nulls", "views"}:
        parser.error("these parts need the films' folder: --data FOLDER")
    print(json.dumps({part: parts[part]() for part in chosen}, indent=1))  # noqa: T201


if __name__ == "__main__":
    main()
