"""Cohorts made of columns, for tests and benchmarks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from audit.cohort.cohort import Attribute, Cohort, Decisions


def attribute(name: str, values: Sequence[str | None]) -> Attribute:
    """One value a film; None where it is unknown."""
    known = sorted({str(value) for value in values if value is not None})
    place = {value: code for code, value in enumerate(known)}
    return Attribute(name, tuple(known), np.array([-1 if value is None else place[value] for value in values], dtype=np.int64))


def decisions(
    label: str,
    films: int,
    logit: ArrayLike | None = None,
    truth: ArrayLike | None = None,
    verdict: ArrayLike | None = None,
    positive: ArrayLike | None = None,
    enrichment: ArrayLike | None = None,
    largest_delta: ArrayLike | None = None,
) -> Decisions:
    """Columns of one label; what is not given is unknown, and a logit over 0 is positive."""  # fmt: skip

    def column(values: ArrayLike | None) -> np.ndarray:
        return np.full(films, np.nan) if values is None else np.asarray(values, dtype=np.float64)

    scores = column(logit)
    called = np.nan_to_num(scores) > 0 if positive is None else np.asarray(positive, dtype=np.bool_)
    verdicts = np.full(films, -1) if verdict is None else np.asarray(verdict)
    return Decisions(label, scores, called, verdicts.astype(np.int64), column(truth), column(enrichment), column(largest_delta))


def cohort(patient: ArrayLike, attributes: Sequence[Attribute], labels: Sequence[Decisions]) -> Cohort:
    """Films numbered from entry 1000 on."""
    patients = np.asarray(patient, dtype=np.int64)
    films = len(patients)
    unknown = np.full(films, np.nan)
    return Cohort(np.arange(films) + 1000, patients, np.full(films, -1, dtype=np.int64), unknown, tuple(attributes), tuple(labels))
