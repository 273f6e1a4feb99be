"""Screen a batch of films."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.workers.tasks.load_method import LoadMethod
from models.values.radiograph import Radiograph

if TYPE_CHECKING:
    from app.workers.engine import Engine


METHOD_CHANGED = "method_changed"
"""Why a batch is refused when what was loaded again is another method."""


@dataclass(frozen=True)
class ScreenFilms:
    """Screen a batch; the result is a tuple of Screening or NotScreened.

    Attributes:
        films: One or more.
        fingerprint: Of a method that was loaded.
        load: How it was loaded, for an engine that was started anew since.
        in_parts: Tell scores and maps of each film as a Scored before its challenges run.
    """

    films: tuple[Radiograph, ...]
    fingerprint: str
    load: LoadMethod
    in_parts: bool = False


def handle(engine: Engine, payload: ScreenFilms) -> Generator[Any, None, Any]:
    """Screen by a loaded method."""
    from models.screening.screen import screen

    return (yield from screen(payload.films, engine.loaded(payload.fingerprint, payload.load), in_parts=payload.in_parts))
