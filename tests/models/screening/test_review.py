"""A reference's films are judged without the films: from numbers that a second look kept, each without its own patient."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from models.attention.reference.made_with import MadeWith
from models.challenge.calibration.bank import without_controls
from models.challenge.calibration.calibration import Calibration
from models.challenge.calibration.controls import ControlTable
from models.challenge.calibration.descriptors import DESCRIPTORS
from models.screening.against_controls import MatchedBy
from models.screening.review import FilmNumbers, SecondLook, completed, reviewed
from models.values.attention import Holds, Zone
from models.values.challenge import Filler, Place
from models.values.finding import probability
from models.values.verdict import Why
from models.verdict.measured import Grounds, Measured, Reading, RegionReadings

MADE_WITH = MadeWith("a" * 64, "b" * 64, "c" * 64, "d" * 64)
PLACES = 4
LOGIT = 1.0
EMPTY = without_controls(MADE_WITH, (), np.array([[0.0], [1.0]]))


def _places(patient: str, rng: np.random.Generator, size: float = 0.1) -> ControlTable:
    """Control places of one film that all look alike, nearly."""
    return ControlTable(
        tuple(Filler), np.array([patient] * PLACES), rng.normal(0, 1, (PLACES, len(DESCRIPTORS))).astype(np.float32),
        np.full((PLACES, 1), 0.2, np.float32), (size * rng.uniform(-1, 1, (PLACES, 3, 1))).astype(np.float32),
    )  # fmt: skip


def _film(patient: str, delta: float, *, place: Place = Place.NON_ANATOMICAL, positive: bool = True, marked: bool = False) -> FilmNumbers:
    """One finding with one region that takes the same from its score by every filler."""
    logit = LOGIT if positive else -LOGIT
    after = probability(logit - delta)
    readings = tuple(Reading(filler, delta, after, positive != (after >= 0.5), None, 0, None) for filler in Filler)
    region = RegionReadings(0, place, Zone.UPPER_LEFT_CORNER, Holds.TEXT_OR_MARKER, readings)
    finding = Measured("Mass", logit, probability(logit), 0.5, positive, Why.POSITIVE if positive else Why.SAMPLED, (region,))
    like = np.zeros(len(DESCRIPTORS), np.float32), np.array([0.2], np.float32)
    return FilmNumbers((finding,), MatchedBy({0: like}, 1, frozenset({patient})), marked=marked, lined=not marked)


def _looks(films: Sequence[FilmNumbers], size: float = 0.1) -> list[SecondLook]:
    rng = np.random.default_rng(3)
    return [SecondLook(_places(str(number), rng, size), (film,)) for number, film in enumerate(films)]


def test_films_of_each_kind_are_counted() -> None:
    """Of 80: 20 whose score falls by more than all controls and below the threshold, 10 of them in plausible context; 5 negative."""
    films = [
        *(_film(str(number), 2.0, marked=True) for number in range(10)),
        *(_film(str(number), 2.0, place=Place.PLAUSIBLE_CONTEXT) for number in range(10, 20)),
        *(_film(str(number), -2.0, positive=False) for number in range(20, 25)),
        *(_film(str(number), 0.01) for number in range(25, 80)),
    ]
    review = completed(EMPTY, _looks(films)).review
    assert review is not None
    assert (review.films, review.marked, review.lined) == (80, 10, 70)
    assert (review.positive, review.judged, review.dependent) == (75, 65, 10)
    assert review.share == pytest.approx(10 / 65)
    assert review.suspected is True


def test_a_part_of_the_films_is_judged_by_itself() -> None:
    """Without the films that depend, nothing is suspected; what a contaminated reference would say is found without a second look."""
    films = [_film(str(number), 2.0 if number < 30 else 0.01) for number in range(110)]
    looks = _looks(films)
    all_of_them, rest = completed(EMPTY, looks).review, completed(EMPTY, looks[30:])
    assert all_of_them is not None
    assert rest.review is not None
    assert (all_of_them.dependent, rest.review.dependent, rest.review.films) == (30, 0, 80)
    assert (all_of_them.suspected, rest.review.suspected) == (True, False)
    assert set(rest.table.patients.tolist()) == {str(number) for number in range(30, 110)}


def test_a_film_is_not_judged_by_its_own_patients_places() -> None:
    """Its own four places react as strongly as its region does; by them it would not be unusual among its neighbours."""
    looks = _looks([_film(str(number), 2.0 if number == 0 else 0.01) for number in range(80)])
    own = replace(
        looks[0].places, descriptors=np.zeros((PLACES, len(DESCRIPTORS)), np.float32), deltas=np.full((PLACES, 3, 1), 9, np.float32)
    )
    calibration = completed(EMPTY, [SecondLook(own, looks[0].films), *looks[1:]])
    assert calibration.review is not None
    assert calibration.review.dependent == 1
    stranger = replace(looks[0].films[0], by=replace(looks[0].films[0].by or _never(), patients=frozenset()))
    (his, theirs) = (one.judged(calibration, _grounds(calibration)).tests[0][0].p for one in (looks[0].films[0], stranger))
    assert his == pytest.approx(1 / 317)  # The 316 places of the 79 others, none as large.
    assert theirs == pytest.approx(5 / 321)  # His own four are larger.


def test_an_effect_that_is_no_larger_than_the_floor_is_no_dependence() -> None:
    """The score falls below the threshold by 1.2; controls reach 3."""
    review = completed(EMPTY, _looks([_film(str(number), 1.2) for number in range(80)], size=3.0)).review
    assert review is not None
    assert (review.judged, review.dependent) == (80, 0)


def test_under_sixty_films_nothing_is_judged() -> None:
    review = completed(EMPTY, _looks([_film(str(number), 2.0) for number in range(59)])).review
    assert review is not None
    assert (review.films, review.positive, review.judged, review.dependent, review.share) == (59, 59, 0, 0, None)


def test_a_film_whose_region_matches_nothing_is_not_judged() -> None:
    """Which says nothing for or against it, however much its score falls."""
    films = [_film(str(number), 2.0) for number in range(80)]
    far = np.full(len(DESCRIPTORS), 50, np.float32), np.array([0.2], np.float32)
    films[0] = replace(films[0], by=replace(films[0].by or _never(), like={0: far}))
    films[1] = replace(films[1], by=replace(films[1].by or _never(), like={}))
    review = completed(EMPTY, _looks(films)).review
    assert review is not None
    assert (review.positive, review.judged, review.dependent) == (80, 78, 78)


def test_a_positive_film_without_a_region_is_not_judged() -> None:
    films = [_film(str(number), 0.01) for number in range(80)]
    films[0] = replace(films[0], by=None, measured=(replace(films[0].measured[0], regions=()),))
    films[1] = replace(films[1], measured=(replace(films[1].measured[0], not_assessable="The lung is cut off."),))
    review = reviewed(films, completed(EMPTY, _looks(films)))
    assert (review.positive, review.judged, review.dependent) == (79, 78, 0)


def _grounds(calibration: Calibration) -> Grounds:
    return Grounds(80, len(set(calibration.table.patients.tolist())))


def _never() -> MatchedBy:
    raise AssertionError("the film has regions")
