"""Which findings are challenged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.parameters import Parameters
from models.values.verdict import Why
from models.verdict.choosing import chosen

FAR = -9.0


def _negatives(labels: list[str], film: str, seed: int = 1) -> dict[str, Why]:
    n = len(labels)
    why = chosen(labels, [FAR] * n, [False] * n, [1.0] * n, pixel_sha256=film, parameters=Parameters(seed=seed))
    return dict(zip(labels, why, strict=True))


def test_positives_and_what_is_near_the_threshold_are_challenged() -> None:
    margins, spreads = [0.0, 5.0, -0.5, -0.51, -0.5], [None, 2.0, 2.0, 2.0, None]
    film = next(film for film in map(str, range(99)) if set(_negatives(["d", "e"], film).values()) == {Why.NOT_CHALLENGED})
    why = chosen(["a", "b", "c", "d", "e"], margins, [True, True, False, False, False], spreads, pixel_sha256=film, parameters=Parameters())
    assert why == (Why.POSITIVE, Why.POSITIVE, Why.NEAR_THRESHOLD, Why.NOT_CHALLENGED, Why.NOT_CHALLENGED)


def test_without_challenges_nothing_is() -> None:
    why = chosen(["a", "b"], [1.0, -0.1], [True, False], [1.0, 1.0], pixel_sha256="0", parameters=Parameters(challenges=False))
    assert why == (Why.NOT_CHALLENGED,) * 2


def test_one_negative_in_ten_is_drawn() -> None:
    labels, films = [f"label {k}" for k in range(14)], 1000
    drawn = sum(list(_negatives(labels, str(film)).values()).count(Why.SAMPLED) for film in range(films))
    assert drawn / (films * len(labels)) == pytest.approx(0.1, abs=0.0076)  # Three standard errors.


def test_labels_are_drawn_independently() -> None:
    draws = [_negatives(["a", "b"], str(film)) for film in range(5000)]
    both = sum(set(draw.values()) == {Why.SAMPLED} for draw in draws)
    assert both / len(draws) == pytest.approx(0.01, abs=0.0043)  # Three standard errors.


@given(st.text(), st.lists(st.text(), max_size=5), st.text("0123456789abcdef", min_size=64, max_size=64), st.integers(0, 9))
def test_a_draw_does_not_depend_on_other_labels(label: str, others: list[str], film: str, seed: int) -> None:
    assert _negatives([*others, label], film, seed)[label] is _negatives([label], film, seed)[label]


def test_seed_film_and_label_each_change_the_draw() -> None:
    films = [str(film) for film in range(300)]
    draws = [[_negatives([label], film, seed)[label] for film in films] for label, seed in (("a", 1), ("a", 2), ("b", 1))]
    assert draws[0] == [_negatives(["a"], film)["a"] for film in films]
    assert draws[0] != draws[1]
    assert draws[0] != draws[2]


def test_how_probable_each_reason_is_lets_cohorts_be_weighed() -> None:
    assert [why.probability for why in Why] == [1.0, 1.0, 0.1, 0.0]
