"""The verdicts of findings, as far as parts of a record must agree on them; their set is an enum of ``models``, as all sets are."""

from __future__ import annotations

from collections.abc import Iterable

NO_OUTSIDE_DEPENDENCE_FOUND = "no_outside_dependence_found"
WORST_FIRST = (
    "dependent_on_outside", "suppressed_by_outside", "dependent_on_plausible_context", "attention_outside_not_confirmed", "undetermined",
    "not_assessable", NO_OUTSIDE_DEPENDENCE_FOUND, "not_challenged",
)  # fmt: skip
"""In which a film's verdict is chosen from those of its findings, and a worklist is sorted."""


def worst(verdicts: Iterable[str | None]) -> str | None:
    """Return the verdict of a film: the worst of its findings'; None where none has one.

    Raises:
        ValueError: One is no verdict.
    """
    return min((verdict for verdict in verdicts if verdict is not None), key=WORST_FIRST.index, default=None)
