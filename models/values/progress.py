"""How far long work is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """How far a screening is: ``done`` of ``of`` films, and what is done now."""

    done: int
    of: int
    label: str
