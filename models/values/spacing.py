"""Whether the millimetres of a film's header are believed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class JudgedSpacing:
    """A film's pixel spacing after it was held against the size of the lungs; by default a film without one.

    Attributes:
        mm: Of a source pixel, for all that is measured; None where it is unknown or not believed.
        trusted: Whether it is plausible; None where there was none, or nothing to judge it by.
        reason: Why it is not believed, in a sentence.
    """

    mm: float | None = None
    trusted: bool | None = None
    reason: str | None = None
