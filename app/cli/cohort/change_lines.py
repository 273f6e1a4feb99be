"""What changed over time in a cohort as lines: each change with its date and films, else that none shows; then what has too few films."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from audit.cohort.over_time.figures import NotCharted, OverTime
from audit.counted import counted

_ENTRIES = 8


def change_lines(changes: OverTime) -> Iterator[str]:
    """Yield the lines."""
    if changes.charts:
        count = len(changes.charts)
        charts = f"{counted(count, 'chart')} of scores, decisions, verdicts and quality, in the order of entry"
        yield from ("", f"What changed over time, by {charts}:" if changes.alarms else f"No change over time stands out, of {charts}.")
    for number, alarm in enumerate(changes.alarms, 1):
        yield f"{number}. {alarm.text}"
        yield f"   Entries {_some(alarm.seq)}."
    yield from _not_charted(changes.not_charted)


def _not_charted(charts: Sequence[NotCharted]) -> Iterator[str]:
    """Tell of all films what charts lack, and of groups only how many lack it; the JSON has each."""
    if charts:
        yield ""
    yield from (one.text for one in charts if not one.attribute)
    groups = Counter(attribute for attribute, _ in {(one.attribute, one.group) for one in charts if one.attribute})
    if groups:
        told = ", ".join(f"{count} of {attribute}" for attribute, count in sorted(groups.items()))
        yield f"Groups with too few films for some charts over time: {told}; --json tells how many are needed."


def _some(entries: Sequence[int]) -> str:
    beyond = len(entries) - _ENTRIES
    return ", ".join(map(str, entries[:_ENTRIES])) + (f" and {beyond} more" if beyond > 0 else "")
