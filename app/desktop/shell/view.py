"""What the presenter asks of the window: setters only; they emit nothing back. Tests put a mock in its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.desktop.classifiers.view import Trust
from app.desktop.review.view import Detail, Evidence, FindingRow
from app.desktop.viewer.view import Heat, Mark
from app.desktop.worklist.view import FilmRow
from models.values.radiograph import Radiograph


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
