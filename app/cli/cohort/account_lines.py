"""The account of a cohort as lines: confounds first, then rates, then what scores and verdicts depend on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.cli.cohort.too_few_lines import too_few
from app.cli.terminal import aligned
from audit.cohort.account import Account
from audit.cohort.figures import MIN_NAMED, Estimate, Figures, Kind, Sentence, Share
from audit.counted import counted

_TOLD = 6
_HEAD = ("finding", "present", "", "positive", "", "dependent on outside", "", "AUC", "")
_LEGEND = (
    "present: by the table. dependent on outside: of the positive decisions that were tested. Behind each its 95 % interval by patients; "
    "- where there are too few films.",
)


def account_lines(account: Account) -> Iterator[str]:
    """Yield the lines."""
    confounds = [one for one in account.sentences if one.kind is Kind.CONFOUND]
    others = [one for one in account.sentences if one.kind is not Kind.CONFOUND]
    yield from _told("What goes with a label in these films:", confounds)
    groups = _groups(account.figures)
    if len(groups) > 1:
        yield from ("", *aligned(groups))
    if account.unnamed:
        values = ", ".join(f"{count} of {attribute}" for attribute, count in account.unnamed)
        yield f"Values of fewer than {MIN_NAMED} patients are not named: {values}."
    yield from ("", *aligned([_HEAD, *(_row(row) for row in account.figures if not row.attribute)]), "", *_LEGEND)
    yield from _told("What scores and verdicts depend on:", others)
    if account.comparisons and not account.sentences:
        yield from ("", f"No difference between groups stands out, of {counted(account.comparisons, 'that was', 'that were')} compared.")
    yield from too_few(account.too_few, _TOLD)


def _told(title: str, sentences: Sequence[Sentence]) -> Iterator[str]:
    if sentences:
        yield from ("", title)
    for number, one in enumerate(sentences, 1):
        yield f"{number}. {one.text}"
        yield f"   {one.refuted_by}"


def _groups(figures: Sequence[Figures]) -> list[tuple[str, str, str, str]]:
    """Return how the films are spread over groups, which is the same for all labels that have scores on all films."""
    first = figures[0].label if figures else ""
    rows = [row for row in figures if row.label == first and row.attribute]
    return [("attribute", "value", "films", "patients"), *((row.attribute, row.group, str(row.films), str(row.patients)) for row in rows)]


def _row(row: Figures) -> tuple[str, ...]:
    return (row.label, *_share(row.prevalence), *_share(row.positive), *_share(row.dependent), *_area(row.auc))


def _share(share: Share | None) -> tuple[str, str]:
    return (f"{share.events} of {share.of}", f"{100 * share.low:.0f}-{100 * share.high:.0f} %") if share else ("-", "")


def _area(area: Estimate | None) -> tuple[str, str]:
    return (f"{area.value:.2f}", f"{area.low:.2f}-{area.high:.2f}") if area else ("-", "")
