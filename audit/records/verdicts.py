"""The verdicts of findings, as far as parts of a record must agree on them; their set is an enum of ``models``, as all sets are."""

from __future__ import annotations

from collections.abc import Iterable

DEPENDENT_ON_OUTSIDE, NO_OUTSIDE_DEPENDENCE_FOUND, UNDETERMINED = "dependent_on_outside", "no_outside_dependence_found", "undetermined"
WORST_FIRST = (
    DEPENDENT_ON_OUTSIDE, "suppressed_by_outside", "dependent_on_plausible_context", "attention_outside_not_confirmed", UNDETERMINED,
    "not_assessable", NO_OUTSIDE_DEPENDENCE_FOUND, "not_challenged",
)  # fmt: skip
"""In which a film's verdict is chosen from those of its findings, and a worklist is sorted."""


def worst(verdicts: Iterable[tuple[str | None, bool]]) -> str | None:
    """Return the verdict of a film: the worst of its findings'; None where none has one.

    Scores below their threshold of which nothing was found do not make a film undetermined, unless it has no other findings.

    Args:
        verdicts: Of each finding, and whether it is positive.

    Raises:
        ValueError: One is no verdict.
    """
    known = [(verdict, positive) for verdict, positive in verdicts if verdict is not None]
    counted = [verdict for verdict, positive in known if positive or verdict != UNDETERMINED]
    return min(counted or [verdict for verdict, _ in known], key=WORST_FIRST.index, default=None)
