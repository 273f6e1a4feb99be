"""What changed over time in lines."""

from __future__ import annotations

from app.cli.cohort.change_lines import change_lines
from audit.cohort.over_time.figures import Alarm, Chart, NotCharted, OverTime, Quantity, Size, Subject

_CHART = Chart(Subject(Quantity.SCORE, "Mass", "station", "A"), films=300, watched=100, months=())
_SIZE = Size(before=0.1, after=0.6, value=0.5, low=0.3, high=0.7, deviations=0.5)
_TOO_FEW = (
    NotCharted("", "", 20, 90, 150, "Too few films."),
    *(
        NotCharted("station", group, charts, 40, 300, f"Too few films of station {group}.")
        for group, charts in (("B", 20), ("B", 4), ("C", 24))
    ),
)
_GROUPS = "Groups with too few films for some charts over time: 2 of station; --json tells how many are needed."


def _alarm(films: int) -> Alarm:
    return Alarm(_CHART, since=11, month=-1, raised=15, size=_SIZE, seq=tuple(range(11, 11 + films)), text="Mean score of Mass rose.")


def test_each_change_stands_with_its_films_before_what_has_too_few() -> None:
    lines = list(change_lines(OverTime(400, 7.5, (_CHART, _CHART), (_alarm(3), _alarm(10)), _TOO_FEW)))
    assert [line for line in lines if line] == [
        "What changed over time, by 2 charts of scores, decisions, verdicts and quality, in the order of entry:",
        "1. Mean score of Mass rose.",
        "   Entries 11, 12, 13.",
        "2. Mean score of Mass rose.",
        "   Entries 11, 12, 13, 14, 15, 16, 17, 18 and 2 more.",
        "Too few films.",
        _GROUPS,
    ]


def test_no_change_is_told_where_one_could_have_been_seen() -> None:
    lines = [line for line in change_lines(OverTime(400, 7.5, (_CHART,), (), ())) if line]
    assert lines == ["No change over time stands out, of 1 chart of scores, decisions, verdicts and quality, in the order of entry."]
    assert [line for line in change_lines(OverTime(4, 0.0, (), (), _TOO_FEW)) if line] == ["Too few films.", _GROUPS]
