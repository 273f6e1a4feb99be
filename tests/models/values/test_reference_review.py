"""What a review of a reference says: a share with its interval, and a suspicion where false alarms no longer explain it."""

from __future__ import annotations

import pytest

from models.values.reference_review import ReferenceReview


def _review(dependent: int, judged: int) -> ReferenceReview:
    return ReferenceReview(films=200, marked=150, lined=3, positive=judged, judged=judged, dependent=dependent)


@pytest.mark.parametrize(
    ("dependent", "judged", "suspected"),
    # By hand: Wilson's lower end of 9 of 100 is 0.0481, of 10 of 100 0.0552; of 3 of 20 0.0524, of 2 of 20 0.0279.
    [(0, 100, False), (9, 100, False), (10, 100, True), (2, 20, False), (3, 20, True), (20, 20, True), (0, 0, False)],
)
def test_more_than_false_alarms_explain_is_suspected(dependent: int, judged: int, suspected: bool) -> None:
    assert _review(dependent, judged).suspected is suspected


def test_the_share_is_told_with_its_interval() -> None:
    said = _review(10, 100).dependence_sentence
    assert said.startswith("The reference may be contaminated. Of 100 films")
    assert "10 (10.0%, 95 % interval 5.5% to 17.4%) depend on it" in said


def test_what_is_not_suspected_is_not_called_clean() -> None:
    said = _review(2, 100).dependence_sentence
    assert "contaminated" not in said
    assert said.endswith("it does not show that the films carry no shortcut.")


def test_without_judged_films_there_is_no_share() -> None:
    review = ReferenceReview(films=12, marked=0, lined=0, positive=9, judged=0, dependent=0)
    assert (review.share, review.interval) == (None, (0.0, 1.0))
    assert review.dependence_sentence.startswith("Whether the positive findings of 9 of its films depend on places")


def test_marks_are_counted_of_all_films() -> None:
    assert _review(0, 9).marks_sentence.startswith("Markers or text lie outside the lungs on 150 of 200 films, device-like lines ")
