"""A cohort in which something was planted, and all that a report is made of: for tests and for the benchmark."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from audit.cohort.account import account
from audit.cohort.cohort import Cohort
from audit.cohort.films import LeftOut
from audit.cohort.gathering import Gathered
from audit.cohort.over_time.over_time import over_time
from audit.cohort.patients import Patients
from audit.cohort.query import Query
from audit.report.cohort.report import Audited
from audit.report.foot import AsOf
from tests.audit.films import FINGERPRINT, screened_film
from tests.cohorts import attribute, cohort, decisions

_DEPENDENT, _UNDETERMINED, _NOT_CHALLENGED = 0, 4, 7
JANUARY_2025 = 12 * 2025


def planted(films: int, labels: int = 2, *, plant: bool = True) -> Cohort:
    """Return films of as many patients; Acme's go with the first label, and it is called there by a place outside.

    From two thirds on all scores of the first label rise, too.

    Args:
        films: At least 300 for a sentence.
        labels: How many there are.
        plant: Or nothing at all differs.
    """
    rng = np.random.default_rng(5)
    maker = rng.integers(0, 4, films)
    view = rng.random(films) < 0.4
    columns = []
    for number in range(labels):
        special = (maker == 0) & plant & (number == 0)
        truth = rng.random(films) < np.where(special, 0.6, 0.25)
        late = (np.arange(films) > films * 2 // 3) & plant & (number == 0)
        logit = rng.normal(0, 1, films) + 1.2 * truth - 0.8 + 1.0 * special + 1.0 * late
        called = logit > 0
        dependent = called & (rng.random(films) < np.where(special, 0.6, 0.03))
        verdict = np.where(~called, _NOT_CHALLENGED, np.where(dependent, _DEPENDENT, _UNDETERMINED))
        delta = np.where(called, rng.normal(0.2, 0.1, films), np.nan)
        name = "Mass" if number == 0 else f"Finding {number}"
        columns.append(decisions(name, films, logit, truth, verdict, called, rng.normal(0, 1, films), delta))
    names = [f"{name} Röntgen" for name in ("Acme", "Bolt", "Crux", "Dyne")]
    attributes = [
        attribute("view", list(np.where(view, "AP", "PA"))), attribute("sex", list(rng.choice(["F", "M"], films))),
        attribute("manufacturer", [names[one] for one in maker]), attribute("station", [f"{names[one]} {one}" for one in maker]),
    ]  # fmt: skip
    found = cohort(np.arange(films), attributes, columns)
    return replace(found, month=JANUARY_2025 + np.arange(films) * 14 // max(films, 1), quality=rng.normal(0.9, 0.02, films))


def audited(films: Cohort) -> tuple[Audited, AsOf]:
    """Return what a report of films is made of."""
    head = (int(films.seq[-1]) if len(films.seq) else 1, "a" * 64)
    count = len(np.unique(films.patient))
    gathered = Gathered(
        films, (), Query(head, ("embedded", "d" * 64), FINGERPRINT), False, LeftOut(3, (("teaching", 12),)),
        Patients(films.patient, count, 0, 0, (), (), (), ()), None, (), {},
    )  # fmt: skip
    made = Audited(gathered, account(films), over_time(films), screened_film(1), ("Cohort: planted.",))
    return made, AsOf(*head, "2026-11-29T06:00:00.000+00:00", "1.0")
