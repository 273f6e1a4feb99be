"""What is drawn of measures, and what their presenter asks of the film."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from app.site.measures import Measure


@dataclass(frozen=True)
class Drawn:
    """A measure with the words beside it; a line that the program found, not a hand, is dashed, and one that was picked is bright."""

    measure: Measure
    text: str
    by_hand: bool = True
    picked: bool = False


class MeasuresView(Protocol):
    """The film, as far as the presenter of measures knows it: setters only, which emit nothing."""

    def show_measures(self, measures: Sequence[Drawn], note: str) -> None:
        """Draw measures over the film, and say in its corner what their lengths rest on, or ""."""
