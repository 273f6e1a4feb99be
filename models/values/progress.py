"""How far long work is. Long work is a generator: what it yields is progress, what it returns the result."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, TypeVar

Found = TypeVar("Found")


@dataclass(frozen=True)
class Progress:
    """How far a screening is: ``done`` of ``of`` films, and what is done now."""

    done: int
    of: int
    label: str


def result_of(work: Generator[Any, None, Found]) -> Found:
    """Run long work to its end and return its result."""
    while True:
        try:
            next(work)
        except StopIteration as finished:
            found: Found = finished.value
            return found
