"""What a cohort shows besides differences between groups, as statements: changes over time, and rates."""

from __future__ import annotations

import re
from collections.abc import Sequence

from audit.cohort.account import Account
from audit.cohort.figures import Figures, Share
from audit.cohort.over_time.figures import Alarm, Chart, Quantity
from audit.cohort.over_time.wording import group_text, quantity_text
from audit.counted import counted, films_of
from audit.report.charts import Interval, IntervalChart, IntervalRow, RateChart, RatePoint
from audit.report.document import Statement

_ENDS = re.compile(r"(?<=[.])\s+(?=[A-Z])")
_ENTRIES, LOGITS = 12, "logits"


def of_alarm(one: Alarm) -> Statement:
    """Return a change over time, with its months."""
    first, *rest = parts_of(one.text)
    factor, unit, decimals = _unit(one.chart)
    value, low, high = (factor * number for number in (one.size.value, one.size.low, one.size.high))
    name = "points" if one.chart.subject.quantity.is_rate else unit
    return Statement(
        first, f"{value:+z.{decimals}f} {name}", f"95 % interval {low:+z.{decimals}f} to {high:+z.{decimals}f} {name}",
        (*rest, f"Since entry {one.since}; raised at entry {one.raised}. Entries: {some(one.seq)}."),
        months_of(one.chart, (month_text(one.month),) if one.month >= 0 else ()),
    )  # fmt: skip


def nothing_stands_out(account: Account) -> Statement | None:
    """Return that no difference between groups stands out, where some were compared and none does."""
    if account.sentences or not account.comparisons:
        return None
    compared = counted(account.comparisons, "that was", "that were")
    return Statement(
        f"No difference between groups stands out, of {compared} compared.", f"0 of {account.comparisons}",
        "family-wise error under 5 %, so no interval",
        (f"Behind it: {films_of(account.films, account.patients)}. It does not say that there is none.",),
    )  # fmt: skip


def of_rates(rows: Sequence[Figures]) -> Statement | None:
    """Return how often positive decisions depend on a place outside, of the label with the highest rate; None where none is known."""
    known = [(row, row.dependent) for row in rows if not row.attribute and row.dependent]
    if not known:
        return None
    row, share = max(known, key=lambda one: (one[1].value, one[1].of))
    value, low, high = (100 * number for number in (share.value, share.low, share.high))
    which = f"{row.label}, the finding with {'the highest such share' if share.events else 'the most such decisions'}"
    return Statement(
        f"Of the positive decisions for {which} that were tested, {value:.0f} % depend on a place outside the allowed region.",
        f"{value:.0f} % ({share.events} of {share.of})", f"95 % interval by patients {low:.0f} to {high:.0f} %",
        (f"Behind it: {films_of(share.of, share.patients)}. It says nothing of what was not tested.",), dependence_chart(rows),
    )  # fmt: skip


def of_size(rows: Sequence[Figures]) -> Statement | None:
    """Return how often the classifier decides positive, of the label where it does so most; None where nothing is known."""
    known = [(row, row.positive) for row in rows if not row.attribute and row.positive]
    if not known:
        return None
    row, share = max(known, key=lambda one: one[1].value)
    value, low, high = (100 * number for number in (share.value, share.low, share.high))
    shown = sorted(((one.label, share) for one, share in known), key=lambda one: -one[1].value)
    chart = IntervalChart(
        "Positive decisions, of all films. Lines: 95 % intervals by patients.",
        "; ".join(f"{label}: {100 * one.value:.0f} %" for label, one in shown), "% of films",
        tuple(IntervalRow(label, _percent(one)) for label, one in shown),
    )  # fmt: skip
    others = [one.value for of, one in known if of is not row]
    besides = "" if not others else ", more often than for any other finding" if share.value > max(others) else ", and for none more often"
    return Statement(
        f"The classifier decides positive for {row.label} on {value:.0f} % of the films{besides}.",
        f"{value:.0f} % ({share.events} of {share.of})", f"95 % interval by patients {low:.0f} to {high:.0f} %",
        (f"Behind it: {films_of(share.of, share.patients)}.",), chart,
    )  # fmt: skip


def dependence_chart(rows: Sequence[Figures]) -> IntervalChart | None:
    """Return how often positive decisions of each label depend on a place outside; None where no rate is known."""
    known = sorted(((row.label, row.dependent) for row in rows if not row.attribute and row.dependent), key=lambda one: -one[1].value)
    if not known:
        return None
    return IntervalChart(
        "Dependent on outside, of the positive decisions that were tested. Lines: 95 % intervals by patients.",
        "; ".join(f"{label}: {one.events} of {one.of}" for label, one in known), "% of tested positive decisions",
        tuple(IntervalRow(label, _percent(one), f"{one.events} of {one.of}") for label, one in known),
    )  # fmt: skip


def months_of(chart: Chart, changes: tuple[str, ...]) -> RateChart | None:
    """Return a chart by months; None where fewer than two are known."""
    if len(chart.months) < 2:
        return None
    factor, unit, decimals = _unit(chart)
    about = chart.subject
    of = f"{quantity_text(about)}{group_text(about.attribute, about.group)}"
    points = tuple(RatePoint(month_text(one.month), factor * one.value, one.films) for one in chart.months)
    told = "; ".join(f"{one.name}: {one.value:.{decimals}f}" for one in points)
    caption = f"{of}, by month of acquisition, at the same shares of views; below, first films of patients."
    return RateChart(caption, f"{of}: {told}", unit, points, changes, decimals)


def month_text(month: int) -> str:
    """Return a month counted from year 0 as "2026-01"."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def parts_of(text: str) -> list[str]:
    """Return the sentences of a text; numbers with a point do not end one."""
    return _ENDS.split(text)


def some(entries: Sequence[int]) -> str:
    """Return the first entries, and how many more there are."""
    beyond = len(entries) - _ENTRIES
    return ", ".join(map(str, entries[:_ENTRIES])) + (f" and {beyond} more" if beyond > 0 else "")


def _percent(share: Share) -> Interval:
    return Interval(100 * share.value, 100 * share.low, 100 * share.high)


def _unit(chart: Chart) -> tuple[float, str, int]:
    quantity = chart.subject.quantity
    if quantity.is_rate:
        return 100.0, "% of films", 0
    return 1.0, LOGITS if quantity is Quantity.SCORE else "of 1", 2
