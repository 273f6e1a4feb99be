from dataclasses import replace

import numpy as np

from audit.cohort.cohort import Attribute
from audit.cohort.over_time.figures import Quantity, Subject
from audit.cohort.over_time.series import every_series, first_films
from audit.records.verdicts import WORST_FIRST
from tests.audit.cohort.over_time.cohorts import a_cohort, some_decisions

LOGIT = np.array([0.0, 2.0, 3.0, np.nan, 5.0, 6.0])
COHORT = a_cohort(LOGIT, np.array([0, 0, 1, 1, 1, -1]), np.zeros(6, np.int64))


def films_of(cohort, **about):
    found = {one.subject: one.film.tolist() for one in every_series(cohort)}
    return found.get(Subject(**{"quantity": Quantity.SCORE, "name": "Effusion", "attribute": "", "group": ""} | about))


def test_only_the_first_film_of_a_patient_counts() -> None:
    cohort = replace(COHORT, patient=np.array([4, 1, 4, 0, 1, 2]))
    assert first_films(cohort).tolist() == [0, 1, 3, 5]
    assert films_of(cohort) == [0, 1, 5]


def test_films_are_grouped_by_what_is_known_of_them() -> None:
    assert films_of(COHORT) == [0, 1, 2, 4, 5]
    assert films_of(COHORT, attribute="manufacturer", group="Acme") == [0, 1]
    assert films_of(COHORT, attribute="manufacturer", group="Bolt") == [2, 4]


def test_the_only_station_of_a_manufacturer_is_not_charted_twice() -> None:
    station = Attribute("station", ("one", "three", "two"), np.array([0, 0, 1, 2, 2, -1]))
    cohort = replace(COHORT, attributes=(*COHORT.attributes, station))
    assert {one.subject.group for one in every_series(cohort)} == {"", "Acme", "Bolt"}
    apart = replace(station, code=np.array([0, 0, 1, 1, 2, 2]))
    told = every_series(replace(cohort, attributes=(*COHORT.attributes, apart)))
    assert {one.subject.group for one in told} == {"", "Acme", "Bolt", "two"}


def test_what_never_varies_is_no_series() -> None:
    """Positives of Bolt are all of them; quality is nowhere known; one verdict was never given."""
    assert films_of(COHORT, quantity=Quantity.POSITIVES, attribute="manufacturer", group="Bolt") is None
    assert films_of(COHORT, quantity=Quantity.QUALITY, name="") is None
    decided = some_decisions("Effusion", LOGIT, np.array([0, 0, 5, 5, -1, 0]))
    told = every_series(replace(COHORT, decisions=(decided,)))
    assert {one.subject.name for one in told if one.subject.quantity is Quantity.VERDICT} == {WORST_FIRST[0], WORST_FIRST[5]}
