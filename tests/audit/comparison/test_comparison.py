"""Two classifiers on the films that both screened."""

from __future__ import annotations

from typing import Any

import pytest

from audit.comparison.comparison import Changed, compared
from audit.comparison.screenings import Found, ScreenedFilm

NEGATIVE, POSITIVE = Found(0.2, False, None, None), Found(0.8, True, 0.5, False)


def _films(found: dict[str, Found], patients: dict[str, str] | None = None, **others: Any) -> dict[str, ScreenedFilm]:
    made = {"computation": None, "method": (4,)} | others
    return {name: ScreenedFilm((patients or {}).get(name), findings={"Mass": one}, **made) for name, one in found.items()}


def test_only_films_that_both_screened_are_compared_and_the_others_counted() -> None:
    found = compared(
        _films({"1": POSITIVE, "2": POSITIVE, "3": NEGATIVE}), _films({"2": NEGATIVE, "3": NEGATIVE, "4": POSITIVE, "5": POSITIVE})
    )
    (mass,) = found.findings
    assert (found.films, found.only_a, found.only_b) == (2, 1, 2)
    assert (mass.positive_a, mass.positive_b, mass.decisions) == (1, 0, Changed(2, 1, 0))


def test_of_a_patient_with_several_films_one_is_tested_and_all_are_counted() -> None:
    """Six films lost their decision; five are of one patient: two independent changes, so p is 2 / 2²."""
    names = "abcdef"
    patients = dict.fromkeys("abcde", "one") | {"f": "another"}
    found = compared(_films(dict.fromkeys(names, POSITIVE), patients), _films(dict.fromkeys(names, NEGATIVE), patients))
    (mass,) = found.findings
    assert (found.films, found.patients, found.unknown_patients) == (6, 2, 0)
    assert (mass.decisions, mass.tested, mass.p) == (Changed(6, 6, 0), Changed(2, 2, 0), 0.5)


def test_films_of_unknown_patients_count_each_and_that_is_told() -> None:
    found = compared(_films(dict.fromkeys("abcdef", NEGATIVE)), _films(dict.fromkeys("abcdef", POSITIVE)))
    assert (found.patients, found.unknown_patients) == (6, 6)
    assert found.findings[0].p == 2 / 64


def test_shares_and_flags_are_of_films_on_which_both_were_judged() -> None:
    flagged = Found(0.9, True, 0.7, True)
    found = compared(_films({"1": POSITIVE, "2": POSITIVE, "3": NEGATIVE}), _films({"1": flagged, "2": POSITIVE, "3": flagged}))
    (mass,) = found.findings
    assert (mass.shares, mass.share_change) == (2, pytest.approx(0.1))
    assert mass.flags == Changed(2, 0, 1)


def test_without_maps_there_is_no_change_of_shares() -> None:
    (mass,) = compared(_films({"1": NEGATIVE}), _films({"1": POSITIVE})).findings
    assert (mass.shares, mass.share_change, mass.agreement) == (0, None, None)


def test_findings_of_one_alone_are_named_and_p_is_adjusted_over_those_of_both() -> None:
    one = {name: ScreenedFilm(None, None, (), {"Mass": POSITIVE, "Nodule": POSITIVE, "Hernia": POSITIVE}) for name in "abcdef"}
    other = {name: ScreenedFilm(None, None, (), {"Nodule": POSITIVE, "Mass": NEGATIVE, "Edema": POSITIVE}) for name in "abcdef"}
    found = compared(one, other)
    assert [(finding.label, finding.p, finding.p_adjusted) for finding in found.findings] == [("Mass", 1 / 32, 1 / 16), ("Nodule", 1, 1)]
    assert (found.labels_only_a, found.labels_only_b) == (("Hernia",), ("Edema",))


def test_films_judged_by_two_methods_are_counted() -> None:
    assert compared(_films({"1": POSITIVE}), _films({"1": POSITIVE}, method=(5,))).judged_otherwise == 1


def test_nothing_in_common_is_no_error() -> None:
    found = compared(_films({"1": POSITIVE}), _films({"2": POSITIVE}))
    assert (found.films, found.findings[0].p, found.findings[0].decisions) == (0, 1, Changed(0, 0, 0))
