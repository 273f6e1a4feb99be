"""What is left of areas when films are filled in, as lines: by a film's own allowed region, and beside it by that of another chest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.cli.terminal import aligned
from audit.cohort.figures import Estimate, Retained

_ANOTHERS = "_anothers"
_HEAD = ("finding", "filled in", "with", "films", "AUC", "", "after", "", "left", "", "another's mask", "", "left", "")
_LEGEND = (
    "filled in: all of the film outside the finding's allowed region, or all of that region; beside it by the region that another chest of "
    "the view has. left: what remains of what the AUC has over 0.5, the only number of these that may be compared with another "
    "classifier's; - where the AUC itself may be chance. Intervals of 95 % by drawing patients."
)


def removal_lines(rows: Sequence[Retained]) -> Iterator[str]:
    """Yield the lines; none where nothing was filled in."""
    if not rows:
        return
    others = {(one.label, one.removed.removesuffix(_ANOTHERS), one.filler): one for one in rows if one.removed.endswith(_ANOTHERS)}
    own = [one for one in rows if not one.removed.endswith(_ANOTHERS)]
    table = [_row(one, others.get((one.label, one.removed, one.filler))) for one in own]
    yield from ("", "What is left of the area when films are filled in:", *aligned([_HEAD, *table]), "", _LEGEND)


def _row(one: Retained, other: Retained | None) -> tuple[str, ...]:
    beside = (*_area(other.after), *_share(other.share)) if other else ("-", "", "-", "")
    return (
        one.label, one.removed, one.filler.replace("_", " "), str(one.before.films), *_area(one.before), *_area(one.after),
        *_share(one.share), *beside,
    )  # fmt: skip


def _area(area: Estimate) -> tuple[str, str]:
    return f"{area.value:.2f}", f"{area.low:.2f}-{area.high:.2f}"


def _share(share: Estimate | None) -> tuple[str, str]:
    return (f"{100 * share.value:.0f} %", f"{100 * share.low:.0f} to {100 * share.high:.0f}") if share else ("-", "")
