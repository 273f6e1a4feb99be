"""Fill in both sides of the allowed regions of all findings of a film that was screened."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.workers.tasks.challenged import method_of_record, with_expected_refusals
from app.workers.tasks.load_method import LoadMethod
from models.values.radiograph import Radiograph

if TYPE_CHECKING:
    from app.workers.engine import Engine


@dataclass(frozen=True)
class RemoveGlobally:
    """Examine a film as it was screened, and fill in both sides of all allowed regions; the result is a GlobalRemovals.

    Attributes:
        film: As it was read.
        fingerprint: Of the method by which it was screened.
        load: How that is loaded.
    """

    film: Radiograph
    fingerprint: str
    load: LoadMethod


def handle(engine: Engine, payload: RemoveGlobally) -> Generator[Any, None, Any]:
    """Fill in and score."""
    from models.screening.challenged_pictures import examined_again
    from models.screening.global_removals import removals_for_all

    method = method_of_record(engine, payload.fingerprint, payload.load)
    film = yield from with_expected_refusals(examined_again(payload.film, method))
    return (yield from removals_for_all(film, method))
