"""The review's presenter, with a mock in place of its page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from unittest.mock import MagicMock

import pytest

from app.desktop.classifiers.view import Trust
from app.desktop.film.known import KnownFilm
from app.desktop.review.presenter import ReviewPresenter
from app.desktop.review.view import ReviewView
from tests.app.desktop.records import CHECK, attention, ended, film, finding, known, negative, of_an_earlier_version, quality

TRUST = Trust("", "", {})


class Review:
    """A presenter, its page, and the findings that it made known."""

    def __init__(self) -> None:
        self.view = MagicMock(spec=ReviewView)
        self.chosen: list[int | None] = []
        self.presenter = ReviewPresenter(self.view, log_name="audit.db", finding_chosen=self.chosen.append)

    def last(self, setter: str) -> Any:
        return getattr(self.view, setter).call_args.args


@pytest.fixture
def review() -> Review:
    return Review()


def test_positive_findings_stand_first_and_the_first_is_at_hand(review: Review) -> None:
    review.presenter.show_known(known(film(negative(label="Mass"), finding(label="Effusion"))), TRUST, same_film=False)
    rows, selected = review.last("show_findings")
    assert ([row.label for row in rows], selected) == (["Effusion", "Mass"], 0)
    assert review.last("show_detail")[0].title == "Effusion"
    assert review.last("show_evidence")[0].budget is not None
    assert dict(review.last("show_record")[0])["Entry"] == "3 of audit.db"
    assert review.chosen == [1]


def test_a_finding_is_chosen_by_its_row_and_made_known_by_its_place_in_the_classifiers_order(review: Review) -> None:
    review.presenter.show_known(known(film(negative(label="Mass"), finding(label="Effusion"))), TRUST, same_film=False)
    review.presenter.select_finding(1)
    assert review.last("show_detail")[0].title == "Mass"
    assert review.last("show_evidence") == (None,)
    review.presenter.select_finding(1)
    review.presenter.select_finding(7)
    review.presenter.select_finding(-1)
    assert review.chosen == [1, 0]


def test_a_film_without_entry_says_that_nothing_is_known_yet(review: Review) -> None:
    review.presenter.show_unknown("Not screened yet", "The findings appear here.")
    review.presenter.select_finding(0)
    assert review.last("show_findings") == ([], None)
    assert review.last("show_detail")[0].title == "Not screened yet"
    assert (review.last("show_evidence"), review.last("show_record"), review.chosen) == ((None,), ([],), [None])


def test_an_entry_that_cannot_be_read_is_said_as_a_problem(review: Review) -> None:
    review.presenter.show_unknown("The entry cannot be read", "There is no audit log.", is_problem=True)
    shown = review.last("show_detail")[0]
    assert (shown.title, shown.warnings, shown.sentences) == ("The entry cannot be read", ["There is no audit log."], ())


def test_a_refused_film_shows_its_reason_and_no_findings(review: Review) -> None:
    review.presenter.show_known(known(film()), TRUST, same_film=False)
    review.presenter.show_known(known(ended()), TRUST, same_film=False)
    assert review.last("show_findings") == ([], None)
    shown = review.last("show_detail")[0]
    assert (shown.title, shown.warnings) == ("Refused", ["The film is upside down."])
    assert (review.last("show_evidence"), review.chosen[-1]) == ((None,), None)


def test_doubts_of_film_and_classifier_stand_before_the_finding(review: Review) -> None:
    check = replace(CHECK, mirrored=0.99)
    trust = Trust("", "", {}, ("Not certified.",))
    found = known(film(input_check=check, anatomy=quality(0.7, "Not assessable: no lungs.")))
    review.presenter.show_known(found, trust, same_film=False)
    assert review.last("show_detail")[0].warnings == (
        "Not assessable: no lungs. No flag and no all-clear.",
        "The film may be mirrored; compare the side marker.",
        "Not certified.",
    )


def test_an_entry_of_an_earlier_version_is_shown(review: Review) -> None:
    review.presenter.show_known(known(of_an_earlier_version()), TRUST, same_film=False)
    assert review.last("show_evidence")[0].why_not.startswith("No logit decomposition. Not kept by the version")
    assert review.last("show_findings")[0][0].share_outside == "50%"


def test_scores_that_do_not_stand_in_the_log_are_marked_and_have_no_entry(review: Review) -> None:
    scored = film(finding(tests=()), negative(label="Mass"), regions=(), challenges=())
    review.presenter.show_known(KnownFilm(scored, None), TRUST, same_film=False)
    said = review.last("show_detail")[0]
    assert said.warnings[0] == "Perturbation tests are under way; not yet recorded."
    assert said.sentences[-1] == "The perturbation test of the largest hot spot outside the allowed region is under way."
    assert [row.delta for row in review.last("show_findings")[0]] == ["…", None]
    assert review.last("show_record") == ([],)


def test_without_a_hot_spot_no_test_is_announced(review: Review) -> None:
    scored = film(finding(tests=(), attention=attention(hot_spots=())), regions=(), challenges=())
    review.presenter.show_known(KnownFilm(scored, None), TRUST, same_film=False)
    assert review.last("show_detail")[0].sentences[-1].endswith("no perturbation test.")
    assert review.last("show_findings")[0][0].delta is None


def test_the_finding_at_hand_stays_when_the_film_is_recorded(review: Review) -> None:
    findings = (negative(label="Mass"), finding(label="Effusion"))
    scored = film(findings[0], replace(findings[1], tests=()), regions=(), challenges=())
    review.presenter.show_known(KnownFilm(scored, None), TRUST, same_film=False)
    review.presenter.select_finding(1)
    review.presenter.show_known(known(film(*findings)), TRUST, same_film=True)
    assert (review.last("show_findings")[1], review.last("show_detail")[0].title, review.chosen[-1]) == (1, "Mass", 0)
    assert review.last("show_detail")[0].warnings == ()
    review.presenter.show_known(known(film(*findings)), TRUST, same_film=False)
    assert (review.last("show_findings")[1], review.chosen[-1]) == (0, 1)
