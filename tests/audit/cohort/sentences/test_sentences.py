"""Sentences of cohorts in which one thing is planted, or nothing."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from audit.cohort.cohort import Cohort
from audit.cohort.figures import Kind, Place, Sentence
from audit.cohort.sentences.choosing import MOST, sentences
from audit.cohort.sentences.too_few import too_few
from audit.cohort.statistics.permutation.family import family
from audit.cohort.statistics.permutation.questions import questions
from audit.records.verdicts import WORST_FIRST
from tests.cohorts import attribute, cohort, decisions

OUTSIDE, NOTHING = WORST_FIRST.index("dependent_on_outside"), WORST_FIRST.index("no_outside_dependence_found")
FILMS = 240


def _said(films: Cohort) -> tuple[Sentence, ...]:
    return sentences(films, family(films, tuple(questions(films)), np.random.default_rng(0), 199))


def _films(labels: int = 1, prevalence: tuple[float, float] = (0.4, 0.4), shift: float = 0.0, outside: tuple[int, int] = (0, 0)) -> Cohort:
    """Half of the films are of site north; of its positives and of the others' so many are dependent on outside."""
    rng = np.random.default_rng(5)
    north = np.arange(FILMS) % 2 == 0
    made = []
    for k in range(labels):
        truth = rng.permuted(np.arange(FILMS) / FILMS) < np.where(north, *prevalence)
        score = rng.normal(0, 1, FILMS) + truth + shift * north
        positive = np.arange(FILMS) % 3 == 0
        verdict = np.full(FILMS, NOTHING)
        verdict[np.flatnonzero(positive & north)[: outside[0]]] = OUTSIDE
        verdict[np.flatnonzero(positive & ~north)[: outside[1]]] = OUTSIDE
        delta = np.where(positive, np.where(verdict == OUTSIDE, 2.5, 0.1), np.nan)
        made.append(decisions(f"label {k}" if labels > 1 else "Mass", FILMS, score, truth, verdict, positive, largest_delta=delta))
    sex = rng.permuted(np.array(["F", "M"]).repeat(FILMS // 2))
    return cohort(range(FILMS), [attribute("site", ["north" if one else "south" for one in north]), attribute("sex", list(sex))], made)


def test_where_there_is_nothing_nothing_is_said() -> None:
    assert _said(_films()) == ()


def test_a_confound_is_told_with_both_shares_and_its_films() -> None:
    (told,) = _said(_films(prevalence=(0.6, 0.2)))
    films = _films(prevalence=(0.6, 0.2))
    sick, north = films.decisions[0].truth == 1, films.attributes[0].code == 0
    value = north[sick].mean() - north[~sick].mean()
    assert (told.kind, told.label, told.attribute, told.group) == (Kind.CONFOUND, "Mass", "site", "north")
    assert told.value == pytest.approx(value)
    assert told.low < told.value < told.high
    assert told.text.startswith(
        f"Site goes with Mass: {100 * north[sick].mean():.0f} % of the films with Mass have site north, "
        f"of those without it {100 * north[~sick].mean():.0f} %: a difference of {100 * value:.0f} points"
    )
    assert (told.films, told.patients, told.seq) == (120, 120, tuple(range(1000, 1240, 2)))
    assert told.standardised is not None
    assert told.standardised.value == pytest.approx(0.4, abs=0.05)


def test_a_score_that_differs_within_the_truth_is_told_in_logits() -> None:
    (told,) = _said(_films(shift=1.0))
    assert (told.kind, told.attribute) == (Kind.SCORE_GIVEN_LABEL, "site")
    assert told.low < 1 < told.high
    assert "the score is higher with site north than otherwise: a difference of" in told.text
    assert "logits" in told.text


def test_a_rate_is_told_of_the_group_that_has_more_with_the_films_to_look_at() -> None:
    """Sites are two; the comparison is of north, but south is where it happens: 20 of 40 against 1 of 40."""
    films = _films(outside=(1, 20))
    (told,) = _said(films)
    assert (told.kind, told.group, told.value) == (Kind.DEPENDENT, "south", pytest.approx(19 / 40))
    assert told.text.startswith(
        "With site south, 50 % of the positive decisions for Mass depend on a place outside the allowed region "
        "(20 of 40), otherwise 2 % (1 of 40)"
    )
    assert "changes the score of these films by -2.5 logits (median)" in told.text
    south = (films.decisions[0].verdict == OUTSIDE) & (films.attributes[0].code == 1)
    assert told.seq == tuple(int(one) for one in films.seq[south])
    assert (told.films, told.patients) == (20, 20)


def test_a_rate_is_told_with_the_place_that_most_findings_share() -> None:
    """Of 20 findings behind it the places of 18 are known, 11 in one corner; those of films on the other side do not count."""
    films = _films(outside=(1, 20))
    label = films.decisions[0]
    behind = np.flatnonzero((label.verdict == OUTSIDE) & (films.attributes[0].code == 1))
    zones: list[str | None] = [None] * FILMS
    for place, film in enumerate(behind[:18]):
        zones[film] = "upper_left_corner" if place < 11 else "chest_wall"
    for film in np.flatnonzero(films.attributes[0].code == 0):
        zones[film] = "chest_wall"
    (told,) = _said(replace(films, decisions=(replace(label, zone=attribute("zone", zones)),)))
    assert told.place == Place("upper_left_corner", 11, 18)
    assert "In 11 of 18 of these the place lies in the zone 'upper left corner'." in told.text
    assert all(one.place is None for one in _said(_films(shift=1.0)))


def test_sentences_stand_by_kind_then_effect_and_are_ten_at_most() -> None:
    told = _said(_films(labels=6, prevalence=(0.6, 0.2), shift=1.5, outside=(20, 1)))
    assert len(told) == MOST
    kinds = [one.kind for one in told]
    assert kinds == sorted(kinds, key=list(Kind).index)
    assert [kinds.count(kind) for kind in Kind] == [4, 3, 3]
    for kind in Kind:
        effects = [one.effect for one in told if one.kind is kind]
        assert effects == sorted(effects, reverse=True)


def test_a_kind_takes_the_places_that_others_leave() -> None:
    told = _said(_films(labels=12, shift=1.5))
    assert [one.kind for one in told] == [Kind.SCORE_GIVEN_LABEL] * MOST


def test_attributes_that_make_the_same_group_are_told_together() -> None:
    """Each site has one scanner: what goes with one goes with the other."""
    films = _films(prevalence=(0.6, 0.2))
    scanner = attribute("scanner", ["X" if code == 0 else "Y" for code in films.attributes[0].code])
    (told,) = _said(replace(films, attributes=(*films.attributes, scanner)))
    assert told.attribute == "site"
    assert told.text.endswith("The same films have scanner X.")


def test_effects_are_shrunk_and_say_what_would_refute_them() -> None:
    films = _films(prevalence=(0.6, 0.2), shift=1.0, outside=(20, 1))
    for told in _said(films):
        assert told.effect > 0
        assert told.p <= 0.05
        assert told.refuted_by.startswith("Refuted if")
        assert not re.search(r"cheat|artefact|wrong|bias", told.text)
        assert "about" in told.text


def test_thin_evidence_says_how_many_films_are_needed() -> None:
    """Forty films of three sites: the largest has 16 patients, 24 are outside it."""
    site = ["a"] * 16 + ["b"] * 14 + ["c"] * 10
    films = cohort(
        range(40), [attribute("site", site), attribute("body part", ["CHEST"] * 40)], [decisions("Mass", 40, truth=np.arange(40) % 2)]
    )
    (told,) = too_few(films, tuple(questions(films)))
    assert (told.attribute, told.films, told.needed) == ("site", 40, 75)
    assert told.text == (
        "Too few films to compare groups by site: about 75 needed for 30 patients in one group and as many in others, there are 40."
    )
    assert _said(films) == ()


def test_a_rare_label_says_how_many_films_are_needed() -> None:
    films = cohort(range(100), [attribute("site", ["a", "b"] * 50)], [decisions("Hernia", 100, truth=np.arange(100) < 4)])
    (told,) = too_few(films, tuple(questions(films)))
    assert (told.label, told.kind, told.needed) == ("Hernia", Kind.CONFOUND, 250)
    assert "about 250 needed, there are 100" in told.text
