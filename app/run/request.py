"""What is asked of a run: how films are to be screened."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from app.site.operating_points import UnusablePoint, point_in_use
from app.site.regions import UnusableTable, table_in_use
from app.workers.tasks.load_method import LoadMethod
from models.values.parameters import Parameters


class CannotScreen(Exception):
    """Nothing can be screened, for a reason that is no film's: no such classifier, no such device, no region table that can be used."""


@dataclass(frozen=True)
class RunRequest:
    """How films are to be screened.

    Attributes:
        classifier: Name of the classifier.
        parameters: The method's numbers.
        batch_size: Films that share a forward pass.
        again: Screen also what is already recorded.
        regions: Region table; None is this person's own, or the shipped one.
        operating_point: At which the classifier decides; None is this person's own choice, or the classifier's default.
        in_parts: Tell scores and maps of a film before its challenges are done.
        readers, engines: Workers to keep busy.
    """

    classifier: str = "embedded"
    parameters: Parameters = field(default_factory=Parameters)
    batch_size: int = 4
    again: bool = False
    regions: Path | None = None
    operating_point: str | None = None
    in_parts: bool = False
    readers: int = 1
    engines: int = 1

    @property
    def batches_in_flight(self) -> int:
        """How many batches are asked of the engines at once: each has the next one waiting while it works."""
        return 2 * self.engines

    @property
    def films_in_hand(self) -> int:
        """Most films at once between their reading and their entry, so that memory does not grow with their number."""
        return (self.batches_in_flight + 1) * self.batch_size + self.readers

    def method(self) -> LoadMethod:
        """Return by what films are screened, as this person has it now.

        Raises:
            CannotScreen: The region table or the operating point cannot be used.
        """
        try:
            point = point_in_use(self.classifier, self.operating_point)
            return LoadMethod(self.classifier, self.parameters, table_in_use(self.regions), point)
        except (UnusableTable, UnusablePoint) as error:
            raise CannotScreen(str(error)) from None
