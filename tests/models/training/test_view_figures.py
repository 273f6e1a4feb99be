"""Figures of view and pneumonia: the effect of the view is that within a label, and words count beyond equal patches."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from models.training.view_figures import TAKEN_AWAY, ViewCopy, figures
from models.training.view_measured import FilmAsked, SaidOfView, Words
from models.values.attention import Holds, Zone
from models.values.verdict import Verdict

COPIES = [ViewCopy(share, draw, 120, 100.0, 0.0, "") for draw in range(2) for share in (0.5, 0.9)]
"""In the order in which films hold them: by draw, then share."""
VIEW, LABEL = 2.0, 1.0
NOT_CHALLENGED = SaidOfView(False, Verdict.NOT_CHALLENGED, ())
FOUND = SaidOfView(
    True, Verdict.DEPENDENT_ON_OUTSIDE, (), 2, text=True, zone=Zone.UPPER_LEFT_CORNER, holds=Holds.TEXT_OR_MARKER, delta=1.5, decides=True
)  # fmt: skip
NOTHING = SaidOfView(True, Verdict.UNDETERMINED, ("power_unknown",), 1, zone=Zone.BACKGROUND, holds=Holds.NOTHING_SPECIAL, delta=0.1)


def _film(index: int, pneumonia: bool, front: bool, *, words: Words | None = None, taken: float = 0.0) -> FilmAsked:
    """Copies of 50 % see the label alone; those of 90 % add the view, of which global removals take a part away."""
    plain, shortcut = LABEL * pneumonia, LABEL * pneumonia + VIEW * front
    fall = VIEW * front * taken
    said = (NOTHING if pneumonia else NOT_CHALLENGED, FOUND if front else NOT_CHALLENGED)
    return FilmAsked(
        str(index), "AP" if front else "PA", pneumonia, (plain, shortcut) * 2, said * 2, words, dict.fromkeys(TAKEN_AWAY, (0.0, fall) * 2)
    )  # fmt: skip


@cache
def _told(**changed: Any) -> dict[str, Any]:
    cells = [(pneumonia, front) for pneumonia in (True, False) for front in (True, False)] * 5
    return figures(COPIES, [_film(index, *cell, **changed) for index, cell in enumerate(cells)], draws=20)


def test_the_effect_is_that_of_the_view_within_a_label() -> None:
    shares = _told()["shares"]
    assert shares["50%"]["effect"] == [0.0, 0.0, 0.0]
    assert shares["90%"]["effect"] == [VIEW, VIEW, VIEW]
    assert shares["90%"]["effect_of_each"] == [VIEW, VIEW]
    assert shares["90%"]["copies"] == 2


def test_within_a_view_a_shortcut_costs_nothing_and_pooled_it_does() -> None:
    row = _told()["shares"]["90%"]
    assert row["area_within"][0] == 1.0
    assert row["area_pooled"][0] == pytest.approx(0.75), "AP without a finding stands above PA with pneumonia"


def test_what_a_removal_leaves_of_the_effect_is_told() -> None:
    told = _told(taken=0.75)["shares"]["90%"]["removals"]
    for name in TAKEN_AWAY:
        assert (told[name]["films"], told[name]["before"][0]) == (20, VIEW)
        assert told[name]["after"][0] == pytest.approx(0.25 * VIEW)


def test_verdicts_are_of_positive_findings_by_view_with_place_and_contents() -> None:
    shares = _told()["shares"]
    found, nothing = shares["90%"]["verdicts"]["AP"], shares["50%"]["verdicts"]["AP"]
    assert (found["positive"], found["outside"][0], found["text_in_a_region"][0]) == (20, 1.0, 1.0)
    assert found["strongest_zone"] == {"upper_left_corner": 20}
    assert shares["90%"]["verdicts"]["PA"]["positive"] == 0
    assert nothing["counts"] == {"undetermined (power_unknown)": 10}
    assert nothing["text_in_a_region"][0] == 0.0
    assert shares["90%"]["positive"]["no finding AP"][0] == 1.0
    assert shares["90%"]["positive"]["pneumonia PA"][0] == 0.0


def test_words_count_by_their_fall_beyond_that_of_equal_patches() -> None:
    words = Words(0.01, (0.5, 0.9) * 2, (0.4, 0.2) * 2, patches=9, area=1.0)
    told = _told(words=words)
    assert told["films_with_words"] == {"PA": 10, "AP": 10}
    row = told["shares"]["90%"]["words"]["AP"]
    assert row["films"] == 10
    assert row["beyond"] == [pytest.approx(0.7)] * 3
    assert _told()["shares"]["90%"]["words"]["AP"] == {"films": 0}


def test_a_film_that_is_refused_is_scored_and_says_nothing() -> None:
    films = [_film(2 * pneumonia + front, pneumonia, front) for pneumonia in (True, False) for front in (True, False)]
    refused = FilmAsked("r", "AP", True, (LABEL, LABEL + VIEW) * 2, (), None, {})
    told = figures(COPIES, [*films, refused], draws=20)
    assert (told["films"], told["refused"], told["served"]) == (5, 1, 4)
    assert told["shares"]["90%"]["verdicts"]["AP"]["positive"] == 4
