"""What was measured on a film, step by step, each of which can be undone and done again."""

from __future__ import annotations

from app.site.measures import Measure

Measures = tuple[Measure, ...]


class History:
    """The steps of one film.

    Args:
        kept: What was measured before.
    """

    def __init__(self, kept: Measures = ()) -> None:
        self._past: list[Measures] = []
        self._future: list[Measures] = []
        self.now = kept

    def step(self, measures: Measures) -> None:
        """Go on to other measures; what had been undone is gone."""
        if measures != self.now:
            self._past.append(self.now)
            self._future.clear()
            self.now = measures

    def undo(self) -> None:
        """Go back a step, where there is one."""
        if self._past:
            self._future.append(self.now)
            self.now = self._past.pop()

    def redo(self) -> None:
        """Do again what was undone last."""
        if self._future:
            self._past.append(self.now)
            self.now = self._future.pop()
