"""What the presenter asks of the window: setters only; they emit nothing back. Tests put a mock in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.attention.described import Box
from models.radiograph import Radiograph


class FilmState(StrEnum):
    """Where a film of the worklist is."""

    WAITING = "waiting"
    READ = "read"
    SCREENED = "screened"
    REFUSED = "refused"
    FAILED = "failed"


class Overlay(StrEnum):
    """What is drawn over the film."""

    NONE = "none"
    GRAD_CAM = "grad-cam"
    GUIDED_GRAD_CAM = "guided-grad-cam"


@dataclass(frozen=True)
class FilmRow:
    """One row of the worklist; ``thumbnail`` is 8-bit grey."""

    name: str
    state: FilmState
    line: str
    thumbnail: NDArray[np.uint8] | None = None


@dataclass(frozen=True)
class FindingRow:
    """One row of the findings; texts as shown, None where there is nothing to show."""

    label: str
    positive: bool
    probability: str
    threshold: str
    share_outside: str | None
    delta: str | None


@dataclass(frozen=True)
class Heat:
    """A map to draw over the film.

    Attributes:
        values: h×w, non-negative, covering the whole film.
        title, low, high: Caption and ends of the colour bar, with units.
        note: What the map is not, or "".
    """

    values: NDArray[np.float32]
    title: str
    low: str
    high: str
    note: str


@dataclass(frozen=True)
class Trust:
    """What the classifier's certificate says of the maps.

    Attributes:
        headline: In a few words.
        sentence: What follows.
        greyed: Overlays that failed, each with the reason.
        warnings: What stands before every finding: that Grad-CAM failed, or was not examined.
    """

    headline: str
    sentence: str
    greyed: Mapping[Overlay, str]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mark:
    """A box on the film, in source pixels; a challenged region is drawn dashed."""

    box: Box
    text: str
    challenged: bool


@dataclass(frozen=True)
class Detail:
    """One finding, or one film, in words.

    Attributes:
        title: Whose words they are.
        warnings: What a person must know before the rest.
        sentences: What was measured.
        notes: On what it rests.
    """

    title: str
    warnings: Sequence[str] = ()
    sentences: Sequence[str] = ()
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Share:
    """How much of a map lies outside the allowed places; all are shares of 1.

    Attributes:
        outside: Of the map.
        area: Of the film; a map that is the same everywhere has as much outside.
        floor: What the grid alone leaks, None where that is unknown.
    """

    outside: float
    area: float
    floor: float | None


@dataclass(frozen=True)
class BudgetPart:
    """What of a logit is stored in one structure.

    Attributes:
        name: As shown.
        in_favour, against: What speaks for the class (≥ 0) and against it (≤ 0).
        usual: Their sum in the mean of the reference, None without one.
    """

    name: str
    in_favour: float
    against: float
    usual: float | None


@dataclass(frozen=True)
class Budget:
    """Where a logit is stored: parts and bias sum to it."""

    parts: tuple[BudgetPart, ...]
    bias: float
    logit: float


@dataclass(frozen=True)
class Evidence:
    """What is drawn beside the words: the share outside, and the budget or why there is none."""

    share: Share
    budget: Budget | None
    why_not: str = ""


class ReviewView(Protocol):
    """The window, as far as the presenter knows it."""

    def add_films(self, rows: Sequence[FilmRow]) -> None:
        """Append rows to the worklist."""

    def update_film(self, index: int, row: FilmRow) -> None:
        """Replace one row of the worklist."""

    def select_film(self, index: int) -> None:
        """Mark one row of the worklist as the one that is shown."""

    def show_film(self, film: Radiograph | None, message: str) -> None:
        """Show a film, or a message in its place."""

    def show_lungs(self, lungs: NDArray[np.bool_] | None) -> None:
        """Outline the lungs."""

    def show_allowed(self, allowed: NDArray[np.bool_] | None) -> None:
        """Outline where the score of the finding may come from: h×w over the whole film."""

    def show_heat(self, heat: Heat | None, waiting: str) -> None:
        """Draw a map, or tell in its place what is waited for."""

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Draw boxes."""

    def show_findings(self, rows: Sequence[FindingRow], selected: int | None) -> None:
        """Fill the table of findings."""

    def show_detail(self, detail: Detail) -> None:
        """Tell the selected finding in words."""

    def show_evidence(self, evidence: Evidence | None) -> None:
        """Draw what was measured of the selected finding."""

    def show_record(self, lines: Sequence[tuple[str, str]]) -> None:
        """Show where the film stands in the log, as names and values."""

    def show_trust(self, trust: Trust) -> None:
        """Tell what the certificate says, and grey what failed."""

    def show_head(self, line: str, digest: str) -> None:
        """Show the log's head; the whole hash can be copied."""

    def show_progress(self, done: int, of: int, label: str | None) -> None:
        """Show what is under way, None when nothing is; without films it cannot be told how far it is."""

    def show_problem(self, sentence: str, details: str | None) -> None:
        """Tell a problem; details can be copied. An empty sentence takes it away."""
