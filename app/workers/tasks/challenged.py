"""Show what the perturbation tests of one region did to a film."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.workers.tasks.load_method import LoadMethod
from app.workers.tasks.screen import METHOD_CHANGED
from models.values.radiograph import Radiograph

if TYPE_CHECKING:
    from app.workers.engine import Engine
    from models.screening.loaded_method import LoadedMethod

NO_PICTURES = "no_pictures"
OTHER_METHOD = (
    "The entry was computed with networks, a region table, a reference or a calibration that are not in use any more, "
    "so its tests cannot be shown."
)  # fmt: skip


@dataclass(frozen=True)
class ChallengedPictures:
    """Examine a film as it was screened, and show one region filled in; the result is a RegionPictures.

    Attributes:
        film: As it was read.
        region: Number of the film's region.
        fingerprint: Of the method by which it was screened.
        load: How that is loaded.
    """

    film: Radiograph
    region: int
    fingerprint: str
    load: LoadMethod


def handle(engine: Engine, payload: ChallengedPictures) -> Generator[Any, None, Any]:
    """Fill the region in again."""
    from models.screening.challenged_pictures import challenged_pictures

    method = method_of_record(engine, payload.fingerprint, payload.load)
    return (yield from with_expected_refusals(challenged_pictures(payload.film, payload.region, method)))


def method_of_record(engine: Engine, fingerprint: str, load: LoadMethod) -> LoadedMethod:
    """Return the method of an entry.

    Raises:
        Expected: It is not in use any more.
    """
    from app.workers.worker import Expected

    try:
        return engine.loaded(fingerprint, load)
    except Expected as error:
        raise (Expected(METHOD_CHANGED, OTHER_METHOD) if error.code == METHOD_CHANGED else error) from None


def with_expected_refusals(steps: Generator[Any, None, Any]) -> Generator[Any, None, Any]:
    """Take steps whose sentence against pictures is an expected one."""
    from app.workers.worker import Expected
    from models.screening.challenged_pictures import NoPictures

    try:
        return (yield from steps)
    except NoPictures as error:
        raise Expected(NO_PICTURES, str(error)) from None
