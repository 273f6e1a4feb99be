"""What the presenter of a reader's first impression asks of the window."""

from __future__ import annotations

from typing import Protocol


class ImpressionView(Protocol):
    """What can be drawn over all that the classifier says: setters only, which emit nothing."""

    def show_classifier(self, shown: bool, sentence: str, button: str) -> None:
        """Show what the classifier says on the film and beside it, or a sentence in its place with a button that shows it."""

    def show_film_first(self, on: bool) -> None:
        """Show whether films are shown without the classifier first."""
