"""The worklist as it is shown in film-first mode: a film that waits for an impression says that it was screened, and no more."""

from __future__ import annotations

from collections.abc import Sequence

from app.desktop.worklist.view import FilmRow, FilmState, WorklistView

SCREENED = "Screened"


class VeiledWorklist:
    """Stands between the worklist's presenter and its page.

    Args:
        view: The page.
    """

    def __init__(self, view: WorklistView) -> None:
        self._view = view
        self._rows: list[FilmRow] = []
        self._shown: int | None = None
        self._veiled = False
        self._lifted: set[int] = set()

    def add_films(self, rows: Sequence[FilmRow]) -> None:
        """Append rows."""
        first = len(self._rows)
        self._rows += rows
        self._view.add_films([self._seen(index) for index in range(first, len(self._rows))])

    def update_film(self, index: int, row: FilmRow) -> None:
        """Replace one row."""
        self._rows[index] = row
        self._view.update_film(index, self._seen(index))

    def select_film(self, index: int) -> None:
        """Mark one row as the film that is shown."""
        self._shown = index
        self._view.select_film(index)

    def veil(self, on: bool) -> None:
        """Hide what the classifier says of films without an impression, or show all."""
        if on != self._veiled:
            self._veiled = on
            for index in range(len(self._rows)):
                self._view.update_film(index, self._seen(index))

    def lift(self) -> None:
        """Show all of the film that is shown, whose impression was given."""
        if self._shown is not None:
            self._lifted.add(self._shown)
            self._view.update_film(self._shown, self._seen(self._shown))

    def _seen(self, index: int) -> FilmRow:
        row = self._rows[index]
        if not self._veiled or row.state is not FilmState.SCREENED or index in self._lifted:
            return row
        return FilmRow(name=row.name, state=row.state, line=SCREENED, thumbnail=row.thumbnail)
