"""A sentence on a difference between groups, as a statement: its number and interval, a figure, and what lies behind it."""

from __future__ import annotations

from math import exp

from audit.cohort.figures import Kind, Sentence
from audit.counted import films_of
from audit.report.charts import Interval, IntervalChart, IntervalRow
from audit.report.cohort.statements import LOGITS, parts_of, some
from audit.report.document import Statement

_ALIKE = "Alike: of the same age, sex and view, as far as these are known."
_MORE_FREQUENT = f"Above, the sentence's difference; below, how much more frequent the finding is there than elsewhere. {_ALIKE}"


def of_sentence(one: Sentence, *, whole: bool) -> Statement:
    """Return a sentence of the account.

    Args:
        one: The sentence.
        whole: Whether all that is told beside it, its films and what would refute it are told; else only who is behind it.
    """
    first, *rest = parts_of(one.text)
    number, unit = _scaled(one.kind, one.value, one.low, one.high), LOGITS if one.kind is Kind.SCORE_GIVEN_LABEL else "points"
    value, low, high = (f"{part:z.{_decimals(one.kind)}f}" for part in (number.value, number.low, number.high))
    p = "under 0.001" if one.p < 0.001 else f"{one.p:.3f}"
    behind = f"Behind it: {films_of(one.films, one.patients)}. p {p} over all comparisons (max-T, patients permuted)."
    more = (*rest, behind, f"Entries: {some(one.seq)}.", one.refuted_by) if whole else (behind,)
    interval = f"95 % interval {low} to {high} {unit}"
    alternative = f"{one.label}, {one.attribute} {one.group}: difference {value} {unit}, {interval}."
    return Statement(first, f"{value} {unit}", interval, more, _chart(one, number, alternative), _means(one))


def _means(one: Sentence) -> str:
    """Return what a sentence is about: films, scores or what decisions rest on."""
    match one.kind:
        case Kind.CONFOUND:
            return f"This is about the films, not about the classifier: what follows {one.attribute} may seem to follow {one.label} here."
        case Kind.SCORE_GIVEN_LABEL:
            higher = abs(one.value)
            return (
                f"This is about the classifier's score, among films alike in whether {one.label} is present: {higher:.2f} logits are the "
                f"way from a score of 0.50 to {1 / (1 + exp(-higher)):.2f}."
            )
        case Kind.DEPENDENT:
            return (
                f"This is about what decisions rest on: filling in a place outside, where {one.label} cannot show, takes the decision away "
                "or at least half of its margin."
            )


def _chart(one: Sentence, number: Interval, alternative: str) -> IntervalChart:
    """Return the difference, and below it the same among films that are alike."""
    confound = one.kind is Kind.CONFOUND
    rows, beside = [IntervalRow(f"with {one.label} − without" if confound else "all films", number)], ""
    if apart := one.standardised:
        alike = _scaled(one.kind, apart.value, apart.low, apart.high)
        rows.append(IntervalRow("more frequent, alike films" if confound else "films that are alike", alike))
        beside = f" {_MORE_FREQUENT if confound else _ALIKE}"
    of = f"{one.attribute[:1].upper()}{one.attribute[1:]} {one.group} against all other known values of {one.attribute}"
    return IntervalChart(
        caption=f"{of}; 0 is no difference. Lines: 95 % intervals by patients.{beside}", alternative=alternative,
        unit=f"difference ({LOGITS if one.kind is Kind.SCORE_GIVEN_LABEL else 'percentage points'})", rows=tuple(rows), line=0.0,
        decimals=_decimals(one.kind),
    )  # fmt: skip


def _decimals(kind: Kind) -> int:
    return 2 if kind is Kind.SCORE_GIVEN_LABEL else 0


def _scaled(kind: Kind, value: float, low: float, high: float) -> Interval:
    factor = 1 if kind is Kind.SCORE_GIVEN_LABEL else 100
    return Interval(factor * value, factor * low, factor * high)
