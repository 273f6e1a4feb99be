"""A sentence on a difference between groups, as a statement: its number and interval, a figure, and what lies behind it."""

from __future__ import annotations

from audit.cohort.figures import Kind, Sentence
from audit.counted import films_of
from audit.report.charts import Interval, IntervalChart, IntervalRow
from audit.report.cohort.statements import LOGITS, parts_of, some
from audit.report.document import Statement

_ALIKE = "Alike: of the same age, sex and view, as far as these are known."
_PREVALENCE = f"Prevalence: how much more frequent the finding is there than elsewhere. {_ALIKE}"


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
    return Statement(first, f"{value} {unit}", interval, more, _chart(one, number, alternative))


def _chart(one: Sentence, number: Interval, alternative: str) -> IntervalChart:
    """Return the difference, and below it the same among films that are alike."""
    confound = one.kind is Kind.CONFOUND
    rows, beside = [IntervalRow("share, with less without" if confound else "difference", number)], ""
    if apart := one.standardised:
        alike = _scaled(one.kind, apart.value, apart.low, apart.high)
        rows.append(IntervalRow("prevalence, alike films" if confound else "alike films", alike))
        beside = f" {_PREVALENCE if confound else _ALIKE}"
    of = f"{one.attribute} {one.group} against all other known values of {one.attribute}"
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
