"""Statistics of two classifiers that saw the same films."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from statistics import correlation


def mcnemar_exact(only_a: int, only_b: int) -> float:
    """Return the two-sided p of McNemar's exact test.

    Args:
        only_a: Independent films that A alone calls positive.
        only_b: Those that B alone calls positive.

    Returns:
        Twice the smaller tail of a binomial of one half, at most 1; 1 where no decision differs.
    """
    count, ways, tail = only_a + only_b, 1, 0
    for chosen in range(min(only_a, only_b) + 1):
        tail += ways
        ways = ways * (count - chosen) // (chosen + 1)
    return min(1.0, float(Fraction(2 * tail, 1 << count)))


def holm(ps: Sequence[float]) -> tuple[float, ...]:
    """Return p values adjusted for how many there are, by Holm's method, in the order given."""
    adjusted, so_far = [0.0] * len(ps), 0.0
    for place, index in enumerate(sorted(range(len(ps)), key=ps.__getitem__)):
        so_far = max(so_far, min(1.0, (len(ps) - place) * ps[index]))
        adjusted[index] = so_far
    return tuple(adjusted)


def rank_correlation(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Return Spearman's correlation; None under two values, or where one side is constant."""
    if len(set(one)) < 2 or len(set(other)) < 2:
        return None
    return correlation(_ranks(one), _ranks(other))


def _ranks(values: Sequence[float]) -> list[float]:
    """Return the rank of each value; ties share the mean of theirs."""
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0.0] * len(values)
    start = 0
    for end in range(1, len(order) + 1):
        if end == len(order) or values[order[end]] != values[order[start]]:
            for index in order[start:end]:
                ranks[index] = (start + end - 1) / 2
            start = end
    return ranks
