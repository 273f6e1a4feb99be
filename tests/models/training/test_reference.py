"""The shipped reference holds one film a patient."""

from __future__ import annotations

from typing import cast

from models.training.ledger import PatientRole, ledger
from models.training.reference import ROLES, by_patient
from models.training.unseen import Unseen
from models.values.radiograph import Radiograph


def _film(patient: str, name: str) -> Unseen:
    return Unseen(cast("Radiograph", name), patient, frozenset(), "PA", PatientRole.REFERENCE)


def test_each_patient_s_films_are_together_in_an_order_of_chance_that_is_the_same_each_time() -> None:
    films = [_film(f"patient {number % 40}", str(number)) for number in range(120)]
    found = by_patient(films)
    assert [{film.patient for film in of} for of in found] == [{name} for name in sorted({film.patient for film in films})]
    assert sorted(str(film.film) for of in found for film in of) == sorted(str(film.film) for film in films)
    assert found == by_patient(films)
    assert len({int(str(of[0].film)) // 40 for of in found}) == 3


def test_two_hundred_and_twenty_patients_are_reference_and_calibration() -> None:
    lines = [line for source in ("nih", "nih_more") for line in ledger(source).values()]
    assert sum(line.role in ROLES for line in lines) >= 220
