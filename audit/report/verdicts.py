"""A verdict's shape, and what it says and does not say, as a report tells it."""

from __future__ import annotations

from audit.records.told import verdict_text
from audit.report.charts import Shape
from audit.report.document import VerdictMark

SHAPES = {
    "dependent_on_outside": Shape.FULL_DIAMOND, "suppressed_by_outside": Shape.FULL_TRIANGLE,
    "dependent_on_plausible_context": Shape.HALF_DIAMOND, "attention_outside_not_confirmed": Shape.HOLLOW_TRIANGLE,
    "undetermined": Shape.DOTTED_CIRCLE, "not_assessable": Shape.CROSSED_SQUARE, "no_outside_dependence_found": Shape.HOLLOW_CIRCLE,
    "not_challenged": Shape.DASH,
}  # fmt: skip
NO_VERDICT = VerdictMark("No verdict: no finding was tested", Shape.DASH)


def mark_of(verdict: str | None) -> VerdictMark:
    """Return a verdict by word and shape."""
    if verdict is None:
        return NO_VERDICT
    word = verdict_text(verdict)
    return VerdictMark(f"{word[:1].upper()}{word[1:]}", SHAPES[verdict])
