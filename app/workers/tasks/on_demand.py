"""Test a finding that a screening did not challenge; what is found is shown, not recorded."""

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
class TestFinding:
    """Examine a film as it was screened, and test one more finding; the result is an OnDemand.

    Attributes:
        film: As it was read.
        label: Of the finding.
        fingerprint: Of the method by which it was screened.
        load: How that is loaded.
    """

    __test__ = False

    film: Radiograph
    label: str
    fingerprint: str
    load: LoadMethod


def handle(engine: Engine, payload: TestFinding) -> Generator[Any, None, Any]:
    """Challenge and judge the finding."""
    from models.screening.on_demand import tested_on_demand

    method = method_of_record(engine, payload.fingerprint, payload.load)
    return (yield from with_expected_refusals(tested_on_demand(payload.film, payload.label, method)))
