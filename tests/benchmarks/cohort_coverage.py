"""How often intervals of a cohort hold what they estimate: 30 to 300 patients, one film or three of each, rates of 5 to 50 %."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from audit.cohort.figures import Estimate, Share
from audit.cohort.statistics.auc import auc
from audit.cohort.statistics.bootstrap import mean
from audit.cohort.statistics.shares import difference, share
from audit.cohort.statistics.standardised import standardised

PATIENTS, RATES, FILMS = (30, 50, 100, 300), (0.05, 0.1, 0.2, 0.35, 0.5), (1, 3)
_ALIKE = 0.4
"""Correlation of the latent values of a patient's films."""
Draw = Callable[[np.random.Generator], tuple[Estimate | Share | None, float]]


def coverage(repeats: int) -> dict[str, Any]:
    """Return the coverage of each cell, its mean and the least, by kind of interval."""
    told: dict[str, Any] = {}
    for kind, cells in _cells().items():
        held = {name: _held(draw, repeats) for name, draw in cells.items()}
        told[kind] = {"mean": round(float(np.mean(list(held.values()))), 4), "least": min(held.values()), "cells": held}
    return told


def _held(draw: Draw, repeats: int) -> float:
    rng = np.random.default_rng(5)
    found = [draw(rng) for _ in range(repeats)]
    return round(float(np.mean([one.low <= truth <= one.high for one, truth in found if one is not None])), 4)


def _cells() -> dict[str, dict[str, Draw]]:
    sizes = [(patients, films) for patients in PATIENTS for films in FILMS]
    return {
        "share": {f"{p} patients, {f} films, {r}": _share(p, f, r) for p, f in sizes for r in RATES},
        "difference": {f"{p} patients each, {f} films, {r}": _difference(p, f, r) for p, f in sizes for r in RATES},
        "difference_within_patients": {f"{p} patients, 4 films, {r}": _shared(p, r) for p in PATIENTS for r in RATES},
        "mean": {f"{p} patients, {f} films, {shape}": _mean(p, f, shape) for p, f in sizes for shape in ("normal", "skewed")},
        "auc": {f"{p} patients, {f} films": _auc(p, f) for p, f in sizes},
        "standardised": {f"{p} patients each, {f} films": _standardised(p, f) for p, f in sizes},
    }  # fmt: skip


def _latent(rng: np.random.Generator, patients: int, films: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Standard normal values, alike within a patient."""
    patient = np.repeat(np.arange(patients), films)
    return _ALIKE**0.5 * rng.normal(size=patients)[patient] + (1 - _ALIKE) ** 0.5 * rng.normal(size=len(patient)), patient


def _share(patients: int, films: int, rate: float) -> Draw:
    def draw(rng: np.random.Generator) -> tuple[Estimate | Share | None, float]:
        latent, patient = _latent(rng, patients, films)
        return share(latent < norm.ppf(rate), patient), rate

    return draw


def _difference(patients: int, films: int, rate: float) -> Draw:
    def draw(rng: np.random.Generator) -> tuple[Estimate | Share | None, float]:
        (one, mine), (other, theirs) = _latent(rng, patients, films), _latent(rng, patients, films)
        return difference(one < norm.ppf(rate), mine, other < norm.ppf(1.2 * rate), theirs + patients), -0.2 * rate

    return draw


def _shared(patients: int, rate: float) -> Draw:
    def draw(rng: np.random.Generator) -> tuple[Estimate | Share | None, float]:
        latent, patient = _latent(rng, patients, 4)
        side = rng.random(len(patient)) < 0.5
        event = latent < norm.ppf(np.where(side, rate, 1.2 * rate))
        return difference(event[side], patient[side], event[~side], patient[~side]), -0.2 * rate

    return draw


def _mean(patients: int, films: int, shape: str) -> Draw:
    def draw(rng: np.random.Generator) -> tuple[Estimate | Share | None, float]:
        latent, patient = _latent(rng, patients, films)
        values, centre = (latent, 0.0) if shape == "normal" else (np.exp(latent / 2), float(np.exp(1 / 8)))
        return mean(values, patient, rng, 500), centre

    return draw


def _auc(patients: int, films: int) -> Draw:
    def draw(rng: np.random.Generator) -> tuple[Estimate | Share | None, float]:
        latent, patient = _latent(rng, patients, films)
        truth = (rng.random(patients) < 0.4)[patient] ^ (rng.random(len(patient)) < 0.05)
        if min(truth.sum(), (~truth).sum()) < 10:
            return None, 0.0
        return auc(latent + truth, truth, patient), float(norm.cdf(1 / 2**0.5))

    return draw


def _standardised(patients: int, films: int) -> Draw:
    def draw(rng: np.random.Generator) -> tuple[Estimate | Share | None, float]:
        latent, patient = _latent(rng, 2 * patients, films)
        group, stratum = patient < patients, rng.integers(0, 12, len(patient))
        return standardised(latent + 0.3 * group + stratum, group, stratum, patient), 0.3

    return draw
