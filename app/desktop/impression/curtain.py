"""Hides all that the classifier says, on the film and beside it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.desktop.review.page import ReviewPage
from app.desktop.viewer.page import ViewerPage


class Curtain(QObject):
    """Over the film's overlays and the findings; ``is_open`` and ``film_first`` tell what is shown.

    Signals:
        wanted: The person wants it drawn or opened.
        film_first_wanted: The person wants films without the classifier first, or no longer.

    Args:
        viewer, review: What it hides.
    """

    wanted = Signal()
    film_first_wanted = Signal()

    def __init__(self, viewer: ViewerPage, review: ReviewPage) -> None:
        super().__init__(review)
        self._viewer, self._review = viewer, review
        self.is_open, self.film_first = True, False
        review.cover_lifted.connect(self.wanted)

    def show_classifier(self, shown: bool, sentence: str, button: str) -> None:
        """Show what the classifier says on the film and beside it, or a sentence in its place with a button that shows it."""
        self.is_open = shown
        self._viewer.set_overlays_shown(shown)
        self._review.show_cover("" if shown else sentence, button)

    def show_film_first(self, on: bool) -> None:
        """Show whether films are shown without the classifier first."""
        self.film_first = on
