"""Fill in control places of films, and their own regions, at a second look."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from models.values.radiograph import Radiograph
from models.values.regions import RegionTable

if TYPE_CHECKING:
    from app.workers.engine import Engine
    from models.challenge.calibration.calibration import Calibration

NOT_LENT = "not_lent"
"""Why films are refused by an engine that has not been sent the donors, or was started anew since."""


@dataclass(frozen=True)
class FillControlPlaces:
    """Look at films a second time; the result is a SecondLook, those that cannot serve left out.

    Attributes:
        films: One or more of the reference.
        classifier: Its name.
        lent: Names what films are filled in with. Donors are large, so they are sent once, and the engine keeps the last.
        regions: The region table; None is the shipped one.
        calibration: What that name stands for: donors and spread, no control places. None where the engine was sent it before.
    """

    films: tuple[Radiograph, ...]
    classifier: str
    lent: str
    regions: RegionTable | None = None
    calibration: Calibration | None = None


def handle(engine: Engine, payload: FillControlPlaces) -> Generator[Any, None, Any]:
    """Fill in and score."""
    from app.workers.worker import Expected
    from models.screening.second_look import second_look

    yield from ()
    if payload.calibration:
        engine.lent = {payload.lent: payload.calibration}
    if payload.lent not in engine.lent:
        raise Expected(NOT_LENT, "The engine was started anew, and does not have the donors.")
    method = engine.without_reference(payload.classifier, payload.regions)
    return second_look(payload.films, replace(method, calibration=engine.lent[payload.lent]))
