"""What changed over time in a cohort: CUSUM charts of scores, decisions, verdicts and quality, in the order of entry (method, section 8).

As CheXstray (Soin 2022) does, scores and what is known of films are watched without any truth, but from the log alone. Each film is
compared with the films before it of the same chart and view, so that another share of AP films is no change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from audit.cohort.cohort import Cohort
from audit.cohort.figures import MIN_NAMED
from audit.cohort.over_time.changes import Change, changes
from audit.cohort.over_time.evidence import BASELINE, watched
from audit.cohort.over_time.figures import Alarm, Chart, NotCharted, OverTime
from audit.cohort.over_time.limit import limit_of
from audit.cohort.over_time.months import by_month
from audit.cohort.over_time.series import Series, every_series, first_films
from audit.cohort.over_time.sizes import size_of
from audit.cohort.over_time.wording import change_text, not_charted_text

FEWEST_WATCHED = 50
"""Films that a chart is kept for: what it learns from, and as many more as show a change of about one standard deviation."""


def over_time(cohort: Cohort) -> OverTime:
    """Return what changed over time, over all first films of patients and by manufacturer and station.

    The order is that of entry. Films that come in batches of a kind, as from one ward, are not independent, and may raise more
    false alarms than one in 5,000 films.
    """
    series = every_series(cohort)
    counts = [int(watched(one.view).sum()) for one in series]
    kept = [(one, count) for one, count in zip(series, counts, strict=True) if count >= FEWEST_WATCHED]
    films = len(first_films(cohort))
    limit = limit_of(films, [count for _, count in kept]) if kept else 0.0
    charts = tuple(_chart(one, count, cohort) for one, count in kept)
    alarms = [alarm for (one, _), chart in zip(kept, charts, strict=True) for alarm in _alarms(one, limit, chart, cohort)]
    not_charted = [(one, count) for one, count in zip(series, counts, strict=True) if count < FEWEST_WATCHED]
    return OverTime(films, limit, charts, tuple(sorted(alarms, key=lambda alarm: alarm.since)), _not_charted(not_charted))


def _alarms(series: Series, limit: float, chart: Chart, cohort: Cohort) -> Iterator[Alarm]:
    """Tell the changes of one series, each measured as far as its neighbours."""
    found = list(changes(series, limit))
    edges = [0, *(change.first for change in found), len(series.film)]
    for change, start, stop in zip(found, edges[:-2], edges[2:], strict=True):
        yield _alarm(series, change, start, stop, chart, cohort)


def _alarm(series: Series, change: Change, start: int, stop: int, chart: Chart, cohort: Cohort) -> Alarm:
    first = series.film[change.first]
    since, month = int(cohort.seq[first]), int(cohort.month[first])
    size = size_of(series.by_view(start, change.first), series.by_view(change.first, stop), rate=series.subject.quantity.is_rate)
    return Alarm(
        chart=chart, since=since, month=month, raised=int(cohort.seq[series.film[change.raised]]), size=size,
        seq=tuple(cohort.seq[series.film[change.first : stop]].tolist()),
        text=change_text(series.subject, size, since, month, change.first - start, stop - change.first),
    )  # fmt: skip


def _chart(series: Series, count: int, cohort: Cohort) -> Chart:
    return Chart(series.subject, len(series.film), count, by_month(series.value, series.view, cohort.month[series.film]))


def _not_charted(charts: Sequence[tuple[Series, int]]) -> tuple[NotCharted, ...]:
    """Return how many films are needed, charts of one group and size together; a group too small to be named is not told of."""
    alike = Counter(
        (one.subject.attribute, one.subject.group, len(one.film), max(BASELINE + FEWEST_WATCHED, len(one.film) + FEWEST_WATCHED - count))
        for one, count in charts
        if not one.subject.attribute or len(one.film) >= MIN_NAMED
    )
    return tuple(
        NotCharted(attribute, group, number, films, needed, not_charted_text(attribute, group, number, films, needed))
        for (attribute, group, films, needed), number in alike.items()
    )
