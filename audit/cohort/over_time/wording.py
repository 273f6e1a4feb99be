"""What is said of a change, and of charts with too few films."""

from __future__ import annotations

from audit.cohort.over_time.figures import Quantity, Size, Subject
from audit.counted import counted

UNKNOWN_MONTH = -1


def change_text(subject: Subject, size: Size, since: int, month: int, before: int, after: int) -> str:
    """Tell of a change.

    Args:
        subject: Of the chart.
        size: Of the change.
        since: Entry of the first film after it.
        month: Of that film, counted from year 0; -1 where it is unknown.
        before, after: Films on either side.
    """
    acquired = "" if month == UNKNOWN_MONTH else f" (acquired {month // 12:04d}-{month % 12 + 1:02d})"
    verb = "rose" if size.value > 0 else "fell"
    return (
        f"{quantity_text(subject)}{group_text(subject.attribute, subject.group)} {verb} {_amount(subject.quantity, size)} "
        f"from entry {since}{acquired} on: {counted(after, 'film')} since then against {before} before, compared within view, "
        f"one film a patient."
    )


def not_charted_text(attribute: str, group: str, charts: int, films: int, needed: int) -> str:
    """Tell of charts of one group that have too few films."""
    return (
        f"Too few films{group_text(attribute, group)} for {charts} of the charts over time: {films}, one a patient; about {needed} needed."
    )


def quantity_text(subject: Subject) -> str:
    """Name a quantity, as a sentence begins."""
    match subject.quantity:
        case Quantity.SCORE:
            return f"Mean score of {subject.name}"
        case Quantity.POSITIVES:
            return f"Rate of positives of {subject.name}"
        case Quantity.VERDICT:
            return f"Rate of the verdict '{subject.name.replace('_', ' ')}'"
        case Quantity.QUALITY:
            return "Mean quality of the lung segmentation"


def group_text(attribute: str, group: str) -> str:
    """Name a group, as it follows a noun; nothing for all films."""
    return f" of {attribute} {group}" if attribute else ""


def _amount(quantity: Quantity, size: Size) -> str:
    if quantity.is_rate:
        interval = f"{100 * size.low:+.1f} to {100 * size.high:+.1f} points"
        return f"from {100 * size.before:.1f} to {100 * size.after:.1f} % (change {100 * size.value:+.1f}, 95 % interval {interval})"
    unit = " logits" if quantity is Quantity.SCORE else ""
    interval = f"{size.low:+.2f} to {size.high:+.2f}; {abs(size.deviations):.1f} standard deviations"
    return f"from {size.before:.2f} to {size.after:.2f}{unit} (change {size.value:+.2f}, 95 % interval {interval})"
