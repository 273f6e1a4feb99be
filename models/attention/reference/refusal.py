"""Why a file or a set of films cannot serve as a reference."""

from __future__ import annotations


class NotAReference(ValueError):
    """A file or a set of films that cannot serve; the sentence says why."""
